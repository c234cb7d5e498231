import { expect, test } from "vitest";
import { partialJson } from "../../src/importers/json/partial-json.ts";
import { makeSample } from "../../src/importers/sample.ts";
import { corpus } from "../support/importing.ts";

function sampleOf(content: string | Uint8Array, whole = true) {
  return makeSample(typeof content === "string" ? new TextEncoder().encode(content) : content, whole, null);
}

test("a value that is cut off has what stands before the cut", () => {
  const text = JSON.stringify({ a: [1, { b: "two" }, null], c: { d: true, e: "fünf" }, f: 6.5 });
  const whole = JSON.parse(text);
  expect(partialJson(text)).toEqual({ value: whole, end: text.length, whole: true });
  for (let cut = 5; cut < text.length; cut++) {
    const part = partialJson(text.slice(0, cut));
    if (part) expect(isPartOf(part.value, whole), text.slice(0, cut)).toBe(true);
    if (part) expect(part.whole).toBe(false);
    if (cut > 6) expect(part, text.slice(0, cut)).not.toBeNull();
  }
});

/** Arrays may miss items at the end, objects any keys; what is there is the same. */
function isPartOf(part: unknown, whole: unknown): boolean {
  if (typeof part !== "object" || part === null) return part === whole;
  return Object.entries(part).every(([key, value]) => isPartOf(value, (whole as Record<string, unknown>)[key]));
}

test("long integers keep their digits, as text", () => {
  expect(partialJson('{"id":340282366920938463463374607431768211455,"n":[-1234567890123456,12]}')?.value).toEqual({
    id: "340282366920938463463374607431768211455",
    n: ["-1234567890123456", 12],
  });
});

test("what is not JSON, or shows nothing of its content, is no value", () => {
  for (const text of ["", "  ", "a,b", "{a: 1}", "[x],y", "42", '"text"', "{", '{"a"', '{"a":'])
    expect(partialJson(text), text).toBeNull();
  expect(partialJson(" \n [ ] ")?.value).toEqual([]);
  expect(partialJson("{} ")?.value).toEqual({});
});

test("a thousand levels and a key named __proto__ do no harm", () => {
  expect(partialJson("[1,".repeat(100_000))?.whole).toBe(false);
  expect(partialJson("[".repeat(100_000))).toBeTruthy();
  const value = partialJson('{"__proto__":{"polluted":1},"a":2}')?.value as Record<string, unknown>;
  expect(Object.keys(value)).toEqual(["__proto__", "a"]);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});

test("a broken first line does not hide that the lines after it are JSON", () => {
  expect(sampleOf('"tail of a line"}]}\n{"resourceSpans":[]}\n').value).toEqual({ resourceSpans: [] });
  expect(sampleOf('{"a":1\n{"a":2}\n').value).toEqual({ a: 1 });
  expect(sampleOf("a,b\n1,2\n").value).toBeUndefined();
});

test("text is text in UTF-8 and UTF-16, with a stray NUL too; protobuf, floats and archives are binary", () => {
  expect(sampleOf("\ufeffa,b\n").text).toBe("a,b\n");
  expect(sampleOf("a,b\n1,x\0y\n").text).toBe("a,b\n1,x\0y\n");
  expect(sampleOf(new Uint8Array(Buffer.from('\ufeff{"a":1}', "utf16le")))).toMatchObject({ value: { a: 1 } });
  for (const name of ["otlp-derived/packet-panic-R1.otlp.pb", "otlp-derived/packet-panic-R1.fileexporter-proto.bin"])
    expect(sampleOf(corpus(name)).text, name).toBeNull();
  expect(sampleOf(new Uint8Array(new Float32Array([1.5, 2.5, 3.5, 1e-3]).buffer)).text).toBeNull();
  expect(sampleOf(new TextEncoder().encode("PK\x03\x04 a short archive")).text).toBeNull();
  expect(sampleOf("ORCID,name\n1,2\n").text).not.toBeNull();
});

test("a character that the head cuts through is left out of the text", () => {
  const bytes = new TextEncoder().encode("größe 漢");
  for (let cut = 1; cut < 3; cut++) expect(sampleOf(bytes.subarray(0, bytes.length - cut), false).text).toBe("größe ");
});
