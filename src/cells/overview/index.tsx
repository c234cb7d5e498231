import { counted, groupDigits } from "../../widgets/format.ts";
import type { CellKind } from "../cell-kind.tsx";
import { type OverviewSpec, parse } from "./definition.ts";
import { evaluate } from "./evaluate.ts";
import type { OverviewResult } from "./result.ts";
import { table } from "./table.ts";
import { OverviewView } from "./view.tsx";

export const overview: CellKind<OverviewSpec, OverviewResult> = {
  kind: "overview",
  title: "Overview",
  about: "How many traces, how slow, how many errors, what they cost: in reference beside current, and over time.",
  language: "yaml",
  starter: "per: auto\n",
  parse,
  reads: () => ["traces", "deployments"],
  evaluate,
  table,
  summary: ({ sides }) => {
    const [first, second] = sides.map(({ traces }) => traces);
    if (second === undefined) return counted(first ?? 0, "trace");
    return `reference beside current, ${groupDigits(first ?? 0)} and ${counted(second, "trace")}`;
  },
  View: OverviewView,
};
