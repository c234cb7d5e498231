import { expect, test } from "vitest";
import { withKeys } from "../../src/cells/edit-yaml.ts";

test("a key is set in its place, and comments and other keys stay", () => {
  const source = "# slow ones\nsort: duration # by root\nlimit: 20\n";
  expect(withKeys(source, { sort: "cost" })).toBe("# slow ones\nsort: cost # by root\nlimit: 20\n");
});

test("a new key comes last, null takes one out, and an empty source is one", () => {
  expect(withKeys("sort: cost\n", { order: "asc" })).toBe("sort: cost\norder: asc\n");
  expect(withKeys("sort: cost\norder: asc\n", { order: null })).toBe("sort: cost\n");
  expect(withKeys("sort: cost\n", { sort: null, text: null })).toBe("");
  expect(withKeys("", { sort: "cost" })).toBe("sort: cost\n");
  expect(withKeys("# only a comment\n", { sort: "cost" })).toBe("# only a comment\n\nsort: cost\n");
});

test("a value that YAML would misread is quoted", () => {
  expect(withKeys("", { text: "yes: no # x", limit: 5 })).toBe('text: "yes: no # x"\nlimit: 5\n');
  expect(withKeys("", { text: "12" })).toBe('text: "12"\n');
});
