import type { ScriptSandbox } from "../../notebook/script/sandbox.ts";
import { counted } from "../../widgets/format.ts";
import type { CellKind } from "../cell-kind.tsx";
import { scriptAssist } from "./assist.tsx";
import { parse, reads, type ScriptSpec } from "./definition.ts";
import { evaluate } from "./evaluate.ts";
import type { ScriptResult } from "./result.ts";
import { ScriptView } from "./view.tsx";

const starter = `const rows = await sql\`
  select name, count(*) as spans, quantile_cont(duration_ms, 0.95) as p95_ms
  from spans group by name order by p95_ms desc limit 20\`;
display({ data: [{ type: "bar", x: rows.map((row) => row.name), y: rows.map((row) => row.p95_ms) }] });
return rows;
`;

/** Scripts that run in a sandbox; without one they say that there is none. */
export function scriptIn(sandbox: ScriptSandbox | null): CellKind<ScriptSpec, ScriptResult> {
  return {
    kind: "script",
    title: "Script",
    about: "TypeScript over any table, with statistics and figures, in a sandbox; returned rows are a table.",
    language: "typescript",
    starter,
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
