import { describe, expect, it } from "vitest";
import { csvField, toJson } from "../../../main/cli/output.ts";

describe("csvField", () => {
  it("quotes what a reader would take for something else", () => {
    expect(["a", 'say "x"', "a,b", "a\nb", " a", "a\r"].map(csvField)).toEqual([
      "a",
      '"say ""x"""',
      '"a,b"',
      '"a\nb"',
      '" a"',
      '"a\r"',
    ]);
  });

  it("tells an empty text from nothing, and writes nested values as JSON", () => {
    expect([null, undefined, "", 0, false].map(csvField)).toEqual(["", "", '""', "0", "false"]);
    expect(csvField({ a: ["x", 1] })).toBe('"{""a"":[""x"",1]}"');
  });
});

describe("toJson", () => {
  it("writes typed arrays as arrays and keeps every digit of an integer", () => {
    const value = { v: new Float32Array([1, 2.5]), small: 7n, big: 12345678901234567890n, none: Number.NaN };
    expect(JSON.parse(toJson(value))).toEqual({ v: [1, 2.5], small: 7, big: "12345678901234567890", none: null });
  });

  it("writes maps and sets as objects and arrays", () => {
    expect(JSON.parse(toJson({ m: new Map([["a", 1]]), s: new Set(["b"]) }))).toEqual({ m: { a: 1 }, s: ["b"] });
  });
});
