import type { Session } from "../../src/notebook/session.ts";
import type { SessionState } from "../../src/notebook/session-state.ts";

/** Whether a cell runs or waits to. */
export function isRunning(session: Session, { notebook }: SessionState): boolean {
  return notebook.cells.some(({ id }) => ["running", "queued"].includes(session.cell(id).status));
}
