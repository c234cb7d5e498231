import { expect, test } from "vitest";
import { computations } from "../../src/cells/computations.ts";
import type { CellLogic } from "../../src/notebook/cell.ts";
import { type Computation, computeInPlace } from "../../src/notebook/computation.ts";
import { makeCell } from "../../src/notebook/edit.ts";
import { Runtime } from "../../src/notebook/runtime.ts";
import { testEngine } from "../support/engine.ts";

const engine = testEngine();

const doubled: Computation<number, number, string> = {
  name: "doubled",
  run(input, { progress, picture }) {
    progress("half way");
    picture("a sketch");
    return input * 2;
  },
};

const kind: CellLogic<number, { value: number | string }> = {
  kind: "doubling",
  title: "Doubling",
  about: "Twice a number.",
  language: "yaml",
  starter: "1",
  parse: Number,
  reads: () => [],
  evaluate: async (spec, { compute, show }) => {
    const value = await compute(doubled, spec, { onPicture: (picture) => show({ value: picture }) });
    return { value };
  },
};

test("every computation has a name of its own, by which a worker finds it", () => {
  const names = computations.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

test("a computation says how far it is, shows what it has, and what it shows is gone when it is done", async () => {
  const seen: unknown[] = [];
  const runtime: Runtime = new Runtime(await engine(), [kind], () => {
    const { partial, progress, status } = runtime.state(cell.id);
    if (status === "running") seen.push([progress, partial?.result ?? null]);
  });
  const cell = makeCell("doubling", "twice", "21");
  await runtime.setCells([cell]);
  await runtime.run([cell.id]);
  expect(seen).toContainEqual(["half way", null]);
  expect(seen).toContainEqual(["half way", { value: "a sketch" }]);
  expect(runtime.state(cell.id)).toMatchObject({ status: "done", partial: null, last: { result: { value: 42 } } });
});

test("a computation that was stopped before it began does not run", async () => {
  const controller = new AbortController();
  controller.abort(new Error("stopped"));
  const run = computeInPlace(doubled, 1, { signal: controller.signal, progress: () => undefined });
  await expect(run).rejects.toThrow("stopped");
});
