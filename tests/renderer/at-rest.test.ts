import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { whileAtRest } from "../../renderer/at-rest.ts";
import type { Activity, RunningQuery } from "../../src/engine/engine.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const query: RunningQuery = { sql: "SELECT 1", since: 0, stop: () => undefined };

class FakeActivity implements Activity {
  running: readonly RunningQuery[] = [];
  readonly listeners = new Set<() => void>();

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  set(...running: readonly RunningQuery[]): void {
    this.running = running;
    for (const listener of this.listeners) listener();
  }
}

/** Work that goes on until it is told to end, and what became of it. */
function work() {
  const told: string[] = [];
  let settle: { end(): void; fail(): void } = { end: () => undefined, fail: () => undefined };
  const run = (signal: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      told.push("begun");
      settle = { end: resolve, fail: () => reject(new Error("no")) };
      signal.addEventListener("abort", () => {
        told.push("stopped");
        reject(signal.reason);
      });
    });
  return { told, run, end: () => settle.end(), fail: () => settle.fail() };
}

test("work begins when nothing has run for a while, and after each rest again", async () => {
  const [activity, { told, run, end }] = [new FakeActivity(), work()];
  activity.set(query);
  const rest = whileAtRest(activity, run, 100);
  await vi.advanceTimersByTimeAsync(500);
  expect(told).toEqual([]);
  activity.set();
  await vi.advanceTimersByTimeAsync(99);
  activity.set(query);
  activity.set();
  await vi.advanceTimersByTimeAsync(99);
  expect(told).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(told).toEqual(["begun"]);
  // Its own statements do not begin it anew.
  activity.set(query);
  activity.set();
  end();
  await vi.advanceTimersByTimeAsync(500);
  expect(told).toEqual(["begun"]);
  activity.set(query);
  activity.set();
  await vi.advanceTimersByTimeAsync(100);
  expect(told).toEqual(["begun", "begun"]);
  rest.end();
  expect(told).toEqual(["begun", "begun", "stopped"]);
});

test("whatever disturbs it stops it at once, and it begins anew after the next rest", async () => {
  const [activity, { told, run }] = [new FakeActivity(), work()];
  const rest = whileAtRest(activity, run, 100);
  await vi.advanceTimersByTimeAsync(60);
  rest.disturb();
  await vi.advanceTimersByTimeAsync(60);
  expect(told).toEqual([]);
  await vi.advanceTimersByTimeAsync(40);
  expect(told).toEqual(["begun"]);
  rest.disturb();
  expect(told).toEqual(["begun", "stopped"]);
  await vi.advanceTimersByTimeAsync(100);
  expect(told).toEqual(["begun", "stopped", "begun"]);
  rest.end();
});

test("once it has failed by itself it is done no more", async () => {
  const [activity, { told, run, fail }] = [new FakeActivity(), work()];
  whileAtRest(activity, run, 100);
  await vi.advanceTimersByTimeAsync(100);
  fail();
  await vi.advanceTimersByTimeAsync(0);
  activity.set(query);
  activity.set();
  await vi.advanceTimersByTimeAsync(500);
  expect(told).toEqual(["begun"]);
  expect(activity.listeners.size).toBe(0);
});
