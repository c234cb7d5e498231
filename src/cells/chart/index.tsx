import { counted } from "../../widgets/format.ts";
import type { CellKind } from "../cell-kind.tsx";
import { type ChartSpec, parse, reads } from "./definition.ts";
import { evaluate } from "./evaluate.ts";
import { type ChartResult, table } from "./result.ts";
import { ChartView } from "./view.tsx";

export const chart: CellKind<ChartSpec, ChartResult> = {
  kind: "chart",
  title: "Chart",
  about: "A table or cell as lines, bars, histogram, boxes, points, heat map or ECDF, by colour and facet.",
  language: "yaml",
  starter: "table: spans\nkind: line\nx: start_time\ny: duration_ms\naggregate: p95\ncolour: cohort\n",
  parse,
  reads,
  evaluate,
  table,
  summary: ({ kind, rows }) => `${kind} of ${counted(rows, "row")}`,
  View: ChartView,
};
