import { describe, expect, test } from "vitest";
import { isObject, JsonError, jsonText, parseJson, tryParseJson } from "../../src/importers/json/json.ts";

function problem(text: string): JsonError {
  try {
    parseJson(text);
  } catch (error) {
    if (error instanceof JsonError) return error;
    throw error;
  }
  throw new Error(`was read: ${text}`);
}

describe("parseJson", () => {
  test("integers of sixteen digits and more keep every digit", () => {
    expect(parseJson('{"a":1764694340818061307}')).toEqual({ a: "1764694340818061307" });
    expect(parseJson("[338282123456789012345678901234567890123, -9223372036854775808]")).toEqual([
      "338282123456789012345678901234567890123",
      "-9223372036854775808",
    ]);
    expect(parseJson("1764694340818061307")).toBe("1764694340818061307");
    expect(parseJson("-1764694340818061307")).toBe("-1764694340818061307");
    expect(parseJson('{"a":\n  1234567890123456\n}')).toEqual({ a: "1234567890123456" });
  });

  test("a long integer is found wherever it stands", () => {
    for (let before = 0; before < 40; before += 1) {
      const lead = "x".repeat(before);
      expect(parseJson(`{"${lead}":1234567890123456}`)).toEqual({ [lead]: "1234567890123456" });
      expect(parseJson(`["${lead}","a1234567890123456",-1234567890123456,0.12345678901234567]`)).toEqual([
        lead,
        "a1234567890123456",
        "-1234567890123456",
        0.12345678901234566,
      ]);
    }
  });

  test("millions of digits are gone through once", () => {
    const digits = "1".repeat(4_000_000);
    const began = performance.now();
    expect(parseJson(`"${digits}"`)).toBe(digits);
    expect(performance.now() - began).toBeLessThan(5000);
  });

  test("shorter integers, fractions and exponents stay numbers", () => {
    const text = "[123456789012345, 0.12345678901234567, 1234567890123456.5, 1e21, 1e-12, 12345678901234567e2]";
    expect(parseJson(text)).toEqual(JSON.parse(text));
  });

  test("digits inside strings are left alone, whatever is escaped around them", () => {
    const value = { "a, 1234567890123456": 'say "12", 1234567890123456, \\', b: "[1234567890123456]\\", c: '\\\\"' };
    expect(parseJson(JSON.stringify(value))).toEqual(value);
    expect(parseJson(`[${JSON.stringify(value)}, 1234567890123456]`)).toEqual([value, "1234567890123456"]);
  });

  test("bare NaN and Infinity come back as their names", () => {
    expect(parseJson('{"a": NaN, "b": [-Infinity, Infinity, "NaN, NaN"], "c": 1234567890123456}')).toEqual({
      a: "NaN",
      b: ["-Infinity", "Infinity", "NaN, NaN"],
      c: "1234567890123456",
    });
  });

  test("any text of JSON gives what JSON.parse gives", () => {
    for (const text of ["null", " true ", '"a\\u00e9\\n"', "[]", '{"a":{"b":[1,2,{}]}}', "-0.5e+3", '"\u007f\u2028"']) {
      expect(parseJson(text)).toEqual(JSON.parse(text));
    }
  });

  test.each([
    ["", 1, 1, 0, "ends too early, with a value to come"],
    ['{"a":1', 1, 7, 6, 'ends too early, with "," or "}" to come'],
    ['{"a":\n  [1,\n  2 3]}', 3, 5, 16, 'unexpected "3" where "," or "]" was expected'],
    ["{'a':1}", 1, 2, 1, 'unexpected "\'" where a key or } was expected'],
    ['{"a" 1}', 1, 6, 5, 'unexpected "1" where ":" was expected'],
    ['{"a":1,}', 1, 8, 7, 'unexpected "}" where a key was expected'],
    ["[1,]", 1, 4, 3, 'unexpected "]" where a value was expected'],
    ["[1}", 1, 3, 2, 'unexpected "}" where "," or "]" was expected'],
    ['["a\nb"]', 1, 4, 3, "unescaped line break inside a string"],
    ['["a\u0000b"]', 1, 4, 3, "unescaped control character U+0000 inside a string"],
    ['["\\x"]', 1, 3, 2, "unknown escape inside a string"],
    ['["abc', 1, 6, 5, "ends inside a string"],
    ['{"a":1}\n{"b":2}', 2, 1, 8, 'unexpected "{" where the end was expected'],
    ["[tru]", 1, 2, 1, 'unexpected "t" where a value or ] was expected'],
    ["\u0000", 1, 1, 0, "unexpected control character U+0000 where a value was expected"],
  ])("%j is refused with its place", (text, line, column, offset, reason) => {
    const error = problem(text);
    expect(error.problem).toBe(reason);
    expect([error.line, error.column, error.offset]).toEqual([line, column, offset]);
    expect(error.message).toBe(`JSON: ${reason} at line ${line}, column ${column} (offset ${offset})`);
  });

  test("a hundred thousand levels are read, a missing end is placed, and writing them fails in plain words", () => {
    const deep = parseJson("[".repeat(100_000) + "]".repeat(100_000));
    expect(() => jsonText(deep)).toThrow("nested too deeply");
    expect(problem("[".repeat(100_000)).offset).toBe(100_000);
  });

  test("a string of twenty million characters with quotes in it is read in time", () => {
    const long = '"'.repeat(10_000_000);
    expect(parseJson(JSON.stringify([long]).replace("]", ", 1234567890123456]"))).toEqual([long, "1234567890123456"]);
  });
});

test("tryParseJson gives undefined for what is no JSON", () => {
  expect(tryParseJson("{'a': 1}")).toBeUndefined();
  expect(tryParseJson("{}")).toEqual({});
});

test("isObject is true for objects alone", () => {
  expect([{}, [], null, "a", 1].map(isObject)).toEqual([true, false, false, false, false]);
});
