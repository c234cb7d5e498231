import { expect, test } from "vitest";
import { columnFormatter, counted, decimalPlaces, fixed, groupDigits, oneLine } from "../../src/widgets/format.ts";
import { indentJson, jsonDepth } from "../../src/widgets/json-text.ts";

test("digits are grouped, every one kept", () => {
  expect([0, 999, 1000, -1234567.5].map(groupDigits)).toEqual(["0", "999", "1,000", "−1,234,567.5"]);
  expect(groupDigits("170141183460469231731687303715884105727")).toBe(
    "170,141,183,460,469,231,731,687,303,715,884,105,727",
  );
  expect([counted(1, "row"), counted(12_000, "row")]).toEqual(["1 row", "12,000 rows"]);
});

test("a column of numbers gets one precision: three digits of what is typical, no more than was written", () => {
  expect(decimalPlaces([1, 2, 3])).toBe(0);
  expect(decimalPlaces([6103.123, 184213.44, 9.75])).toBe(1);
  expect(decimalPlaces([0.951, 0.2, 0.98765])).toBe(3);
  expect(decimalPlaces([0.5, 0.25])).toBe(2);
  expect(decimalPlaces([0.00123456, 0.00234567])).toBe(5);
  expect(decimalPlaces([])).toBe(0);
});

test("a number that would vanish or overflow is written with an exponent", () => {
  expect([fixed(0.00004, 2), fixed(-1e21, 1), fixed(0, 2), fixed(0.005, 2)]).toEqual([
    "4.00e−5",
    "−1.00e+21",
    "0.00",
    "0.01",
  ]);
  expect([fixed("NaN", 1), fixed("Infinity", 1), fixed("-Infinity", 1)]).toEqual(["NaN", "∞", "−∞"]);
  expect(fixed("9007199254740993", 2)).toBe("9,007,199,254,740,993");
});

test("identifiers and years are no quantities", () => {
  expect(columnFormatter("trace_id", "BIGINT", [])(1234567)).toBe("1234567");
  expect(columnFormatter("year", "INTEGER", [])(2026)).toBe("2026");
  expect(columnFormatter("spans", "BIGINT", [])(2026)).toBe("2,026");
});

test("times are written in full with as many places of the second as there are", () => {
  const whole = columnFormatter("t", "TIMESTAMP", ["2026-04-20T14:02:00.000Z"]);
  expect(whole("2026-04-20T14:02:07.000Z")).toBe("2026-04-20 14:02:07");
  expect(whole("2026-04-20T14:02:07.250Z")).toBe("2026-04-20 14:02:07.25");
  const millis = columnFormatter("t", "TIMESTAMP", ["2026-04-20T14:02:00.5Z"]);
  expect(millis("2026-04-20T14:02:07.000Z")).toBe("2026-04-20 14:02:07.000");
  expect(millis("2026-04-20T14:02:07.123456Z")).toBe("2026-04-20 14:02:07.123456");
  expect(columnFormatter("d", "DATE", [])("2026-04-20")).toBe("2026-04-20");
});

test("text on one line shows what would break the line, vanish or turn the direction", () => {
  expect(oneLine("a\nb\r\nc\td\0e\u202Ef\u200Fg\u0007")).toBe("a↵b↵c⇥d␀eU+202EfU+200FgU+0007");
  expect(oneLine("größe 😀 שלום")).toBe("größe 😀 שלום");
});

test("JSON is indented as text, long numbers and escapes untouched", () => {
  const text = '{"n":12345678901234567890,"s":"a{\\"b\\"},[","l":[1,[],{}],"e":1.0}';
  const indented = indentJson(text);
  expect(indented).toBe(
    '{\n  "n": 12345678901234567890,\n  "s": "a{\\"b\\"},[",\n  "l": [\n    1,\n    [],\n    {}\n  ],\n  "e": 1.0\n}',
  );
  expect(JSON.parse(indented)).toEqual(JSON.parse(text));
  expect([jsonDepth("1"), jsonDepth(text), jsonDepth("[".repeat(70))]).toEqual([0, 3, 70]);
});
