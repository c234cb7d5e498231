import { renderToStaticMarkup } from "react-dom/server";
import type { AnyCellKind } from "../cells/cell-kind.tsx";
import { MovableFigures } from "../widgets/movable-figure.tsx";
import { anchorOf } from "./anchor.ts";
import type { ReportCell, ReportContent } from "./content.ts";
import { Findings } from "./findings-list.tsx";
import type { ReportScripts } from "./moving-figures.ts";
import { Opening } from "./opening.tsx";
import { CellProvenance, Provenance } from "./provenance.tsx";

// Every style sheet that a view may need, and the report's own; they are small, and a report must stand alone.
const styles: Readonly<Record<string, string>> = import.meta.glob("../**/*.css", {
  query: "?inline",
  import: "default",
  eager: true,
});

export interface Report {
  readonly html: string;
  /** Cells whose view could not draw the result, in words. */
  readonly failures: readonly string[];
}

const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/**
 * The notebook and its results as one HTML file that loads nothing from anywhere: still figures and no scripts, or,
 * given `scripts`, figures that move.
 */
export function drawReport(
  content: ReportContent,
  kinds: readonly AnyCellKind[],
  scripts: ReportScripts | null = null,
): Report {
  const failures: string[] = [];
  const known = new Map(kinds.map((kind) => [kind.kind, kind]));
  const drawn = content.cells.map((cell) => {
    const kind = known.get(cell.cell.kind) ?? null;
    try {
      return renderToStaticMarkup(
        <MovableFigures value={scripts !== null}>
          <CellSection {...cell} kind={kind} />
        </MovableFigures>,
      );
    } catch (error) {
      const message = `could not be drawn: ${error instanceof Error ? error.message : error}`;
      failures.push(`cell ${cell.cell.name || cell.cell.kind} ${message}`);
      const failure = { message, line: null, column: null, key: null };
      return renderToStaticMarkup(<CellSection {...cell} kind={kind} drawn={null} error={failure} />);
    }
  });
  const head = renderToStaticMarkup(<Head title={content.title || "Casebook report"} scripts={scripts} />);
  const opening = renderToStaticMarkup(
    <>
      <Opening content={content} />
      <Findings cells={content.cells} />
    </>,
  );
  const end = renderToStaticMarkup(<Provenance content={content} />);
  const last = scripts?.texts.map((text) => `<script>${text}</script>`).join("") ?? "";
  const body = `<body><main>${opening}${drawn.join("\n")}${end}</main>${last}</body>`;
  return { html: `<!doctype html>\n<html lang="en">${head}${body}</html>\n`, failures };
}

interface HeadProps {
  readonly title: string;
  readonly scripts: ReportScripts | null;
}

function Head({ title, scripts }: HeadProps) {
  // Paper is white, whatever the screen is; and "</" inside a style element would end it.
  const css = Object.values(styles)
    .join("\n")
    .replaceAll("@media (prefers-color-scheme", "@media screen and (prefers-color-scheme")
    .replaceAll("</", "<\\/");
  return (
    <head>
      <meta charSet="utf-8" />
      <meta httpEquiv="Content-Security-Policy" content={scripts ? `${policy}; ${scripts.policy}` : policy} />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <title>{title}</title>
      {/* biome-ignore lint/security/noDangerouslySetInnerHtml: the app's own style sheets, which escaping would break */}
      <style dangerouslySetInnerHTML={{ __html: css }} />
    </head>
  );
}

type SectionProps = ReportCell & { readonly kind: AnyCellKind | null };

function CellSection(props: SectionProps) {
  const { cell, kind, drawn, summary, error } = props;
  if (!cell.name && cell.kind === "markdown" && kind && drawn)
    return <div className="report-prose">{view(cell.name, kind, drawn)}</div>;
  return (
    <section className={kind?.wide ? "report-cell report-wide" : "report-cell"} id={anchorOf(cell.name)}>
      <h2 className="report-name">
        {cell.name || cell.kind} <span>{kind?.title ?? cell.kind}</span> <span>{summary}</span>
      </h2>
      {kind && drawn ? view(cell.name, kind, drawn) : null}
      {error ? <Failure error={error} /> : null}
      <CellProvenance cell={props} />
    </section>
  );
}

function view(name: string, { View }: AnyCellKind, { spec, result }: NonNullable<ReportCell["drawn"]>) {
  return <View name={name} spec={spec} result={result} live={null} />;
}

function Failure({ error }: { readonly error: NonNullable<ReportCell["error"]> }) {
  const place = error.line === null ? error.key : `line ${error.line}`;
  return (
    <p className="report-failure">
      Failed{place ? ` (${place})` : ""}: {error.message}
    </p>
  );
}
