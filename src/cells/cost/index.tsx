import type { CellKind } from "../cell-kind.tsx";
import { dollars } from "../estimate-words.ts";
import { type CostSpec, parse, reads } from "./definition.ts";
import { evaluate } from "./evaluate.ts";
import type { CostResult } from "./result.ts";
import { table } from "./table.ts";
import { CostView } from "./view.tsx";

export const cost: CellKind<CostSpec, CostResult> = {
  kind: "cost",
  title: "Cost",
  about:
    "What tenants, models, prompt versions and steps cost, what changed, which budget is over, where cost diverges.",
  language: "yaml",
  starter: "by: [tenant, model, prompt_version, step]\n",
  parse,
  reads,
  evaluate,
  table,
  summary: ({ by, sides, total, groups }) => {
    if (groups.length === 0) return "no call with tokens or a cost";
    const each = sides.map(({ side }) => {
      const value = dollars(total.sides[side]?.perTrace.value ?? null);
      return side === "all" ? `${value} per trace` : `${value} in ${side}`;
    });
    return `cost by ${by.map((key) => key.replaceAll("_", " ")).join(", ")}: ${each.join(", ")}${sides.length === 2 ? ", per trace" : ""}`;
  },
  View: CostView,
};
