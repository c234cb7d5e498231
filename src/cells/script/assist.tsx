import type { Engine } from "../../engine/engine.ts";
import type { Inputs } from "../../notebook/cell.ts";
import { declarations } from "../../notebook/script/declarations.ts";
import { listTables } from "../../notebook/tables.ts";
import type { EditorAssist } from "../../widgets/editor-assist.ts";

/** Types of everything that a script is offered; TypeScript's own language service completes and checks by them. */
export function scriptAssist(engine: Engine, inputs: () => Inputs): EditorAssist {
  return {
    complete: async () => ({ start: 0, end: 0, items: [] }),
    hover: async () => null,
    async types() {
      // Large, and wanted when a script is near.
      const [{ analysisTexts }, tables] = await Promise.all([import("./analysis-text.tsx"), listTables(engine)]);
      const analysis = analysisTexts.map(({ path }) => `./${path}`);
      return [
        ...analysisTexts,
        { path: "script.d.ts", text: declarations({ tables, inputTypes: inputs().inputTypes, analysis }) },
      ];
    },
  };
}
