import { expect, test } from "vitest";
import { z } from "zod";
import { CellError } from "../../src/notebook/cell.ts";
import { nearest } from "../../src/notebook/yaml-problems.ts";
import { parseYaml } from "../../src/notebook/yaml-spec.ts";

const schema = z.object({
  by: z.enum(["name", "tenant", "model"]).default("name"),
  limit: z.number().int().min(1).max(1000).default(20),
  where: z.string().optional(),
  window: z.object({ from: z.string(), to: z.string() }).optional(),
  columns: z.array(z.object({ name: z.string(), unit: z.string().optional() })).default([]),
  prices: z.record(z.string(), z.object({ input: z.number() })).optional(),
  size: z.union([z.literal("all"), z.number()]).optional(),
});

function failure(source: string, of: z.ZodType = schema): CellError {
  try {
    parseYaml(source, of);
  } catch (error) {
    if (error instanceof CellError) return error;
    throw error;
  }
  throw new Error(`read without an error: ${source}`);
}

test("an empty source and one of comments alone mean every default", () => {
  for (const source of ["", "  \n", "# nothing\n", "---\n"])
    expect(parseYaml(source, schema)).toEqual({ by: "name", limit: 20, columns: [] });
});

test("values are read and defaults filled in", () => {
  const source = "by: tenant\ncolumns:\n  - name: p95\n    unit: s\nprices: {gpt-x: {input: 2.5}}\nsize: all\n";
  expect(parseYaml(source, schema)).toEqual({
    by: "tenant",
    limit: 20,
    columns: [{ name: "p95", unit: "s" }],
    prices: { "gpt-x": { input: 2.5 } },
    size: "all",
  });
});

test("a date stays text and a quoted number too", () => {
  expect(parseYaml('window: {from: 2026-04-01, to: "20260402"}', schema).window).toEqual({
    from: "2026-04-01",
    to: "20260402",
  });
});

const mistakes: readonly [name: string, source: string, message: RegExp, place: object][] = [
  ["a syntax error", "by: name\nlimit: [1, 2\n", /^not valid YAML: /, { line: 3 }],
  ["a stray indent", "by: name\n  limit: 3\n", /^not valid YAML: /, { line: 1 }],
  [
    "a misspelt key",
    "by: name\nlimt: 3",
    /^limt: unknown key: did you mean limit\?$/,
    { line: 2, column: 1, key: "limt" },
  ],
  [
    "a foreign key",
    "colour: red",
    /^colour: unknown key: known are by, limit, /,
    { line: 1, column: 1, key: "colour" },
  ],
  [
    "a misspelt key deep inside",
    "columns:\n  - name: a\n  - name: b\n    uint: s",
    /^columns\[1\]\.uint: unknown key: did you mean unit\?$/,
    { line: 4, column: 5, key: "columns[1].uint" },
  ],
  [
    "a misspelt key in a record's value",
    "prices:\n  m: {inputs: 1}",
    /did you mean input\?$/,
    { line: 2, column: 7, key: "prices.m.inputs" },
  ],
  [
    "a value outside the choice",
    "by:   modle",
    /^by: expected name, tenant, model, found "modle" \(did you mean model\?\)$/,
    { line: 1, column: 7, key: "by" },
  ],
  ["a wrong type", "\nlimit: many", /^limit: expected a number, found "many"$/, { line: 2, column: 8, key: "limit" }],
  [
    "a fraction for a whole number",
    "limit: 1.5",
    /^limit: expected a whole number, found 1.5$/,
    { line: 1, column: 8 },
  ],
  ["a number too large", "limit: 5000", /^limit: too large: 5000, at most 1000$/, { line: 1, column: 8 }],
  ["a number where text is meant", "where: 12", /found 12; put it in quotes to mean text$/, { line: 1, column: 8 }],
  [
    "a missing key",
    "window:\n  from: 2026-04-01",
    /^window\.to: missing: text is needed$/,
    { line: 2, column: 3, key: "window.to" },
  ],
  ["a key without its value", "where:\nby: name", /^where: expected text, found nothing$/, { line: 1, key: "where" }],
  [
    "none of two ways to write it",
    "size: most",
    /^size: expected "all" or a number, found "most"$/,
    { line: 1, column: 7 },
  ],
  ["a list instead of keys", "- by", /^expected keys with values, found a list$/, { line: 1, column: 1 }],
  ["prose", "by name please", /^expected keys with values, found "by name please"$/, { line: 1, column: 1 }],
  ["a key written twice", "by: name\nby: tenant", /^"by": written twice/, { line: 2, column: 1, key: "by" }],
  ["two documents", "by: name\n---\nby: tenant", /^not valid YAML: /, { line: 2 }],
  ["an unknown tag", "where: !!js/function x", /^not valid YAML: /, { line: 1 }],
  ["a prototype", "__proto__: {limit: 1}", /^__proto__: unknown key/, { line: 1, column: 1 }],
];

test.each(mistakes)("%s is said with its place", (_name, source, message, place) => {
  const error = failure(source);
  expect(error.message).toMatch(message);
  expect(error.place).toMatchObject(place);
});

test("the meant one of several ways to write a value is the one that is explained", () => {
  const either = z.object({ window: z.union([z.string(), z.object({ from: z.string(), to: z.string() })]) });
  const error = failure("window:\n  from: 2026-04-01\n  to: 3", either);
  expect(error.message).toBe("window.to: expected text, found 3; put it in quotes to mean text");
  expect(error.place).toEqual({ line: 3, column: 7, key: "window.to" });
});

test("a check of the schema's own keeps its words", () => {
  const odd = z.object({ k: z.number().refine((n) => n % 2 === 1, "has to be odd") });
  expect(failure("k: 4", odd).message).toBe("k: has to be odd");
});

test("an object that takes any key takes any key", () => {
  expect(parseYaml("a: 1\nb: 2", z.looseObject({ a: z.number() }))).toEqual({ a: 1, b: 2 });
});

const bombs: readonly [name: string, source: string][] = [
  [
    "aliases of aliases",
    `a: &a [x,x,x,x,x,x,x,x,x]\n${"bcdefghi"
      .split("")
      .map((c, i) => `${c}: &${c} [${`*${"abcdefgh"[i]},`.repeat(9)}]`)
      .join("\n")}`,
  ],
  ["deep brackets", "[".repeat(50_000)],
  ["deep braces", "{a: ".repeat(20_000)],
  ["deep dashes", "- ".repeat(20_000)],
  ["very many keys", Array.from({ length: 40_000 }, (_, i) => `k${i}: 1`).join("\n")],
  ["a very long source", `where: ${"x".repeat(2_000_000)}`],
  ["an alias of itself", "a: &a [*a]"],
];

test.each(bombs)("hostile YAML is refused soon: %s", (_name, source) => {
  const since = performance.now();
  expect(failure(source)).toBeInstanceOf(CellError);
  expect(performance.now() - since).toBeLessThan(10_000);
});

test("the nearest word is a small slip away or none", () => {
  expect(nearest("limt", ["by", "limit"])).toBe("limit");
  expect(nearest("colour", ["by", "limit"])).toBeNull();
});
