import { expect, test } from "vitest";
import { partsToRead, traceParts, whileReading } from "../../src/cells/trace-parts.ts";
import { createStore } from "../../src/notebook/store.ts";
import { testStore } from "../support/engine.ts";

const engine = testStore();

const traces = (start: readonly number[], spans: readonly number[]) => ({
  start: BigInt64Array.from(start, BigInt),
  spans: Uint32Array.from(spans),
});

test("few spans are one part, many are divided where one start ends and another begins", () => {
  expect(traceParts(traces([1, 2, 3], [9, 9, 9]), 100)).toEqual([{ from: 0, to: 3, spans: 27, condition: null }]);
  expect(traceParts(traces([], []), 100)).toEqual([{ from: 0, to: 0, spans: 0, condition: null }]);
  expect(traceParts(traces([1, 2, 2, 2, 5, 6], [60, 60, 1, 1, 100, 5]), 100)).toEqual([
    { from: 0, to: 4, spans: 122, condition: "trace_start_ns < 5" },
    { from: 4, to: 5, spans: 100, condition: "trace_start_ns >= 5 AND trace_start_ns < 6" },
    { from: 5, to: 6, spans: 5, condition: "(trace_start_ns >= 6 OR trace_start_ns IS NULL)" },
  ]);
  expect(traceParts(traces([7, 7, 7], [99, 99, 99]), 100)).toHaveLength(1);
});

test("traces without a start, which are 0 and stand last, stay in the last part", () => {
  const parts = traceParts(traces([5, 6, 0, 0], [100, 100, 100, 100]), 100);
  expect(parts.map(({ from, to }) => [from, to])).toEqual([
    [0, 1],
    [1, 4],
  ]);
});

test("spans that do not lie by time are read as one part, those of one file after another in parts", async () => {
  const db = await engine();
  await createStore(db);
  const ask = async (start: string) => {
    await db.query("DELETE FROM store.spans");
    await db.query(`INSERT INTO store.spans (trace_start_ns) SELECT ${start} FROM range(40000) r(i)`);
    const all = Array.from({ length: 400 }, (_, trace) => trace);
    const parts = await partsToRead(
      db,
      traces(
        all,
        all.map(() => 100),
      ),
      10_000,
      {},
    );
    return parts.length;
  };
  expect(await ask("i // 100")).toBe(4);
  expect(await ask("(39999 - i) // 100")).toBe(4);
  expect(await ask("(i % 20000) // 50")).toBe(4);
  expect(await ask("hash(i) % 400")).toBe(1);
});

test("each part is worked on while the next is read, one at a time, and comes back in order", async () => {
  const told: string[] = [];
  const later = () => new Promise((resolve) => setTimeout(resolve, 0));
  const read = async (part: number) => {
    told.push(`read ${part}`);
    await later();
    return part * 10;
  };
  const work = async (found: number, part: number) => {
    told.push(`begin ${part}`);
    for (let turn = 0; turn < 3; turn++) await later();
    told.push(`end ${part}`);
    return found + part;
  };
  expect(await whileReading([1, 2, 3], read, work)).toEqual([11, 22, 33]);
  expect(told).toEqual(["read 1", "begin 1", "read 2", "end 1", "begin 2", "read 3", "end 2", "begin 3", "end 3"]);
});

test("a failure, of reading or of working, is told once nothing goes on any longer", async () => {
  let working = 0;
  const work = async (part: number) => {
    working++;
    await new Promise((resolve) => setTimeout(resolve, 5));
    working--;
    if (part === 2) throw new Error("cannot work");
    return part;
  };
  const badlyRead = async (part: number) => {
    if (part === 2) throw new Error("cannot read");
    return part;
  };
  await expect(whileReading([1, 2, 3], badlyRead, work)).rejects.toThrow("cannot read");
  expect(working).toBe(0);
  await expect(whileReading([1, 2, 3], async (part) => part, work)).rejects.toThrow("cannot work");
  expect(working).toBe(0);
});
