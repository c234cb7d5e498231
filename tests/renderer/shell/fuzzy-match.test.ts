import { expect, test } from "vitest";
import { fuzzyMatch } from "../../../renderer/shell/fuzzy-match.ts";

const marked = (query: string, text: string) => {
  const match = fuzzyMatch(query, text);
  return match?.marks.map((index) => text[index]).join("");
};

function best(query: string, texts: readonly string[]): string | undefined {
  return texts
    .flatMap((text) => ({ text, score: fuzzyMatch(query, text)?.score ?? null }))
    .filter((found) => found.score !== null)
    .sort((a, b) => (b.score ?? 0) - (a.score ?? 0))[0]?.text;
}

const titles = ["Save", "Save as…", "Run all cells", "Run cell", "Import files…", "Dark theme", "Add Latency by step"];

test.each([
  ["save", "Save"],
  ["sas", "Save as…"],
  ["run cell", "Run cell"],
  ["cell run", "Run cell"],
  ["impf", "Import files…"],
  ["dt", "Dark theme"],
  ["all", "Run all cells"],
  ["latency", "Add Latency by step"],
])("%s finds %s", (query, title) => {
  expect(best(query, titles)).toBe(title);
});

test("characters scattered inside words find nothing", () => {
  expect(fuzzyMatch("ans", "Add Latency by step")).toBeNull();
  expect(fuzzyMatch("xyz", "Save")).toBeNull();
});

test("marks are the characters that were typed, in order", () => {
  expect(marked("lat", "Add Latency by step")).toBe("Lat");
  expect(fuzzyMatch("lat", "Add Latency by step")?.marks).toEqual([4, 5, 6]);
  expect(marked("DT", "Dark theme")).toBe("Dt");
});

test("an empty query finds everything and marks nothing", () => {
  expect(fuzzyMatch("  ", "Save")?.marks).toEqual([]);
});

test("the start of a word is better than its middle", () => {
  const start = fuzzyMatch("trace", "Open trace")?.score ?? 0;
  const middle = fuzzyMatch("trace", "retrace")?.score ?? 0;
  expect(start).toBeGreaterThan(middle);
});

test("a text that grows in lower case keeps its marks inside", () => {
  const match = fuzzyMatch("x", "İİx");
  expect(match?.marks).toEqual([2]);
});
