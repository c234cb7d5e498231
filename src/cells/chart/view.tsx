import { useMemo } from "react";
import { csvLine } from "../../engine/csv.ts";
import { Figure } from "../../widgets/figure.tsx";
import { figureImage } from "../../widgets/figure-image.tsx";
import type { Live, ViewProps } from "../cell-kind.tsx";
import { useSource } from "../use-source.tsx";
import type { ChartSpec } from "./definition.ts";
import { figureOf } from "./figure.tsx";
import { ChartForm } from "./form.tsx";
import { type ChartResult, table } from "./result.ts";
import { summaryOf } from "./summary.ts";
import "./chart.css";

/** The form, the chart with what it is made of, and ways to take it away. */
export function ChartView({ name, spec, result, live }: ViewProps<ChartSpec, ChartResult>) {
  const set = useSource(spec.source, live);
  const { data, layout } = useMemo(() => figureOf(result), [result]);
  const rows = useMemo(() => table(result), [result]);
  const height = spec.height * Math.max(1, Math.ceil(result.facets.length / 3) * (result.facets.length > 3 ? 0.7 : 1));
  return (
    <div className="chart">
      {set && <ChartForm spec={spec} result={result} set={set} />}
      {result.points.length === 0 ? (
        <p className="chart-empty">
          No row of {spec.table} can be drawn. {result.warnings.join(" ") || "Widen the conditions, or import data."}
        </p>
      ) : (
        <Figure
          label={`${spec.kind} of ${spec.table}`}
          summary={summaryOf(result)}
          data={data}
          layout={layout}
          height={height}
          table={rows}
        />
      )}
      {result.points.length > 0 &&
        result.warnings.map((warning) => (
          <p key={warning} className="chart-warning">
            {warning}
          </p>
        ))}
      {live && result.points.length > 0 && <Exports name={name} result={result} live={live} height={height} />}
    </div>
  );
}

function csvOf(result: ChartResult): string {
  const { columns, rows } = table(result);
  const lines = rows.map((row) => csvLine(row.map((value) => (value === null ? null : String(value)))));
  return csvLine(columns.map(({ name }) => name)) + lines.join("");
}

interface ExportsProps {
  readonly name: string;
  readonly result: ChartResult;
  readonly live: Live;
  readonly height: number;
}

function Exports({ name, result, live, height }: ExportsProps) {
  const image = async (format: "png" | "svg") => {
    const { data, layout } = figureOf(result);
    const bytes = await figureImage(data, layout, { format, width: 1000, height });
    await live.saveFile(`${name}.${format}`, bytes, format === "png" ? "image/png" : "image/svg+xml");
  };
  const csv = () => live.saveFile(`${name}.csv`, new TextEncoder().encode(csvOf(result)), "text/csv");
  return (
    <p className="chart-exports">
      Save as
      <button type="button" className="link" onClick={() => void image("png")}>
        PNG
      </button>
      <button type="button" className="link" onClick={() => void image("svg")}>
        SVG
      </button>
      <button type="button" className="link" onClick={() => void csv()}>
        CSV
      </button>
    </p>
  );
}
