import { useSyncExternalStore } from "react";
import type { Session } from "../src/notebook/session.ts";
import type { SessionState } from "../src/notebook/session-state.ts";
import type { Workbench, WorkbenchState } from "./workbench.ts";

export function useSession(session: Session): SessionState {
  return useSyncExternalStore(session.subscribe, () => session.state);
}

export function useWorkbench(workbench: Workbench): WorkbenchState {
  return useSyncExternalStore(
    (listener) => workbench.subscribe(listener),
    () => workbench.state,
  );
}
