import { expect, test } from "vitest";
import { parse } from "../../../src/cells/waterfall/definition.ts";
import { waterfall } from "../../../src/cells/waterfall/index.tsx";
import { CellError } from "../../../src/notebook/cell.ts";

function mistake(source: string): CellError {
  try {
    parse(source);
  } catch (error) {
    if (error instanceof CellError) return error;
    throw error;
  }
  throw new Error("it was taken");
}

test("an empty source means the slowest of all traces", () => {
  expect(parse("")).toEqual({ trace: null, pick: "slowest", cohort: "all", step: null, span: null, gaps: "show" });
});

test("the source of a new cell is understood", () => {
  expect(parse(waterfall.starter).pick).toBe("slowest");
});

test("every key is read", () => {
  expect(parse("pick: median\ncohort: current\nstep: warehouse.query\nspan: a1\ngaps: compress")).toEqual({
    trace: null,
    pick: "median",
    cohort: "current",
    step: "warehouse.query",
    span: "a1",
    gaps: "compress",
  });
});

test("an unknown pick says what there is, and where", () => {
  const error = mistake("cohort: all\npick: slow");
  expect(error.message).toContain("slowest");
  expect(error.place).toMatchObject({ line: 2, key: "pick" });
});

test("a trace id of digits has to be quoted, so that no digit is lost", () => {
  expect(mistake("trace: 12345678901234567890123456789012").message).toContain("quotes");
  expect(parse('trace: "12345678901234567890123456789012"').trace).toBe("12345678901234567890123456789012");
});

test("conditions beside a trace's id are a mistake", () => {
  expect(mistake("trace: a\npick: slowest").place).toMatchObject({ line: 2, key: "pick" });
  expect(mistake("trace: a\ncohort: current").place).toMatchObject({ key: "cohort" });
  expect(parse("trace: a\nspan: b").span).toBe("b");
});

test("an unknown key is named", () => {
  expect(mistake("spam: b").place.key).toBe("spam");
});
