import { expect, test } from "vitest";
import { cellKinds } from "../../src/cells/index.tsx";
import { emptyNotebook, freeCellName, insertCell, makeCell } from "../../src/notebook/edit.ts";
import { storeViews } from "../../src/notebook/store.ts";

test("a new cell gets a name that no other cell has", () => {
  const one = insertCell(emptyNotebook("n"), null, makeCell("sql", "slow", "select 1"));
  expect(freeCellName(one, "slow")).toBe("slow_2");
  expect(freeCellName(one, "fast")).toBe("fast");
});

test("no kind's new cell takes the name of a table of the store", () => {
  expect(freeCellName(emptyNotebook("n"), "traces")).toBe("traces_list");
  const names = cellKinds.map(({ kind }) => freeCellName(emptyNotebook("n"), kind.replaceAll("-", "_")));
  for (const name of names) expect(storeViews).not.toContain(name);
});
