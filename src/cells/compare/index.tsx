import { groupDigits } from "../../widgets/format.ts";
import type { CellKind } from "../cell-kind.tsx";
import { type CompareSpec, parse, reads } from "./definition.ts";
import { evaluate } from "./evaluate.ts";
import type { CompareResult } from "./result.ts";
import { changeText } from "./step-columns.tsx";
import { table } from "./table.ts";
import { CompareView } from "./view.tsx";

export const compare: CellKind<CompareSpec, CompareResult> = {
  kind: "compare",
  title: "Compare the cohorts",
  about: "What changed from reference to current: which steps make up the change, and which attributes go with it.",
  language: "yaml",
  starter: "quantile: p95\n",
  parse,
  reads,
  evaluate,
  table,
  summary: ({ comparison }) => {
    if (!comparison) return "nothing to compare";
    const { reference, current } = comparison.wall;
    return `mean wall time ${changeText(comparison.change)}, ${groupDigits(reference.n)} and ${groupDigits(current.n)} traces`;
  },
  View: CompareView,
};
