import { margin, plain, spanOf } from "./figure-frame.ts";
import type { Scale } from "./figure-scale.ts";
import { colourOf, type DrawnSeries, dashOf, inkOf, round } from "./figure-shapes.tsx";
import type { FigureLayout } from "./figure-spec.tsx";

interface Mark {
  readonly type?: string;
  readonly xref?: string;
  readonly yref?: string;
  readonly x0?: unknown;
  readonly x1?: unknown;
  readonly y0?: unknown;
  readonly y1?: unknown;
  readonly x?: unknown;
  readonly y?: unknown;
  readonly text?: string;
  readonly xanchor?: string;
  readonly xshift?: number;
  readonly line?: { readonly color?: string; readonly width?: number; readonly dash?: string };
  readonly fillcolor?: string;
  readonly opacity?: number;
}

/** Lines, boxes and words that a layout puts over the data. */
export function Shapes({
  layout,
  scales,
  height,
}: {
  readonly layout: FigureLayout;
  readonly scales: ReadonlyMap<string, Scale>;
  readonly height: number;
}) {
  const at = (ref: string | undefined, value: unknown, id: "x" | "y") => {
    if (ref !== "paper" && !ref?.endsWith("domain")) return scales.get(ref ?? id)?.place(value) ?? null;
    const { from, to } = spanOf(id, undefined, height);
    return from + (to - from) * Number(value);
  };
  const shapes = ((layout.shapes ?? []) as readonly Mark[]).map((shape, index) => {
    const [x1, x2] = [at(shape.xref, shape.x0, "x"), at(shape.xref, shape.x1, "x")];
    const [y1, y2] = [at(shape.yref, shape.y0, "y"), at(shape.yref, shape.y1, "y")];
    if (x1 === null || x2 === null || y1 === null || y2 === null) return null;
    const key = `shape ${index}`;
    if (shape.type === "rect") {
      const box = { x: Math.min(x1, x2), y: Math.min(y1, y2), width: Math.abs(x2 - x1), height: Math.abs(y2 - y1) };
      return <rect key={key} {...box} style={{ fill: inkOf(shape.fillcolor, "none") }} opacity={shape.opacity ?? 1} />;
    }
    const style = { stroke: inkOf(shape.line?.color, "var(--text-3)") };
    return (
      <line
        key={key}
        {...{ x1, x2, y1, y2 }}
        style={style}
        strokeWidth={shape.line?.width ?? 1}
        strokeDasharray={dashOf(shape.line?.dash)}
      />
    );
  });
  const words = ((layout.annotations ?? []) as readonly Mark[]).map((mark, index) => {
    const [x, y] = [at(mark.xref, mark.x, "x"), at(mark.yref, mark.y, "y")];
    if (x === null || y === null || !mark.text) return null;
    const anchor = mark.xanchor === "left" ? "start" : mark.xanchor === "right" ? "end" : "middle";
    return (
      <text key={`words ${String(index)}`} x={round(x + (mark.xshift ?? 0))} y={round(y)} textAnchor={anchor}>
        {plain(mark.text)}
      </text>
    );
  });
  return (
    <g>
      {shapes}
      {words}
    </g>
  );
}

export function Legend({ entries }: { readonly entries: readonly DrawnSeries[] }) {
  let x = margin.left;
  return entries.map((series) => {
    const at = x;
    const name = series.name ?? "";
    x += 26 + name.length * 6;
    return (
      <g key={name}>
        <rect x={at} y={6} width={9} height={9} style={{ fill: colourOf(series) }} opacity={series.opacity ?? 1} />
        <text x={at + 14} y={14}>
          {name}
        </text>
      </g>
    );
  });
}
