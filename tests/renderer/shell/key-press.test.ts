import { expect, test } from "vitest";
import type { Command } from "../../../renderer/commands.ts";
import { type KeyLike, KeyMatcher, keysText, mayAct, parseKeys } from "../../../renderer/shell/key-press.ts";

function key(name: string, held: Partial<KeyLike> = {}): KeyLike {
  const code = /^[a-z]$/i.test(name) ? `Key${name.toUpperCase()}` : name;
  return { key: name, code, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, repeat: false, ...held };
}

const ctrl = { ctrlKey: true };

function commands(keys: Readonly<Record<string, string>>, enabled = () => true): () => Command[] {
  const list = Object.entries(keys).map(([id, keys]) => ({
    id,
    title: id,
    group: "Test",
    keys,
    enabled,
    run: () => {},
  }));
  return () => list;
}

function matcher(keys: Readonly<Record<string, string>>, mac = false): KeyMatcher {
  return new KeyMatcher(commands(keys), mac);
}

const pressed = (found: Command | "pending" | null) => (typeof found === "object" ? (found?.id ?? null) : found);

test("modifiers must be exactly those that are named", () => {
  const keys = matcher({ save: "Mod+S", saveAs: "Mod+Shift+S", letter: "S" });
  expect(pressed(keys.press(key("s", ctrl), "no", 0))).toBe("save");
  expect(pressed(keys.press(key("S", { ...ctrl, shiftKey: true }), "no", 0))).toBe("saveAs");
  expect(pressed(keys.press(key("s"), "no", 0))).toBe("letter");
  expect(pressed(keys.press(key("s", { ...ctrl, altKey: true }), "no", 0))).toBeNull();
  expect(pressed(keys.press(key("s", { metaKey: true }), "no", 0))).toBeNull();
});

test("Mod is Command on a Mac, where Control is nothing", () => {
  const keys = matcher({ save: "Mod+S" }, true);
  expect(pressed(keys.press(key("s", { metaKey: true }), "no", 0))).toBe("save");
  expect(pressed(keys.press(key("s", ctrl), "no", 0))).toBeNull();
});

test("a sign is taken as typed, whatever Shift it needs", () => {
  const keys = matcher({ help: "?", stop: "Mod+.", plus: "+" });
  expect(pressed(keys.press(key("?", { shiftKey: true }), "no", 0))).toBe("help");
  expect(pressed(keys.press(key("?"), "no", 0))).toBe("help");
  expect(pressed(keys.press(key(".", ctrl), "no", 0))).toBe("stop");
  expect(pressed(keys.press(key("+", { shiftKey: true }), "no", 0))).toBe("plus");
});

test("letters of other alphabets are taken by their place", () => {
  const keys = matcher({ save: "Mod+S" });
  expect(pressed(keys.press({ ...key("ы", ctrl), code: "KeyS" }, "no", 0))).toBe("save");
});

test("two keys one after another make a command, if they come soon", () => {
  const keys = matcher({ remove: "D D" });
  expect(pressed(keys.press(key("d"), "no", 0))).toBe("pending");
  expect(pressed(keys.press(key("d"), "no", 300))).toBe("remove");
  expect(pressed(keys.press(key("d"), "no", 400))).toBe("pending");
  expect(pressed(keys.press(key("d"), "no", 1500))).toBe("pending");
});

test("a key that does not go on with the sequence counts for itself", () => {
  const keys = matcher({ remove: "D D", next: "J" });
  keys.press(key("d"), "no", 0);
  expect(pressed(keys.press(key("j"), "no", 100))).toBe("next");
  expect(pressed(keys.press(key("d"), "no", 200))).toBe("pending");
});

test("holding a key down does not make a sequence of it", () => {
  const keys = matcher({ remove: "D D", next: "J" });
  keys.press(key("d"), "no", 0);
  expect(pressed(keys.press(key("d", { repeat: true }), "no", 50))).toBeNull();
  expect(pressed(keys.press(key("j", { repeat: true }), "no", 60))).toBe("next");
});

test("a modifier alone does not end a sequence", () => {
  const keys = matcher({ go: "G ?" });
  keys.press(key("g"), "no", 0);
  keys.press(key("Shift", { shiftKey: true }), "no", 100);
  expect(pressed(keys.press(key("?", { shiftKey: true }), "no", 150))).toBe("go");
});

test("a command that is not enabled leaves its keys alone", () => {
  const keys = new KeyMatcher(
    commands({ save: "Mod+S" }, () => false),
    false,
  );
  expect(keys.press(key("s", ctrl), "no", 0)).toBeNull();
});

test("while text is edited, letters and the keys of editing stay with the text", () => {
  const keys = matcher({
    next: "J",
    help: "?",
    undo: "Mod+Z",
    up: "Alt+ArrowUp",
    palette: "Mod+K",
    run: "Shift+Enter",
  });
  expect(keys.press(key("j"), "field", 0)).toBeNull();
  expect(keys.press(key("?", { shiftKey: true }), "field", 0)).toBeNull();
  expect(keys.press(key("z", ctrl), "field", 0)).toBeNull();
  expect(keys.press(key("ArrowUp", { altKey: true }), "code", 0)).toBeNull();
  expect(pressed(keys.press(key("k", ctrl), "field", 0))).toBe("palette");
  expect(keys.press(key("Enter", { shiftKey: true }), "field", 0)).toBeNull();
  expect(pressed(keys.press(key("Enter", { shiftKey: true }), "code", 0))).toBe("run");
});

test("an editor runs its own text, which the notebook may not have yet", () => {
  const keys = matcher({ cell: "Mod+Enter", all: "Mod+Shift+Enter" });
  expect(keys.press(key("Enter", ctrl), "code", 0)).toBeNull();
  expect(pressed(keys.press(key("Enter", ctrl), "no", 0))).toBe("cell");
  expect(pressed(keys.press(key("Enter", { ...ctrl, shiftKey: true }), "code", 0))).toBe("all");
});

test("a letter typed into a field does not begin a sequence outside it", () => {
  const keys = matcher({ remove: "D D" });
  keys.press(key("d"), "field", 0);
  expect(pressed(keys.press(key("d"), "no", 100))).toBe("pending");
});

test("every step of a sequence must be free to act", () => {
  expect(mayAct(parseKeys("Mod+K S"), "field")).toBe(false);
  expect(mayAct(parseKeys("Mod+K Mod+S"), "field")).toBe(true);
});

test.each([
  ["Mod+Shift+S", "Ctrl Shift S", "⇧⌘S"],
  ["D D", "D D", "D D"],
  ["Alt+ArrowUp", "Alt ↑", "⌥↑"],
  ["?", "?", "?"],
  ["Mod+.", "Ctrl .", "⌘."],
  ["Escape", "Esc", "Esc"],
])("%s is printed %s, on a Mac %s", (keys, plain, mac) => {
  expect(keysText(keys, false)).toBe(plain);
  expect(keysText(keys, true)).toBe(mac);
});

test("two ways to press the same are one command, and are told as such", () => {
  const keys = matcher({ next: "J | ArrowDown", undo: "Mod+Z | Z" });
  expect(pressed(keys.press(key("j"), "no", 0))).toBe("next");
  expect(pressed(keys.press(key("ArrowDown"), "no", 0))).toBe("next");
  expect(pressed(keys.press(key("z", ctrl), "control", 0))).toBe("undo");
  expect(pressed(keys.press(key("z", ctrl), "code", 0))).toBeNull();
  expect(keysText("J | ArrowDown", false)).toBe("J or ↓");
  expect(keysText("Mod+_", false)).toBe("Ctrl Shift -");
});

test("a control keeps the keys that work it and gives up the rest", () => {
  const keys = matcher({ edit: "Enter", go: "Shift+Enter", next: "ArrowDown", add: "A" });
  expect(pressed(keys.press(key("Enter"), "control", 0))).toBeNull();
  expect(pressed(keys.press(key("ArrowDown"), "control", 0))).toBeNull();
  expect(pressed(keys.press(key("Enter", { shiftKey: true }), "control", 0))).toBe("go");
  expect(pressed(keys.press(key("a"), "control", 0))).toBe("add");
});

test("an editor gives up Alt Enter, Alt Shift and a letter, and function keys, but not its lines", () => {
  const keys = matcher({ insert: "Alt+Enter", format: "Alt+Shift+F", next: "F3", move: "Alt+ArrowUp" });
  const alt = { altKey: true };
  expect(pressed(keys.press(key("Enter", alt), "code", 0))).toBe("insert");
  expect(pressed(keys.press(key("F", { ...alt, shiftKey: true }), "code", 0))).toBe("format");
  expect(pressed(keys.press(key("F3"), "code", 0))).toBe("next");
  expect(pressed(keys.press(key("ArrowUp", alt), "code", 0))).toBeNull();
});
