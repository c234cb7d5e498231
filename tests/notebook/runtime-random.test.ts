import { expect, test } from "vitest";
import type { CellLogic } from "../../src/notebook/cell.ts";
import { makeCell } from "../../src/notebook/edit.ts";
import type { Cell } from "../../src/notebook/notebook.ts";
import { Runtime } from "../../src/notebook/runtime.ts";
import { testEngine } from "../support/engine.ts";
import { seededRandom } from "../support/random.ts";

const opened = testEngine();

interface Sum {
  readonly own: number;
  readonly reads: readonly string[];
}

/** Cells that add their own number to those of the cells that they read, in tables that stand in a map. */
class World {
  readonly tables = new Map<string, number>();
  readonly problems: string[] = [];
  runtime: Runtime | null = null;
  /** What is read stands before what reads it. */
  cells: Cell[] = [];
  /** How they stand in the notebook. */
  order: { readonly id: string; readonly key: number }[] = [];
  running = 0;

  constructor(readonly random: () => number) {}

  shown(): Cell[] {
    return this.order.flatMap(({ id }) => this.cells.filter((cell) => cell.id === id));
  }

  remove(cell: Cell): void {
    this.cells = this.cells.filter((other) => other !== cell).map((other) => without(other, cell.name));
    this.tables.delete(cell.name);
  }

  readonly kind: CellLogic<Sum, number> = {
    kind: "sum",
    title: "",
    about: "",
    language: "yaml",
    starter: "",
    parse: (source) => JSON.parse(source) as Sum,
    reads: ({ reads }) => reads,
    evaluate: async ({ own, reads }, { name, signal }) => {
      if (this.running++ > 0) this.problems.push(`${name} runs beside another cell`);
      for (const read of reads) {
        const cell = this.cells.find((other) => other.name === read);
        const status = cell && this.runtime?.state(cell.id).status;
        if (status && status !== "done" && !signal.aborted)
          this.problems.push(`${name} ran while ${read} was ${status}`);
      }
      const sum = reads.reduce((total, read) => total + (this.tables.get(read) ?? Number.NaN), own);
      // Some heed a stop, some go on to the end all the same.
      const heeds = this.random() < 0.5;
      for (let wait = Math.floor(this.random() * 3); wait > 0 && !(heeds && signal.aborted); wait--)
        await new Promise((resolve) => setTimeout(resolve));
      this.running--;
      if (heeds) signal.throwIfAborted();
      this.tables.set(name, sum);
      return sum;
    },
  };

  source(cell: Cell): Sum {
    return JSON.parse(cell.source) as Sum;
  }

  /** What a cell holds when everything above it is of now. */
  expected(cell: Cell): number {
    const { own, reads } = this.source(cell);
    return reads.reduce((total, read) => {
      const above = this.cells.find((other) => other.name === read);
      return total + (above ? this.expected(above) : Number.NaN);
    }, own);
  }

  pick<T>(items: readonly T[]): T | undefined {
    return items[Math.floor(this.random() * items.length)];
  }

  sum(limit: number): Sum {
    const names = this.cells.slice(0, limit).map(({ name }) => name);
    const reads = names.filter(() => this.random() < 2 / Math.max(2, names.length));
    return { own: Math.floor(this.random() * 1000), reads };
  }
}

/** A notebook of a few cells in any order, each reading some of those before it. */
async function begin(seed: number): Promise<World> {
  const world = new World(seededRandom(seed));
  const size = 3 + Math.floor(world.random() * 15);
  for (let n = 0; n < size; n++) world.cells.push(makeCell("sum", `s${seed}_${n}`, JSON.stringify(world.sum(n))));
  world.order = world.cells.map(({ id }) => ({ id, key: world.random() })).sort((a, b) => a.key - b.key);
  world.runtime = new Runtime(await opened(), [world.kind]);
  await world.runtime.setCells(world.shown());
  if (world.random() < 0.7) await world.runtime.runAll();
  return world;
}

/** Some edits, runs, stops and deletions on top of each other. */
async function play(world: World): Promise<void> {
  const { runtime, random } = world;
  const under: (Promise<unknown> | undefined)[] = [];
  const steps = 1 + Math.floor(random() * 8);
  for (let step = 0; step < steps; step++) {
    const cell = world.pick(world.cells) as Cell;
    const at = world.cells.indexOf(cell);
    const chance = random();
    if (chance < 0.4) {
      world.cells[at] = { ...cell, source: JSON.stringify(world.sum(at)) };
      under.push(runtime?.setCells(world.shown()));
      if (random() < 0.6) under.push(runtime?.run([cell.id]));
    } else if (chance < 0.55) under.push(runtime?.run([cell.id]));
    else if (chance < 0.65) under.push(runtime?.runTo(cell.id));
    else if (chance < 0.75) under.push(runtime?.runFrom(cell.id));
    else if (chance < 0.8) under.push(runtime?.runAll());
    else if (chance < 0.85) runtime?.stop();
    else if (world.cells.length > 2) {
      world.remove(cell);
      under.push(runtime?.setCells(world.shown()));
    }
    if (random() < 0.6) await new Promise((resolve) => setTimeout(resolve, random() * 6));
  }
  await Promise.all(under);
}

function without(cell: Cell, name: string): Cell {
  const { own, reads } = JSON.parse(cell.source) as Sum;
  return { ...cell, source: JSON.stringify({ own, reads: reads.filter((read) => read !== name) }) };
}

function check(world: World, seed: number): void {
  const { runtime, cells, problems } = world;
  expect({ seed, problems }).toEqual({ seed, problems: [] });
  for (const cell of cells) {
    const { status, last } = runtime?.state(cell.id) ?? {};
    expect({ seed, status }).not.toMatchObject({ status: expect.stringMatching(/queued|running|failed/) });
    const result = status === "done" ? last?.result : world.expected(cell);
    expect({ seed, cell: cell.name, result }).toEqual({ seed, cell: cell.name, result: world.expected(cell) });
  }
}

test("whatever is edited, run, stopped and deleted in between, what counts as done is right", async () => {
  for (let seed = 1; seed <= 25; seed++) {
    const world = await begin(seed);
    for (let round = 0; round < 6; round++) {
      await play(world);
      check(world, seed);
    }
    await world.runtime?.runAll();
    const results = world.cells.map(({ id }) => world.runtime?.state(id).last?.result);
    expect({ seed, results }).toEqual({ seed, results: world.cells.map((cell) => world.expected(cell)) });
  }
});
