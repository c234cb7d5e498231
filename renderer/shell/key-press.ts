import type { Command } from "../commands.ts";

/** One step of a command's keys. */
export interface Press {
  /** "k", "enter", "?": lower case. */
  readonly key: string;
  readonly mod: boolean;
  readonly shift: boolean;
  readonly alt: boolean;
}

/** The part of a KeyboardEvent that tells what was pressed. */
export interface KeyLike {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
  readonly repeat: boolean;
}

/**
 * Where the focus is: a text field or a code editor keep most keys for themselves, a control (a button, a grid) those
 * that work it.
 */
export type Typing = "no" | "control" | "field" | "code";

/** "J | ArrowDown" are two ways to press the same. */
export function waysOf(keys: string): readonly string[] {
  return keys.split(" | ");
}

/** "Mod+Shift+S" is one press, "D D" two. */
export function parseKeys(keys: string): readonly Press[] {
  return keys.split(" ").map(parsePress);
}

function parsePress(text: string): Press {
  const parts = text === "+" ? ["+"] : text.split(/\+(?!$)/);
  const modifiers = new Set(parts.slice(0, -1));
  return {
    key: (parts.at(-1) ?? "").toLowerCase(),
    mod: modifiers.has("Mod"),
    shift: modifiers.has("Shift"),
    alt: modifiers.has("Alt"),
  };
}

/** Whether an event is the press. A sign such as "?" is taken as typed, whatever Shift it needs on this keyboard. */
export function isPress(press: Press, event: KeyLike, mac: boolean): boolean {
  const mod = mac ? event.metaKey : event.ctrlKey;
  const other = mac ? event.ctrlKey : event.metaKey;
  if (other || mod !== press.mod || event.altKey !== press.alt) return false;
  if (keyOf(event) !== press.key) return false;
  return isSign(press.key) || event.shiftKey === press.shift;
}

function isSign(key: string): boolean {
  return key.length === 1 && !/[a-z0-9]/.test(key);
}

/** The key in Latin letters: other alphabets, and letters behind Alt on a Mac, are taken by their place. */
function keyOf({ key, code }: KeyLike): string {
  const letter = /^(?:Key|Digit)([A-Z0-9])$/.exec(code)?.[1];
  const foreign = key.length === 1 && key > "~";
  if (letter && (foreign || key === "Dead")) return letter.toLowerCase();
  return key === " " ? "space" : key.toLowerCase();
}

// What every text field does itself.
const editingKeys = new Set(["a", "c", "v", "x", "y", "z", "arrowleft", "arrowright", "backspace", "delete"]);

// What a button, a link, a grid or a slider does itself.
const controlKeys = new Set("enter space escape tab home end pageup pagedown delete backspace".split(" "));

/** Whether a command's keys may act while the focus is there. */
export function mayAct(presses: readonly Press[], typing: Typing): boolean {
  if (typing === "no") return true;
  return presses.every((press) => {
    if (/^f\d+$/.test(press.key)) return true;
    if (typing === "control") return mayActOnControl(press);
    // The editor runs its own text, which the notebook may not have yet.
    if (typing === "code" && press.mod && press.key === "enter" && !press.shift) return false;
    if (press.mod) return !editingKeys.has(press.key);
    return typing === "code" && isForCode(press);
  });
}

function mayActOnControl({ key, mod, shift, alt }: Press): boolean {
  return mod || alt || (shift && key === "enter") || !(controlKeys.has(key) || key.startsWith("arrow"));
}

/** What a command may take although text is being written: runs, and what Alt and Shift together mean. */
function isForCode({ key, shift, alt }: Press): boolean {
  return key === "enter" ? shift || alt : shift && alt && !key.startsWith("arrow");
}

/** How long the second of two keys may take, in milliseconds. */
const sequenceMs = 1000;

/** Finds the command that was pressed, across several presses where its keys need them. */
export class KeyMatcher {
  #before: KeyLike[] = [];
  #last = 0;

  constructor(
    readonly commands: () => readonly Command[],
    readonly mac: boolean,
  ) {}

  /** The command, or "pending" when the press begins one, or null. */
  press(event: KeyLike, typing: Typing, now: number): Command | "pending" | null {
    if (["Shift", "Control", "Meta", "Alt"].includes(event.key)) return null;
    const fresh = now - this.#last > sequenceMs || typing !== "no";
    let events = fresh ? [event] : [...this.#before, event];
    let found = this.#match(events, typing);
    if (found === null && events.length > 1) {
      events = [event];
      found = this.#match(events, typing);
    }
    this.#before = found === "pending" ? events : [];
    this.#last = now;
    return found;
  }

  #match(events: readonly KeyLike[], typing: Typing): Command | "pending" | null {
    let pending: "pending" | null = null;
    for (const command of this.commands()) {
      if (!command.keys || !command.enabled()) continue;
      for (const way of waysOf(command.keys)) {
        const fit = this.#fit(parseKeys(way), events, typing);
        if (fit === "whole") return command;
        if (fit === "begun") pending = "pending";
      }
    }
    return pending;
  }

  #fit(presses: readonly Press[], events: readonly KeyLike[], typing: Typing): "whole" | "begun" | null {
    if (presses.length < events.length || !mayAct(presses, typing)) return null;
    if (presses.length > 1 && events.some((event) => event.repeat)) return null;
    if (!events.every((event, index) => isPress(presses[index] as Press, event, this.mac))) return null;
    return presses.length === events.length ? "whole" : "begun";
  }
}

const names: Readonly<Record<string, string>> = {
  arrowup: "↑",
  arrowdown: "↓",
  arrowleft: "←",
  arrowright: "→",
  escape: "Esc",
  enter: "Enter",
  space: "Space",
  backspace: "Backspace",
  delete: "Delete",
};

// Signs that most keyboards have behind Shift.
const shifted: Readonly<Record<string, string>> = { _: "-" };

/** Keys as printed on this computer's keyboard: "Ctrl Shift S", or "⇧⌘S" on a Mac. "D D" stays two letters. */
export function keysText(keys: string, mac: boolean): string {
  const text = (way: string) => parseKeys(way).map((press) => pressText(press, mac));
  return waysOf(keys)
    .map((way) => text(way).join(" "))
    .join(" or ");
}

function pressText(press: Press, mac: boolean): string {
  const { mod, alt } = press;
  const key = shifted[press.key] ?? press.key;
  const shift = press.shift || key !== press.key;
  const name = names[key] ?? (key.length === 1 ? key.toUpperCase() : key.charAt(0).toUpperCase() + key.slice(1));
  if (mac) return `${alt ? "⌥" : ""}${shift ? "⇧" : ""}${mod ? "⌘" : ""}${name}`;
  return [mod && "Ctrl", alt && "Alt", shift && "Shift", name].filter(Boolean).join(" ");
}
