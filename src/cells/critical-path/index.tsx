import { counted, groupDigits } from "../../widgets/format.ts";
import type { CellKind } from "../cell-kind.tsx";
import { type CriticalPathSpec, parse, reads } from "./definition.ts";
import { evaluate } from "./evaluate.ts";
import type { CriticalPathResult } from "./result.ts";
import { table } from "./table.ts";
import { CriticalPathView } from "./view.tsx";

export const criticalPath: CellKind<CriticalPathSpec, CriticalPathResult> = {
  kind: "critical-path",
  title: "Critical path",
  about: "What traces wait for, what they would take without a step, and how much of their time runs at once.",
  language: "yaml",
  starter: "by: name\n",
  parse,
  reads,
  evaluate,
  table,
  summary: ({ sides }) => {
    const counts = sides.map(({ runs }) => groupDigits(runs));
    const last = counts.pop() ?? "0";
    const all = counts.length
      ? `${counts.join(" and ")} and ${last} traces`
      : counted(sides.at(-1)?.runs ?? 0, "trace");
    return `critical path of ${all}`;
  },
  View: CriticalPathView,
};
