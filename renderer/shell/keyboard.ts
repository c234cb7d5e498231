import { useEffect } from "react";
import type { Command } from "../commands.ts";
import type { Workbench } from "../workbench.ts";
import { KeyMatcher, keysText, type Typing } from "./key-press.ts";
import { commandsOf } from "./shell-commands.ts";

export const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

/** Keys as printed on this computer's keyboard; see keysText. */
export function shownKeys(keys: string): string {
  return keysText(keys, isMac);
}

/**
 * Runs the commands by their keys, wherever the focus is, except in a dialog. What goes wrong becomes a notice.
 * Listens before anything else does, because the code editor keeps Ctrl K and its like for itself.
 */
export function useKeyboard(workbench: Workbench): void {
  useEffect(() => {
    const matcher = new KeyMatcher(() => commandsOf(workbench), isMac);
    const press = (event: KeyboardEvent) => {
      if (event.isComposing || isInDialog(event.target)) return;
      const found = matcher.press(event, typingIn(event.target), performance.now());
      if (found === null) return;
      event.preventDefault();
      event.stopPropagation();
      if (found === "pending") return;
      handOver();
      void runCommand(workbench, found);
    };
    window.addEventListener("keydown", press, { capture: true });
    return () => window.removeEventListener("keydown", press, { capture: true });
  }, [workbench]);
}

/** Keys stay in an open dialog. A search of the whole page is for where the focus is nowhere: it costs at every letter. */
function isInDialog(target: EventTarget | null): boolean {
  if (!(target instanceof Element) || target === document.body) return document.querySelector("dialog[open]") !== null;
  return target.closest("dialog[open]") !== null;
}

export async function runCommand(workbench: Workbench, command: Command): Promise<void> {
  try {
    await command.run();
  } catch (error) {
    workbench.notify({ tone: "error", text: error instanceof Error ? error.message : String(error) });
  }
}

/** Text still in a field or an editor belongs to the notebook: leaving it hands it over, and the focus comes back. */
export function handOver(): void {
  const at = document.activeElement;
  if (!(at instanceof HTMLElement) || !["field", "code"].includes(typingIn(at))) return;
  if (at.closest('[role="application"]')) return;
  at.blur();
  at.focus({ preventScroll: true });
}

const notText = new Set(["button", "checkbox", "color", "file", "image", "radio", "range", "reset", "submit"]);
// What draws itself takes plain keys for itself (W A S D in a waterfall, where D D must not delete the cell).
const keepsLetters = '[role="application"], [role="treegrid"], [role="menu"], [role="listbox"], textarea, select';
const controls =
  'button, a[href], summary, audio, video, [role="grid"], [role="slider"], [role="tab"], [role="separator"]';

export function typingIn(target: EventTarget | null): Typing {
  if (!(target instanceof HTMLElement)) return "no";
  if (target.closest(".monaco-editor")) return "code";
  if (target.isContentEditable || target.closest(keepsLetters)) return "field";
  if (target instanceof HTMLInputElement) return notText.has(target.type) ? "control" : "field";
  return target.closest(controls) ? "control" : "no";
}
