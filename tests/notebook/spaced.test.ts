import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { spaced } from "../../src/notebook/spaced.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("the first is passed on at once, then the latest after each rest, and nothing twice", () => {
  const given: number[] = [];
  const tell = spaced((value: number) => void given.push(value), 100);
  for (const value of [1, 2, 3]) tell(value);
  expect(given).toEqual([1]);
  vi.advanceTimersByTime(99);
  expect(given).toEqual([1]);
  vi.advanceTimersByTime(1);
  expect(given).toEqual([1, 3]);
  tell(4);
  vi.advanceTimersByTime(100);
  expect(given).toEqual([1, 3, 4]);
  vi.advanceTimersByTime(1000);
  expect(given).toEqual([1, 3, 4]);
  tell(5);
  expect(given).toEqual([1, 3, 4, 5]);
});
