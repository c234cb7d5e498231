import type { CellKind } from "../cell-kind.tsx";
import { type LatencySpec, parse, reads } from "./definition.ts";
import { evaluate } from "./evaluate.ts";
import type { LatencyResult } from "./result.ts";
import { table } from "./table.ts";
import { LatencyView } from "./view.tsx";

export const latency: CellKind<LatencySpec, LatencyResult> = {
  kind: "latency",
  title: "Latency by step",
  about: "Which step is slow, what share of the time it takes, and what changed from reference to current.",
  language: "yaml",
  starter: "by: name\nquantile: p95\n",
  parse,
  reads,
  evaluate,
  table,
  summary: ({ by, quantile, sides }) =>
    `latency by ${by === "name" ? "step" : by}, ${quantile} of ${sides.map((side) => side.traces.toLocaleString("en")).join(" and ")} traces`,
  View: LatencyView,
};
