import { useSyncExternalStore } from "react";
import type { Workbench } from "../workbench.ts";

/** What only the window's frame knows: which overlay is open, whether the side panel is folded. */
export interface ShellState {
  readonly overlay: "palette" | "keys" | "cohorts" | null;
  /** The time of the deployment around which the cohorts are to be set (milliseconds). */
  readonly deployment: number | null;
  readonly sideFolded: boolean;
}

export class Shell {
  #state: ShellState = { overlay: null, deployment: null, sideFolded: false };
  readonly #listeners = new Set<() => void>();

  get state(): ShellState {
    return this.#state;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  show(overlay: ShellState["overlay"]): void {
    this.#set({ overlay });
  }

  /** Opens the cohorts, before and after a deployment where its time is given. */
  showCohorts(deployment: number | null): void {
    this.#set({ overlay: "cohorts", deployment });
  }

  foldSide(sideFolded: boolean): void {
    this.#set({ sideFolded });
  }

  #set(change: Partial<ShellState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}

const shells = new WeakMap<Workbench, Shell>();

/** The one shell of a workbench. */
export function shellOf(workbench: Workbench): Shell {
  const known = shells.get(workbench);
  if (known) return known;
  const shell = new Shell();
  shells.set(workbench, shell);
  return shell;
}

export function useShell(workbench: Workbench): ShellState {
  const shell = shellOf(workbench);
  return useSyncExternalStore(shell.subscribe, () => shell.state);
}
