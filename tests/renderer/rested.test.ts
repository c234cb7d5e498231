import { expect, test, vi } from "vitest";
import { rested } from "../../renderer/rested.ts";
import type { RunningQuery } from "../../src/engine/engine.ts";

test("waits until nothing has run for a while", async () => {
  vi.useFakeTimers();
  try {
    const running: RunningQuery[] = [];
    const listeners = new Set<() => void>();
    const told = () => {
      for (const listener of listeners) listener();
    };
    let isOver = false;
    const activity = {
      running,
      subscribe(listener: () => void) {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
    };
    const over = rested(activity, 100).then(() => {
      isOver = true;
    });
    await vi.advanceTimersByTimeAsync(90);
    running.push({ sql: "SELECT 1", since: 0, stop: () => undefined });
    told();
    await vi.advanceTimersByTimeAsync(500);
    expect(isOver).toBe(false);
    running.pop();
    told();
    await vi.advanceTimersByTimeAsync(99);
    expect(isOver).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    await over;
    expect(listeners.size).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});
