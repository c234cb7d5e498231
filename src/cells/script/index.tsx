import type { ScriptSandbox } from "../../notebook/script/sandbox.ts";
import { counted } from "../../widgets/format.ts";
import type { CellKind } from "../cell-kind.tsx";
import { scriptAssist } from "./assist.tsx";
import { parse, reads, type ScriptSpec } from "./definition.ts";
import { evaluate } from "./evaluate.ts";
import type { ScriptResult } from "./result.ts";
import { ScriptView } from "./view.tsx";

/** Scripts that run in a sandbox; without one they say that there is none. */
export function scriptIn(sandbox: ScriptSandbox | null): CellKind<ScriptSpec, ScriptResult> {
  return {
    kind: "script",
    title: "Script",
    about: "TypeScript over any table, with statistics and figures, in a sandbox; returned rows are a table.",
    language: "typescript",
    starter:
      'const durations = await table("spans").numbers("duration_ms");\ndisplay({ data: [{ type: "histogram", x: durations }] });\nreturn [{ spans: durations.length, longest_ms: Math.max(...durations) }];\n',
    parse,
    reads,
    evaluate: (spec, context) => evaluate(spec, context, sandbox),
    summary: ({ table, rowCount, outputs }) =>
      table === null ? counted(outputs.length, "output") : counted(rowCount, "row"),
    output: ({ table, outputs }) => ({ table, value: outputs }),
    preview: ({ table, preview, rowCount }) => (table === null ? null : { data: preview, total: rowCount }),
    View: ScriptView,
    assist: scriptAssist,
  };
}

export const script = scriptIn(null);
