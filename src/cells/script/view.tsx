import { useMemo } from "react";
import type { ScriptFigure, ScriptOutput } from "../../notebook/script/messages.ts";
import { DataTable, type RowValues } from "../../widgets/data-table.tsx";
import { Figure, type FigureLayout, type FigureSeries } from "../../widgets/figure.tsx";
import { counted } from "../../widgets/format.ts";
import type { RowSource } from "../../widgets/row-source.ts";
import type { Live, ViewProps } from "../cell-kind.tsx";
import { rowExports } from "../row-exports.tsx";
import { tableSource } from "../table-source.ts";
import type { ScriptSpec } from "./definition.ts";
import { figureSummary, figureTable } from "./figure-table.ts";
import type { ScriptResult } from "./result.ts";
import "./script.css";

/** What the script displayed and logged, in order, and below it the rows that it returned. */
export function ScriptView({ name, result, live }: ViewProps<ScriptSpec, ScriptResult>) {
  const { outputs, table } = result;
  return (
    <div className="script-result">
      {outputs.map((output, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: in the order in which the script gave them
        <Output key={index} output={output} label={`${name || "script"}, output ${index + 1}`} live={live} />
      ))}
      {table !== null && <ReturnedRows name={name || "script"} result={result} live={live} />}
      {table === null && outputs.length === 0 && (
        <p className="script-empty">The script gave nothing: display(…) shows a value, returned rows are a table.</p>
      )}
    </div>
  );
}

interface OutputProps {
  readonly output: ScriptOutput;
  readonly label: string;
  readonly live: Live | null;
}

function Output({ output, label, live }: OutputProps) {
  switch (output.type) {
    case "text":
      return <pre className="script-text">{output.text}</pre>;
    case "log":
      return <LogLine level={output.level} text={output.text} />;
    case "table":
      return <DisplayedRows output={output} label={label} live={live} />;
    case "figure":
      return <DisplayedFigure figure={output} label={label} />;
  }
}

function LogLine({ level, text }: { readonly level: string; readonly text: string }) {
  const told = level === "warn" || level === "error" ? <b>{level} </b> : null;
  return (
    <pre className={`script-log is-${level}`}>
      {told}
      {text}
    </pre>
  );
}

function DisplayedRows({
  output,
  label,
  live,
}: OutputProps & { readonly output: { readonly type: "table" } & ScriptOutput }) {
  const { columns, rows, rowCount } = output;
  const source = useMemo(() => ({ columns, rows }), [columns, rows]);
  return (
    <div className="script-table">
      <DataTable label={label} source={source} empty="No rows." copy={live?.copy} rowsInView={12} />
      {rowCount > rows.length && (
        <p className="script-note">
          The first {counted(rows.length, "row")} of {rowCount.toLocaleString("en")}; return them to have all.
        </p>
      )}
    </div>
  );
}

function DisplayedFigure({ figure, label }: { readonly figure: ScriptFigure; readonly label: string }) {
  const shown = useMemo(() => figureProps(figure), [figure]);
  return (
    <div className="script-figure">
      <Figure label={label} {...shown} />
    </div>
  );
}

// Blue and amber stay the cohorts', red stays for failure.
const seriesColours = ["accent", "kind-llm", "kind-embedding", "kind-reranker", "kind-evaluator", "kind-agent"].map(
  (token) => `var(--${token})`,
);

function figureProps(figure: ScriptFigure) {
  const { height, width: _, autosize: __, ...layout } = figure.layout;
  return {
    data: figure.data as readonly FigureSeries[],
    layout: { showlegend: figure.data.length > 1, colorway: seriesColours, ...layout } as unknown as FigureLayout,
    height: typeof height === "number" ? Math.min(1200, Math.max(80, height)) : 280,
    summary: figureSummary(figure),
    table: figureTable(figure),
  };
}

interface ReturnedRowsProps {
  readonly name: string;
  readonly result: ScriptResult;
  readonly live: Live | null;
}

function ReturnedRows({ name, result, live }: ReturnedRowsProps) {
  const source = useMemo(() => rowSource(result, live), [result, live]);
  const exports = useMemo(() => (live ? rowExports(live, name, result) : []), [live, name, result]);
  const pin = live ? (rows: readonly RowValues[]) => live.pin(name, rows) : undefined;
  return (
    <div className="script-table">
      <DataTable
        label={`Rows of ${name}`}
        source={source}
        empty="The script returned no rows."
        exports={exports}
        copy={live?.copy}
        onPin={pin}
      />
    </div>
  );
}

function rowSource({ table, columns, rowCount, preview, lengths }: ScriptResult, live: Live | null): RowSource {
  const page = { rows: preview.rows, total: rowCount, lengths };
  if (live && table !== null) return tableSource(live.engine, { name: table, columns, rowCount }, page);
  return { columns, rowCount, preview: page, rows: () => page };
}
