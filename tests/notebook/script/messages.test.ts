import { describe, expect, it } from "vitest";
import { readMessage } from "../../../src/notebook/script/messages.ts";

const nested = (depth: number): unknown => (depth ? [nested(depth - 1)] : 1);
const query = { type: "query", id: 1, parts: ["select 1"], values: [], columns: null, numbers: false };

describe("a message from a sandbox", () => {
  it.each<[string, unknown]>([
    ["a query", query],
    [
      "a query with values",
      { ...query, parts: ["select ", ""], values: [[1, "a", null, 2n, new Date(0), { table: "t" }]], columns: ["a"] },
    ],
    [
      "a figure",
      { type: "output", output: { type: "figure", data: [{ x: [1, null], marker: { size: 3 } }], layout: {} } },
    ],
    ["an end with rows", { type: "done", table: { stream: new Uint8Array(8), rows: 0 } }],
    ["an error", { type: "threw", message: "no", line: 3, column: null }],
  ])("is taken when it is %s", (_, message) => {
    expect(readMessage(message)).toEqual(message);
  });

  it.each<[string, unknown]>([
    ["nothing", null],
    ["an unknown type", { type: "reload" }],
    ["SQL that is no text", { ...query, parts: [{ toString: 1 }] }],
    ["no part of a template", { ...query, parts: [] }],
    ["a value that is a function's stand-in", { ...query, parts: ["", ""], values: [{ table: 5 }] }],
    ["text that is an object", { type: "output", output: { type: "text", text: { a: 1 } } }],
    ["rows that are no lists", { type: "output", output: { type: "table", columns: [], rows: [{}], rowCount: 1 } }],
    [
      "an instance among plain values",
      { type: "output", output: { type: "figure", data: [{ x: new Map() }], layout: {} } },
    ],
    [
      "a number that JSON lacks",
      { type: "output", output: { type: "figure", data: [{ x: [Number.NaN] }], layout: {} } },
    ],
    ["bottomless nesting", { type: "output", output: { type: "figure", data: [{ x: nested(200) }], layout: {} } }],
    ["a table that is no bytes", { type: "done", table: { stream: [1, 2], rows: 1 } }],
    ["a line that is none", { type: "threw", message: "no", line: -1, column: 1 }],
  ])("is refused when it is %s", (_, message) => {
    expect(() => readMessage(message)).toThrow("the script sent what no script sends");
  });
});
