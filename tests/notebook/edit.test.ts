import { describe, expect, test } from "vitest";
import { changeKind, insertCopy, mergeWithNext, splitCell } from "../../src/notebook/edit.ts";
import { parseNotebook, serializeNotebook } from "../../src/notebook/markdown.ts";
import type { Cell, Notebook } from "../../src/notebook/notebook.ts";

const fence = (name: string, source: string, info = "") => `\`\`\`sql cell=${name}${info}\n${source}\n\`\`\``;
const text = `# Title\n\nFirst part.\n\nSecond part.\n\n${fence("a", "select 1;\n\nselect 2")}\n\n${fence("b", "select 3", " note=kept")}\n`;
const notebook = parseNotebook(text);
const [prose, a, b] = notebook.cells as [Cell, Cell, Cell];
const named = (changed: Notebook) => changed.cells.map(({ name, source }) => [name, source]);
/** The text that is written reads back as the same cells. */
const stable = (changed: Notebook) => {
  expect(named(parseNotebook(serializeNotebook(changed)))).toEqual(named(changed));
  return changed;
};

describe("splitting", () => {
  test("prose becomes two cells that stay two in the file", () => {
    const changed = stable(splitCell(notebook, prose.id, prose.source.indexOf("Second")));
    expect(named(changed).slice(0, 2)).toEqual([
      ["", "# Title\n\nFirst part."],
      ["", "Second part."],
    ]);
  });

  test("SQL keeps its name above the cut and gets a free one below it", () => {
    const changed = stable(splitCell(notebook, a.id, a.source.indexOf("\n")));
    expect(named(changed).slice(1, 3)).toEqual([
      ["a", "select 1;"],
      ["a_2", "select 2"],
    ]);
    expect(changed.cells[1]?.id).toBe(a.id);
  });

  test("at an end, or of a cell that is not there, nothing happens", () => {
    expect(splitCell(notebook, a.id, 0)).toBe(notebook);
    expect(splitCell(notebook, a.id, a.source.length)).toBe(notebook);
    expect(splitCell(notebook, "none", 3)).toBe(notebook);
  });
});

describe("merging", () => {
  test("statements stay divided, and the first cell's name stays", () => {
    const changed = stable(mergeWithNext(notebook, a.id));
    expect(named(changed).slice(1)).toEqual([["a", "select 1;\n\nselect 2\n;\nselect 3"]]);
  });

  test("undoes a split of prose", () => {
    const split = splitCell(notebook, prose.id, prose.source.indexOf("Second"));
    expect(serializeNotebook(mergeWithNext(split, prose.id))).toBe(text);
  });

  test("cells of different kinds, the last one, and cells of YAML stay as they are", () => {
    expect(mergeWithNext(notebook, prose.id)).toBe(notebook);
    expect(mergeWithNext(notebook, b.id)).toBe(notebook);
    const yaml = parseNotebook(
      `${fence("x", "per: day", " kind=overview")}\n${fence("y", "per: day", " kind=overview")}`,
    );
    expect(mergeWithNext(yaml, yaml.cells[0]?.id ?? "")).toBe(yaml);
  });
});

test("a copy has a free name and keeps the rest of its first line", () => {
  const changed = stable(insertCopy(notebook, b.id, b));
  expect(changed.cells.map(({ name }) => name)).toEqual(["", "a", "b", "b_2"]);
  expect(changed.cells[3]?.raw).toBe(fence("b_2", "select 3", " note=kept"));
  expect(changed.cells[3]?.id).not.toBe(b.id);
});

test("prose becomes SQL with a name, and SQL becomes prose without one", () => {
  const made = stable(changeKind(notebook, prose.id, "sql"));
  expect(made.cells[0]).toMatchObject({ id: prose.id, kind: "sql", name: "sql", source: prose.source });
  const back = changeKind(made, prose.id, "markdown");
  expect(serializeNotebook(back)).toBe(text);
  expect(changeKind(notebook, a.id, "sql")).toBe(notebook);
});
