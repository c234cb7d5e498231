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
    const counts = sides.map(({ traces }) => traces.toLocaleString("en")).join(" and ");
    return sides.length === 2 ? `reference beside current, ${counts} traces` : `${counts} traces`;
  },
  View: OverviewView,
};
