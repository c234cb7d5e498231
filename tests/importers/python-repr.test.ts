import { expect, test } from "vitest";
import { parsePythonRepr } from "../../src/importers/python-repr.ts";

test.each([
  ["{'a': 1, 'b': [True, False, None], \"c\": (1.5, -2e3)}", { a: 1, b: [true, false, null], c: [1.5, -2000] }],
  ["'it\\'s \\x41\\u00e9\\n'", "it's Aé\n"],
  ["[]", []],
  ["{}", {}],
  ["(1,)", [1]],
  ["{1: b'bytes', 'id': 123456789012345678901}", { 1: "bytes", id: "123456789012345678901" }],
  ["{'score': nan}", { score: "NaN" }],
])("%s is read", (text, value) => {
  expect(parsePythonRepr(text)).toEqual(value);
});

test.each(["", "{'a': datetime(2024, 1, 1)}", "{'a': 1", "[1, 2", "{'a' 1}", "hello", "{'a': 1} x", "[".repeat(1000)])(
  "%s is not read",
  (text) => {
    expect(parsePythonRepr(text)).toBeUndefined();
  },
);

test("a dictionary cannot reach the prototype", () => {
  const value = parsePythonRepr("{'__proto__': {'x': 1}}");
  expect(Object.keys(Object(value))).toEqual(["__proto__"]);
  expect(({} as { x?: number }).x).toBeUndefined();
});
