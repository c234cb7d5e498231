import { expect, test } from "vitest";
import { findRetries, withoutRetries } from "../../src/traces/retries.ts";
import { buildTree } from "../../src/traces/tree.ts";
import { WhatIf } from "../../src/traces/what-if.ts";
import { type SpanLine, spanTimes } from "../support/random-spans.ts";

/** Pairs of failed call and next try, by name; the first letter tells calls apart, "!" at the end a failure. */
function retriesOf(...lines: SpanLine[]): string[] {
  const tree = buildTree(spanTimes(lines));
  const names = lines.map(([id]) => id ?? "");
  const failed = Uint8Array.from(names, (name) => Number(name.endsWith("!")));
  const call = Int32Array.from(names, (name) => name.charCodeAt(0));
  return findRetries(tree, failed, call).map((retry) => `${names[retry.failed]} → ${names[retry.next]}`);
}

test("a failed call is answered by the next call of the same below the same parent", () => {
  expect(
    retriesOf(
      ["root", null, 0, 20],
      ["a1!", "root", 0, 2],
      ["b", "root", 2, 3],
      ["a2!", "root", 4, 6],
      ["a3", "root", 8, 9],
    ),
  ).toEqual(["a1! → a2!", "a2! → a3"]);
});

test("what ran beside a failure is not its retry, nor what another parent did, nor another call", () => {
  expect(retriesOf(["root", null, 0, 20], ["a1!", "root", 0, 5], ["a2", "root", 4, 9])).toEqual([]);
  expect(
    retriesOf(["root", null, 0, 20], ["x", "root", 0, 5], ["y", "root", 5, 9], ["a1!", "x", 0, 5], ["a2", "y", 5, 9]),
  ).toEqual([]);
  expect(retriesOf(["root", null, 0, 20], ["a!", "root", 0, 5], ["b", "root", 6, 9])).toEqual([]);
});

test("two branches that fail at once each have their own next try", () => {
  expect(
    retriesOf(
      ["root", null, 0, 20],
      ["a1!", "root", 0, 5],
      ["a2!", "root", 1, 6],
      ["a3", "root", 7, 9],
      ["a4", "root", 8, 9],
    ),
  ).toEqual(["a1! → a3", "a2! → a4"]);
});

test("without failures, or with a last one that nobody answers, there is nothing", () => {
  expect(retriesOf(["root", null, 0, 20], ["a", "root", 0, 5], ["a", "root", 6, 9])).toEqual([]);
  expect(retriesOf(["root", null, 0, 20], ["a", "root", 0, 5], ["a!", "root", 6, 9])).toEqual([]);
  expect(retriesOf()).toEqual([]);
});

test("had the first try succeeded, the trace would take what the last one took, after the first wait", () => {
  const lines: SpanLine[] = [
    ["root", null, 0, 40],
    ["a1!", "root", 2, 3],
    ["a2!", "root", 8, 9],
    ["a3", "root", 19, 24],
    ["b", "root", 25, 40],
  ];
  const tree = buildTree(spanTimes(lines));
  const retries = [
    { failed: 1, next: 2 },
    { failed: 2, next: 3 },
  ];
  expect(findRetries(tree, Uint8Array.of(0, 1, 1, 0, 0), Int32Array.of(0, 1, 1, 1, 2))).toEqual(retries);
  expect(new WhatIf(tree).lengthIf(withoutRetries(tree.size, retries))).toBe(2 + 5 + 1 + 15);
});
