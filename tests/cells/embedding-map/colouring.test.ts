import { expect, test } from "vitest";
import { colouringBy, colourNames } from "../../../src/cells/embedding-map/colouring.ts";
import { categories } from "../../../src/cells/embedding-map/columns.ts";
import type { MapColumn, MapResult } from "../../../src/cells/embedding-map/result.ts";

function result(columns: readonly MapColumn[], rows = 20): MapResult {
  const side = (name: "reference" | "current") => ({
    side: name,
    rows: rows / 2,
    shown: rows / 2,
    left: [],
    models: [],
  });
  return {
    sides: [side("reference"), side("current")],
    dimensions: 3,
    placed: true,
    whyJoint: null,
    rows: {
      ids: Array.from({ length: rows }, (_, row) => `r${row}`),
      texts: Array.from({ length: rows }, () => null),
      side: Uint8Array.from({ length: rows }, (_, row) => (row < rows / 2 ? 0 : 1)),
      columns,
    },
    positions: new Float32Array(2 * rows),
    reading: null,
    stage: "",
    isKept: false,
  };
}

const numbers = (values: readonly number[]): MapColumn => ({
  name: "n",
  kind: "number",
  values: Float64Array.from(values),
});

test("cohorts have their own colours", () => {
  const { legend, codes } = colouringBy("cohort", result([]));
  expect(legend.map(({ label, rows, colour }) => [label, rows, colour])).toEqual([
    ["reference", 10, "--reference"],
    ["current", 10, "--current"],
  ]);
  expect([codes[0], codes[19]]).toEqual([0, 1]);
});

test("numbers run over five steps, outliers in the last, missing ones apart", () => {
  const values = Array.from({ length: 100 }, (_, at) => at);
  const { legend, codes, isOrdered } = colouringBy(
    "n",
    result([numbers([...values.slice(0, 98), 1e9, Number.NaN])], 100),
  );
  expect(isOrdered).toBe(true);
  expect(legend).toHaveLength(6);
  expect(legend.at(-1)).toMatchObject({ label: "no value", rows: 1 });
  expect(codes[98]).toBe(4);
  expect(legend.reduce((sum, { rows }) => sum + rows, 0)).toBe(100);
  expect(
    colouringBy("n", result([numbers(Array.from({ length: 20 }, () => 7))])).legend.map(({ rows }) => rows),
  ).toEqual([20]);
});

test("of many categories the eight with most rows have colours, the others share one", () => {
  const column = categories(
    "c",
    Array.from({ length: 60 }, (_, row) => (row === 59 ? null : `v${Math.floor(Math.sqrt(row * 3))}`)),
  );
  const { legend } = colouringBy("c", result([column], 60));
  expect(legend).toHaveLength(10);
  expect(legend.at(-2)?.label).toMatch(/^\d+ others$/);
  expect(legend.at(-1)).toMatchObject({ label: "no value", rows: 1 });
  expect(new Set(legend.slice(0, 8).map(({ colour }) => colour)).size).toBe(8);
  const few = colouringBy(
    "c",
    result([
      categories(
        "c",
        Array.from({ length: 20 }, (_, row) => (row % 2 ? "a" : "b")),
      ),
    ]),
  );
  expect(few.legend.map(({ label }) => label)).toEqual(["a", "b"]);
});

test("an unknown column colours all points alike", () => {
  expect(colouringBy("nothing", result([])).legend).toMatchObject([{ label: "all points", rows: 20 }]);
  expect(colourNames(result([numbers([1])]))).toEqual(["cohort", "n"]);
});
