import { groupDigits } from "../../widgets/format.ts";
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
  summary: ({ by, quantile, sides }) => {
    const counts = sides.map(({ traces }) => groupDigits(traces)).join(" and ");
    const noun = sides.at(-1)?.traces === 1 ? "trace" : "traces";
    return `latency by ${by === "name" ? "step" : by}, ${quantile} of ${counts} ${noun}`;
  },
  View: LatencyView,
};
