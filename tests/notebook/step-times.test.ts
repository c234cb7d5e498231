import { beforeEach, expect, test } from "vitest";
import type { Engine } from "../../src/engine/engine.ts";
import { toObjects } from "../../src/engine/table-data.ts";
import { dropStepTimes, ensureStepTimes } from "../../src/notebook/step-times.ts";
import { testEngine } from "../support/engine.ts";
import { seededRandom } from "../support/random.ts";
import { type SomeSpan, storeOf } from "../support/spans.ts";

const opened = testEngine();
let engine: Engine;
beforeEach(async () => {
  engine = await opened();
});

const span = (name: string, parent: string | null, from: number, to: number | null, trace = "t"): SomeSpan => ({
  trace_id: trace,
  span_id: name,
  parent_span_id: parent,
  name,
  start_ns: BigInt(from),
  end_ns: to === null ? null : BigInt(to),
});

async function own(spans: readonly SomeSpan[]): Promise<Record<string, number>> {
  await storeOf(engine, spans);
  await ensureStepTimes(engine);
  const rows = toObjects(
    await engine.query(
      "SELECT text, sum(own_ns) AS own FROM store.trace_steps JOIN store.paths USING (path) GROUP BY text",
    ),
  );
  return Object.fromEntries(rows.map(({ text, own }) => [text, Math.round(Number(own))]));
}

test("where nothing runs side by side, own time is self time", async () => {
  const spans = [span("a", null, 0, 100), span("b", "a", 10, 40), span("c", "b", 10, 30), span("d", "a", 40, 90)];
  expect(await own(spans)).toEqual({ a: 20, "a › b": 10, "a › b › c": 20, "a › d": 50 });
});

test("what runs side by side shares each instant, and the parent of both rests", async () => {
  const spans = [span("a", null, 0, 100), span("b", "a", 0, 60), span("c", "a", 20, 80), span("d", "c", 20, 40)];
  // b alone to 20, b and d to 40, b and c to 60, c alone to 80, then a.
  expect(await own(spans)).toEqual({ a: 20, "a › b": 40, "a › c": 30, "a › c › d": 10 });
});

test("a child outside its parent takes its time from nothing, and time without spans is nobody's", async () => {
  const spans = [span("a", null, 0, 50), span("late", "a", 40, 70), span("async", "a", 90, 100)];
  expect(await own(spans)).toEqual({ a: 40, "a › late": 30, "a › async": 10 });
});

test("missing parents, circles and spans without an end keep their place and lose no time", async () => {
  const spans = [
    span("a", null, 0, 100),
    span("open", "a", 10, null),
    span("inside", "open", 20, 40),
    span("orphan", "nobody", 0, 50),
    span("below", "orphan", 0, 10),
    span("x", "y", 100, 110),
    span("y", "x", 100, 110),
  ];
  expect(await own(spans)).toEqual({
    a: 72,
    "a › open": 0,
    "a › open › inside": 7,
    orphan: 17,
    "orphan › below": 5,
    // A circle is broken where the waterfall breaks it.
    x: 0,
    "x › y": 10,
  });
});

test("of any tree, own times and the time without spans add up to the wall time", async () => {
  const random = seededRandom(7);
  const between = (low: number, high: number) => low + Math.floor(random() * (high - low + 1));
  const spans: SomeSpan[] = [];
  const walls = new Map<string, number>();
  for (let t = 0; t < 60; t++) {
    const trace = `t${t}`;
    const size = 1 + between(0, 25);
    const times: [number, number][] = [];
    for (let n = 0; n < size; n++) {
      const from = between(0, 60);
      const to = from + between(-3, 40);
      const parent = n > 0 && random() < 0.9 ? `${trace}.${between(0, n - 1)}` : null;
      spans.push({ ...span(`${trace}.${n}`, parent, from, to, trace), name: `s${between(0, 3)}` });
      times.push([from, to]);
    }
    const works = Array.from({ length: 110 }, (_, at) => times.some(([from, to]) => from <= at && at < to));
    walls.set(trace, works.filter(Boolean).length);
  }
  await storeOf(engine, spans);
  await ensureStepTimes(engine);
  const rows = toObjects(
    await engine.query(`SELECT trace_id, sum(own_ns) AS own, sum(calls) AS calls FROM store.trace_steps
      JOIN (SELECT DISTINCT trace_id, hash(trace_id) AS trace FROM store.spans) USING (trace) GROUP BY trace_id`),
  );
  for (const { trace_id, own } of rows) expect(Number(own)).toBeCloseTo(walls.get(String(trace_id)) ?? -1, 6);
  expect(rows.reduce((sum, { calls }) => sum + Number(calls), 0)).toBe(spans.length);
});

test("they are computed once, and anew when spans changed", async () => {
  await own([span("a", null, 0, 100)]);
  await ensureStepTimes(engine);
  expect(await own([span("a", null, 0, 100), span("b", "a", 0, 50)])).toEqual({ a: 50, "a › b": 50 });
  await dropStepTimes(engine);
  const left = toObjects(
    await engine.query("SELECT table_name FROM information_schema.tables WHERE table_name LIKE '%step%'"),
  );
  expect(left).toEqual([]);
});

test("who asks while they are computed waits, and data that changes meanwhile has them computed anew", async () => {
  await storeOf(engine, [span("a", null, 0, 100)]);
  await dropStepTimes(engine);
  let changed: Promise<void> | null = null;
  const progress = (text: string) => {
    if (text.startsWith("adding")) changed ??= storeOf(engine, [span("a", null, 0, 100), span("b", "a", 0, 60)]);
  };
  await Promise.all([ensureStepTimes(engine, { progress }), ensureStepTimes(engine)]);
  await changed;
  await ensureStepTimes(engine);
  const rows = toObjects(await engine.query("SELECT count(*) AS n FROM store.trace_steps"));
  expect(rows).toEqual([{ n: 2 }]);
});

test("a stop leaves nothing half done", async () => {
  await storeOf(engine, [span("a", null, 0, 100)]);
  await dropStepTimes(engine);
  const stop = new AbortController();
  const progress = (text: string) => text.startsWith("sharing") && stop.abort(new Error("stopped"));
  await expect(ensureStepTimes(engine, { signal: stop.signal, progress })).rejects.toThrow("stopped");
  expect(await own([span("a", null, 0, 100)])).toEqual({ a: 100 });
});
