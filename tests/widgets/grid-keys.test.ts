import { expect, test } from "vitest";
import { moved, type Place, rectangle, type Selection } from "../../src/widgets/grid-keys.ts";

const size = { rows: 100, columns: 5, page: 10 };
const at = (row: number, column: number): Selection => ({ anchor: { row, column }, focus: { row, column } });

function go(from: Selection, key: string, { shift = false, command = false } = {}): Selection | null {
  return moved(from, { key, shift, command }, size);
}

const moves: readonly [key: string, command: boolean, to: Place][] = [
  ["ArrowDown", false, { row: 51, column: 2 }],
  ["ArrowUp", false, { row: 49, column: 2 }],
  ["ArrowLeft", false, { row: 50, column: 1 }],
  ["ArrowRight", false, { row: 50, column: 3 }],
  ["PageDown", false, { row: 59, column: 2 }],
  ["PageUp", false, { row: 41, column: 2 }],
  ["Home", false, { row: 50, column: 0 }],
  ["End", false, { row: 50, column: 4 }],
  ["Home", true, { row: 0, column: 2 }],
  ["End", true, { row: 99, column: 2 }],
  ["ArrowDown", true, { row: 99, column: 2 }],
  ["ArrowLeft", true, { row: 50, column: 0 }],
];

test.each(moves)("%s (with Ctrl: %s) moves", (key, command, to) => {
  expect(go(at(50, 2), key, { command })).toEqual({ anchor: to, focus: to });
});

test("moves end at the edges; above the first row is the head", () => {
  expect(go(at(0, 0), "ArrowUp")?.focus).toEqual({ row: -1, column: 0 });
  expect(go(at(-1, 0), "ArrowUp")?.focus).toEqual({ row: -1, column: 0 });
  expect(go(at(99, 4), "PageDown")?.focus).toEqual({ row: 99, column: 4 });
  expect(go(at(99, 4), "ArrowRight")?.focus).toEqual({ row: 99, column: 4 });
  expect(go(at(3, 0), "PageUp")?.focus).toEqual({ row: 0, column: 0 });
});

test("Shift extends from where the selection began", () => {
  const once = go(at(5, 1), "ArrowDown", { shift: true });
  const twice = go(once as Selection, "ArrowRight", { shift: true });
  expect(twice).toEqual({ anchor: { row: 5, column: 1 }, focus: { row: 6, column: 2 } });
  expect(rectangle(twice as Selection)).toEqual({ top: 5, bottom: 6, left: 1, right: 2 });
  const back = go(go(twice as Selection, "ArrowUp", { shift: true }) as Selection, "ArrowUp", { shift: true });
  expect(rectangle(back as Selection)).toEqual({ top: 4, bottom: 5, left: 1, right: 2 });
});

test("Ctrl+A takes everything and other keys are left alone", () => {
  expect(rectangle(go(at(5, 1), "a", { command: true }) as Selection)).toEqual({
    top: 0,
    bottom: 99,
    left: 0,
    right: 4,
  });
  for (const key of ["a", "Tab", "Escape", "Enter", "F5"]) expect(go(at(5, 1), key)).toBeNull();
});
