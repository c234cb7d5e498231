import { expect, test } from "vitest";
import { loops } from "../../../src/cells/loops/index.tsx";
import { evaluateCell } from "../../support/cell.ts";
import { testStore } from "../../support/engine.ts";
import { storeOf } from "../../support/spans.ts";
import { clean } from "./labelled-clean.ts";
import { looping } from "./labelled-loops.ts";
import { spansOf } from "./made-up-traces.ts";

const engine = testStore();
const labelled = [...looping, ...clean];

test("of labelled traces every loop is found, with its rounds, and nothing else is called one", async () => {
  expect(labelled.length).toBeGreaterThanOrEqual(60);
  const db = await engine();
  await storeOf(
    db,
    labelled.flatMap((trace, index) => spansOf(trace, `t${index}`)),
  );
  const result = await evaluateCell(loops, "limit: 1000", { engine: db });
  const found = (index: number) =>
    result.loops
      .filter(({ traceId }) => traceId === `t${index}`)
      .sort((a, b) => String(a.start).localeCompare(String(b.start)))
      .map(({ rounds }) => rounds);
  const wrong = labelled.flatMap(({ about, rounds }, index) => {
    const told = found(index);
    return told.join() === rounds.join()
      ? []
      : [`${about}: ${rounds.join() || "none"} expected, ${told.join() || "none"} found`];
  });
  expect(wrong).toEqual([]);
  expect(clean.every(({ rounds }) => rounds.length === 0)).toBe(true);
  expect([looping.length >= 30, clean.length >= 30]).toEqual([true, true]);
  expect(result.found).toBe(labelled.reduce((sum, { rounds }) => sum + rounds.length, 0));
  expect(result.mute).toEqual(["cache_get", "silent"]);
  expect(result.unrecorded).toBe(5);
});
