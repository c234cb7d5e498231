import { counted } from "../../widgets/format.ts";
import type { CellKind } from "../cell-kind.tsx";
import { type LoopsSpec, parse, reads } from "./definition.ts";
import { evaluate } from "./evaluate.ts";
import type { LoopsResult } from "./result.ts";
import { table } from "./table.ts";
import { LoopsView } from "./view.tsx";

export const loops: CellKind<LoopsSpec, LoopsResult> = {
  kind: "loops",
  title: "Loops",
  about: "Where agents made the same call again and again, what it cost, and what a circuit breaker would have saved.",
  language: "yaml",
  starter: "breaker: 5\n",
  parse,
  reads,
  evaluate,
  table,
  summary: ({ found, sides }) => {
    const traces = sides.reduce((sum, side) => sum + side.tracesWithLoop, 0);
    return found ? `${counted(found, "loop")} in ${counted(traces, "trace")}` : "no loops";
  },
  View: LoopsView,
};
