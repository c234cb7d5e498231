import { percent } from "../../widgets/duration-scale.ts";
import { counted } from "../../widgets/format.ts";
import type { CellKind } from "../cell-kind.tsx";
import { type ErrorsSpec, parse, reads } from "./definition.ts";
import { evaluate } from "./evaluate.ts";
import type { ErrorsResult } from "./result.ts";
import { table } from "./table.ts";
import { ErrorsView } from "./view.tsx";

export const errors: CellKind<ErrorsSpec, ErrorsResult> = {
  kind: "errors",
  title: "Errors and outcomes",
  about: "Which errors there are and since when, whether retries help, timeouts, time to first token, what users said.",
  language: "yaml",
  starter: "origins: true\n",
  parse,
  reads,
  evaluate,
  table,
  summary: ({ found, total, sides }) => {
    const each = sides.map(({ side }) => {
      const share = percent(total.sides[side]?.share.value ?? null);
      return side === "all" ? share : `${share} in ${side}`;
    });
    return `${counted(found, "type")} of errors; traces with one: ${each.join(", ")}`;
  },
  View: ErrorsView,
};
