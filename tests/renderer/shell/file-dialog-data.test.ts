import { expect, test } from "vitest";
import { completeName, crumbsOf, isAbsolute, joinPath, nameOf, nameProblem } from "../../../renderer/shell/paths.ts";
import { choose, nothingChosen, stepTo } from "../../../renderer/shell/selection.ts";
import { filterEntries } from "../../../renderer/shell/use-folder-list.ts";

const plain = { toggle: false, range: false };
const toggle = { toggle: true, range: false };
const range = { toggle: false, range: true };

test("a path's steps lead to the root, on every platform", () => {
  expect(crumbsOf("/home/anna").map(({ path }) => path)).toEqual(["/", "/home", "/home/anna"]);
  expect(crumbsOf("C:\\data\\x").map(({ path }) => path)).toEqual(["C:\\", "C:\\data", "C:\\data\\x"]);
  expect(crumbsOf("\\\\server\\share\\x").map(({ name }) => name)).toEqual(["\\\\server\\share\\", "x"]);
  expect(crumbsOf("/").map(({ name }) => name)).toEqual(["/"]);
});

test("names join a folder with its own kind of slash", () => {
  expect(joinPath("/home", "a.md")).toBe("/home/a.md");
  expect(joinPath("/", "a.md")).toBe("/a.md");
  expect(joinPath("C:\\data", "a.md")).toBe("C:\\data\\a.md");
  expect(nameOf("C:\\data\\a.md")).toBe("a.md");
  expect([isAbsolute("/x"), isAbsolute("C:\\x"), isAbsolute("x/y")]).toEqual([true, true, false]);
});

test("a typed name gets the suggested ending once", () => {
  expect(completeName(" incident ", "untitled.casebook.md")).toBe("incident.casebook.md");
  expect(completeName("incident.casebook.md", "untitled.casebook.md")).toBe("incident.casebook.md");
  expect(completeName("Incident.CASEBOOK.MD", "untitled.casebook.md")).toBe("Incident.CASEBOOK.MD");
  expect(completeName("", "untitled.casebook.md")).toBe("");
  expect(completeName("rows", "export")).toBe("rows");
});

test("what cannot be a file's name is said", () => {
  expect(nameProblem("")).toMatch(/needs a name/);
  expect(nameProblem("a/b")).toMatch(/slashes/);
  expect(nameProblem("..")).toMatch(/dots/);
  expect(nameProblem("incident.casebook.md")).toBeNull();
});

test("a press chooses one, Ctrl adds and takes away, Shift takes a stretch", () => {
  const one = choose(nothingChosen, 2, plain, true);
  expect([...one.chosen]).toEqual([2]);
  const two = choose(one, 4, toggle, true);
  expect([...two.chosen]).toEqual([2, 4]);
  expect([...choose(two, 2, toggle, true).chosen]).toEqual([4]);
  const stretch = choose(one, 5, range, true);
  expect([...stretch.chosen]).toEqual([2, 3, 4, 5]);
  expect([...choose(stretch, 1, range, true).chosen]).toEqual([1, 2]);
});

test("where one is wanted, one is chosen whatever is held", () => {
  expect([...choose(choose(nothingChosen, 1, plain, false), 3, range, false).chosen]).toEqual([3]);
});

test("keys lead through a list and stop at its ends", () => {
  expect(stepTo("ArrowDown", 0, 3)).toBe(1);
  expect(stepTo("ArrowUp", 0, 3)).toBe(0);
  expect(stepTo("PageDown", 0, 3)).toBe(2);
  expect(stepTo("End", 0, 3)).toBe(2);
  expect(stepTo("ArrowDown", 0, 0)).toBeNull();
  expect(stepTo("x", 0, 3)).toBeNull();
});

test("hidden files are listed when the filter begins with a dot", () => {
  const entries = [".cache", "Traces.jsonl", "scores.csv"].map((name) => ({
    path: `/${name}`,
    name,
    isFolder: false,
    size: 0,
    modified: 0,
  }));
  const names = (filter: string) => filterEntries(entries, filter).map(({ name }) => name);
  expect(names("")).toEqual(["Traces.jsonl", "scores.csv"]);
  expect(names("trac")).toEqual(["Traces.jsonl"]);
  expect(names(".c")).toEqual([".cache", "scores.csv"]);
});
