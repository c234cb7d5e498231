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
  reads: ({ weight_by }) => ["traces", "deployments", ...(weight_by.length ? ["spans"] : [])],
  evaluate,
  table,
  summary: ({ sides, mix }) => {
    const [first, second] = sides.map(({ traces }) => traces);
    if (second === undefined) return counted(first ?? 0, "trace");
    const weighted = mix ? `, at the reference's mix of ${mix.by.join(" and ")}` : "";
    return `reference beside current, ${groupDigits(first ?? 0)} and ${counted(second, "trace")}${weighted}`;
  },
  View: OverviewView,
};
