import type { Session } from "./session.ts";

/** The files that cells name by their path from the notebook. A cell that cannot be understood names none. */
export function namedFiles({ state, runtime }: Session): readonly string[] {
  return state.notebook.cells.flatMap(({ kind, source }) => {
    const logic = runtime.kind(kind);
    try {
      return logic?.files?.(logic.parse(source)) ?? [];
    } catch {
      return [];
    }
  });
}
