import { useSyncExternalStore } from "react";
import type { Session } from "../src/notebook/session.ts";
import type { SessionState } from "../src/notebook/session-state.ts";
import type { Workbench, WorkbenchState } from "./workbench.ts";

/**
 * A part of the session's state. What shows it is drawn again when the part is another one, not at every letter and at
 * every state of every cell: `part` must give the same value or object while nothing changed.
 */
export function useSession<Part>(session: Session, part: (state: SessionState) => Part): Part {
  return useSyncExternalStore(session.subscribe, () => part(session.state));
}

export function useWorkbench(workbench: Workbench): WorkbenchState {
  return useSyncExternalStore(
    (listener) => workbench.subscribe(listener),
    () => workbench.state,
  );
}
