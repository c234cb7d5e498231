import { renderToStaticMarkup } from "react-dom/server";
import type { AnyCellKind } from "../../src/cells/cell-kind.tsx";
import type { Cohorts, Window } from "../../src/notebook/cohorts.ts";
import type { Cell } from "../../src/notebook/notebook.ts";
import type { CellFailure } from "../../src/notebook/runtime.ts";
import reportStyles from "./report.css?inline";

// Every style sheet that a view may need; they are small, and a report must stand alone.
const styles: Readonly<Record<string, string>> = import.meta.glob("/src/**/*.css", {
  query: "?inline",
  import: "default",
  eager: true,
});

export interface ReportCell {
  readonly cell: Cell;
  /** null when no kind has the cell's name. */
  readonly kind: AnyCellKind | null;
  /** null when the cell failed. */
  readonly drawn: { readonly spec: unknown; readonly result: unknown } | null;
  readonly summary: string;
  readonly error: CellFailure | null;
}

export interface ReportContent {
  readonly title: string;
  readonly cohorts: Cohorts;
  readonly problems: readonly string[];
  readonly cells: readonly ReportCell[];
}

export interface Report {
  readonly html: string;
  /** Cells whose view could not draw the result, in words. */
  readonly failures: readonly string[];
}

const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/** The notebook and its results as one HTML file: no scripts, nothing loaded from anywhere. */
export function drawReport({ title, cohorts, problems, cells }: ReportContent): Report {
  const failures: string[] = [];
  const drawn = cells.map((cell) => {
    try {
      return renderToStaticMarkup(<CellSection {...cell} />);
    } catch (error) {
      const message = `could not be drawn: ${error instanceof Error ? error.message : error}`;
      failures.push(`cell ${cell.cell.name || cell.cell.kind} ${message}`);
      const failure = { message, line: null, column: null, key: null };
      return renderToStaticMarkup(<CellSection {...cell} drawn={null} error={failure} />);
    }
  });
  const head = renderToStaticMarkup(<Head title={title || "Casebook report"} />);
  const opening = renderToStaticMarkup(<Opening title={title} cohorts={cohorts} problems={problems} />);
  const html = `<!doctype html>\n<html lang="en">${head}<body><main>${opening}${drawn.join("\n")}</main></body></html>\n`;
  return { html, failures };
}

function Head({ title }: { readonly title: string }) {
  const css = [...Object.values(styles), reportStyles].join("\n");
  return (
    <head>
      <meta charSet="utf-8" />
      <meta httpEquiv="Content-Security-Policy" content={policy} />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <title>{title}</title>
      <style>{css}</style>
    </head>
  );
}

function Opening({ title, cohorts, problems }: Omit<ReportContent, "cells">) {
  const { reference, current } = cohorts;
  return (
    <header>
      {title ? <h1 className="report-title">{title}</h1> : null}
      {reference || current ? (
        <p className="report-windows">
          {reference ? <Stretch name="reference" window={reference} /> : null}
          {current ? <Stretch name="current" window={current} /> : null}
        </p>
      ) : null}
      {problems.length ? (
        <ul className="report-problems">
          {problems.map((problem) => (
            <li key={problem}>{problem}</li>
          ))}
        </ul>
      ) : null}
    </header>
  );
}

function Stretch({ name, window }: { readonly name: "reference" | "current"; readonly window: Window }) {
  return (
    <span className={`report-${name}`}>
      {name}: {window.from} to {window.to}
    </span>
  );
}

function CellSection({ cell, kind, drawn, summary, error }: ReportCell) {
  if (!cell.name && kind && drawn) return <div className="report-prose">{view(cell, kind, drawn)}</div>;
  return (
    <section className={kind?.wide ? "report-cell report-wide" : "report-cell"}>
      <h2 className="report-name">
        {cell.name || cell.kind} <span>{kind?.title ?? cell.kind}</span> <span>{summary}</span>
      </h2>
      {kind && drawn ? view(cell, kind, drawn) : null}
      {error ? <Failure error={error} /> : null}
      <details className="report-source">
        <summary>Source</summary>
        <pre>{cell.source}</pre>
      </details>
    </section>
  );
}

function view(cell: Cell, { View }: AnyCellKind, { spec, result }: NonNullable<ReportCell["drawn"]>) {
  return <View name={cell.name} spec={spec} result={result} live={null} />;
}

function Failure({ error }: { readonly error: CellFailure }) {
  const place = error.line === null ? error.key : `line ${error.line}`;
  return (
    <p className="report-failure">
      Failed{place ? ` (${place})` : ""}: {error.message}
    </p>
  );
}
