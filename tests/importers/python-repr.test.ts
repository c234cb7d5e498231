import { expect, test } from "vitest";
import { parsePythonRepr } from "../../src/importers/spans/python-repr.ts";

test.each([
  ["{'a': 1, 'b': [True, False, None], \"c\": (1.5, -2e3)}", { a: 1, b: [true, false, null], c: [1.5, -2000] }],
  ["'it\\'s \\x41\\u00e9\\n'", "it's Aé\n"],
  ["[]", []],
  ["{}", {}],
  ["(1,)", [1]],
  ["{1: b'bytes', 'id': 123456789012345678901}", { 1: "bytes", id: "123456789012345678901" }],
  ["{'score': nan}", { score: "NaN" }],
  [
    "[{'a': array([{'b': 1}], dtype=object)}\n {'a': array([], shape=(0,), dtype=float32)}]",
    [{ a: [{ b: 1 }] }, { a: [] }],
  ],
  ["array([0.5, 1. ])", [0.5, 1]],
  ["['a' \"b\"]", ["a", "b"]],
  ["[ 0.25 -0.5   1.  ]", [0.25, -0.5, 1]],
])("%s is read", (text, value) => {
  expect(parsePythonRepr(text)).toEqual(value);
});

test.each([
  "",
  "{'a': datetime(2024, 1, 1)}",
  "{'a': 1",
  "[1, 2",
  "{'a' 1}",
  "hello",
  "{'a': 1} x",
  "[".repeat(1000),
  "array([1]",
  "[1 ... 2]",
  "[so it is]",
  "array(".repeat(1000),
])("%s is not read", (text) => {
  expect(parsePythonRepr(text)).toBeUndefined();
});

test("a dictionary cannot reach the prototype", () => {
  const value = parsePythonRepr("{'__proto__': {'x': 1}}");
  expect(Object.keys(Object(value))).toEqual(["__proto__"]);
  expect(({} as { x?: number }).x).toBeUndefined();
});
