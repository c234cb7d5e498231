import { expect, test } from "vitest";
import { type Filter, family, filterProblem, parseFilter } from "../../src/widgets/filter.ts";

const typed: readonly [type: string, text: string, filter: Filter | null][] = [
  ["VARCHAR", "", null],
  ["VARCHAR", "   ", null],
  ["VARCHAR", " slow step ", { op: "contains", text: "slow step" }],
  ["VARCHAR", "=exactly this", { op: "=", value: "exactly this" }],
  ["VARCHAR", "!=not this", { op: "!=", value: "not this" }],
  ["VARCHAR", "Null", { op: "null" }],
  ["VARCHAR", "not  NULL", { op: "not null" }],
  ["VARCHAR", "=null", { op: "=", value: "null" }],
  ["MAP(VARCHAR, VARCHAR)", "1..2", { op: "contains", text: "1..2" }],
  ["BIGINT", "12", { op: "=", value: "12" }],
  ["BIGINT", "= 9007199254740993", { op: "=", value: "9007199254740993" }],
  ["BIGINT", "1,234,567", { op: "=", value: "1234567" }],
  ["DOUBLE", ">=-1.5e3", { op: ">=", value: "-1.5e3" }],
  ["DOUBLE", "< +.5", { op: "<", value: ".5" }],
  ["DECIMAL(10,2)", "1.5 .. 2", { op: "between", from: "1.5", to: "2" }],
  ["BOOLEAN", "True", { op: "=", value: "true" }],
  ["TIMESTAMP", "2026-04-20", { op: "between", from: "2026-04-20 00:00:00.000000", to: "2026-04-20 23:59:59.999999" }],
  [
    "TIMESTAMP",
    "2026-04-20T14:02Z",
    { op: "between", from: "2026-04-20 14:02:00.000000", to: "2026-04-20 14:02:59.999999" },
  ],
  ["TIMESTAMP", ">2026-04-20", { op: ">", value: "2026-04-20 23:59:59.999999" }],
  ["TIMESTAMP", ">= 2026-04-20 14:02:07.5", { op: ">=", value: "2026-04-20 14:02:07.500000" }],
  [
    "TIMESTAMP",
    "2026-04-20..2026-04-21",
    { op: "between", from: "2026-04-20 00:00:00.000000", to: "2026-04-21 23:59:59.999999" },
  ],
  ["TIME", "<14:02", { op: "<", value: "14:02:00.000000" }],
];

test.each(typed)("a filter on %s is understood: %s", (type, text, filter) => {
  expect(parseFilter(text, type)).toEqual(filter);
});

const wrong: readonly [type: string, text: string][] = [
  ["BIGINT", "many"],
  ["BIGINT", ">"],
  ["BIGINT", "1..x"],
  ["DOUBLE", "1; DROP TABLE x"],
  ["DOUBLE", "0x10"],
  ["BOOLEAN", "yes"],
  ["TIMESTAMP", "yesterday"],
  ["TIMESTAMP", "2026-4-2"],
  ["TIMESTAMP", ">'; DROP"],
];

test.each(wrong)("a filter on %s that is not understood says what to write: %s", (type, text) => {
  expect(filterProblem(text, type)).toMatch(/^filter: not understood: ".*" \(write .+\)$/);
});

test("types fall into families by the engine's names", () => {
  expect(["UBIGINT", "HUGEINT", "DECIMAL(38,0)", "FLOAT"].map(family)).toEqual(Array(4).fill("number"));
  expect(["TIMESTAMP_NS", "TIMESTAMP WITH TIME ZONE", "DATE", "TIME"].map(family)).toEqual(Array(4).fill("time"));
  expect(["VARCHAR", "INTEGER[]", "STRUCT(a INTEGER)", "INTERVAL", "UUID"].map(family)).toEqual(Array(5).fill("text"));
});
