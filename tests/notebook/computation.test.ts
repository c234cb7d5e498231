import { describe, expect, test } from "vitest";
import { computations } from "../../src/cells/computations.ts";
import type { CellLogic } from "../../src/notebook/cell.ts";
import { type Computation, computeInPlace, meanwhile } from "../../src/notebook/computation.ts";
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

describe("work that goes on meanwhile", () => {
  const options = { signal: new AbortController().signal, progress: () => undefined };
  const double: Computation<number, number> = { name: "double", run: (n) => 2 * n };

  test("begins with the first computation, once, and is waited for", async () => {
    const told: string[] = [];
    const work = async () => {
      told.push("work begins");
      await new Promise((later) => setTimeout(later, 20));
      told.push("work ends");
    };
    const found = await meanwhile(computeInPlace, work, async (compute) => {
      told.push("run");
      const four = await compute(double, 2, options);
      told.push("computed");
      return compute(double, four, options);
    });
    expect(found).toBe(8);
    expect(told).toEqual(["run", "work begins", "computed", "work ends"]);
  });

  test("begins at the end where nothing is computed", async () => {
    const told: string[] = [];
    await meanwhile(
      computeInPlace,
      async () => told.push("work"),
      async () => told.push("run"),
    );
    expect(told).toEqual(["run", "work"]);
  });

  test("has ended when the rest fails, and fails it when it fails itself", async () => {
    let ended = false;
    const slow = async () => {
      await new Promise((later) => setTimeout(later, 20));
      ended = true;
      throw new Error("of the work");
    };
    const failing = meanwhile(computeInPlace, slow, async (compute) => {
      await compute(double, 1, options);
      throw new Error("of the run");
    });
    await expect(failing).rejects.toThrow("of the run");
    expect(ended).toBe(true);
    const working = meanwhile(computeInPlace, slow, (compute) => compute(double, 1, options));
    await expect(working).rejects.toThrow("of the work");
  });
});
