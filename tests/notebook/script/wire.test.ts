import { describe, expect, it } from "vitest";
import { packed, unpacked } from "../../../src/notebook/script/wire.ts";

const there = (message: unknown) => unpacked(packed(message));

describe("a message on its way to another process", () => {
  it.each([
    ["plain values", { text: "ä\u0000\u2028 \ud83e\uddea", list: [1, true, null, [], {}], nothing: null }],
    ["numbers that JSON has no form for", [Number.NaN, Infinity, -Infinity, -0, 0]],
    ["large integers", [2n ** 127n, -1n, 0n]],
    ["instants", [new Date(0), new Date(1_775_000_000_000)]],
    ["what is undefined", { value: undefined, list: [undefined] }],
    ["bytes and numbers among others", { a: new Uint8Array([1, 2, 255]), b: [new Float64Array([0.5, -0, 1e300])] }],
    ["arrays of nothing", [new Uint8Array(0), new Float64Array(0)]],
    ["objects that look like marks", { $: "bytes", at: 0, length: 1e9, deeper: [{ $: "bigint", text: "x" }] }],
    ["objects that look like nested marks", { $: { $: "object", parts: [["a", 1]] } }],
    ["names that objects have anyhow", JSON.parse('{"__proto__": {"x": 1}, "constructor": 1}')],
  ])("keeps %s", (_, message) => expect(there(message)).toEqual(message));

  it("keeps the sign of zero, and a date that is none", () => {
    expect(Object.is((there([-0]) as number[])[0], -0)).toBe(true);
    expect((there([new Date(Number.NaN)]) as Date[])[0]?.getTime()).toBeNaN();
  });

  it("takes of a larger memory only what the array shows", () => {
    const whole = new Float64Array([1, 2, 3, 4]);
    const part = there(whole.subarray(1, 3)) as Float64Array;
    expect([...part]).toEqual([2, 3]);
    expect(part.buffer.byteLength).toBe(16);
  });

  it.each([
    ["a function", () => 1],
    ["a symbol", Symbol("x")],
    ["a map", new Map()],
    ["a cycle", cycle()],
    ["what is nested without end", nested(100_000)],
  ])("refuses %s", (_, message) => expect(() => packed({ message })).toThrow());
});

function cycle(): unknown {
  const list: unknown[] = [];
  list.push(list);
  return list;
}

function nested(depth: number): unknown {
  let value: unknown = null;
  for (let i = 0; i < depth; i++) value = [value];
  return value;
}
