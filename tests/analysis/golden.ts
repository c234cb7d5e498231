import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";

/** One case of a golden file; a test says what it reads, as the files differ. */
export interface GoldenCase<Inputs, Expected> {
  readonly id: string;
  readonly inputs: Inputs;
  readonly expected: Expected;
}

export function goldenCases<Inputs, Expected>(name: string): readonly GoldenCase<Inputs, Expected>[] {
  return JSON.parse(readFileSync(join(import.meta.dirname, "golden", `${name}.json`), "utf8")).cases;
}

/** Compares numbers, or lists of them, to 1e-9 unless the file says otherwise. */
export function expectClose(actual: unknown, expected: unknown, tolerance = 1e-9): void {
  if (Array.isArray(expected)) {
    const list = Array.from(actual as ArrayLike<unknown>);
    expect(list.length).toBe(expected.length);
    for (const [place, value] of expected.entries()) expectClose(list[place], value, tolerance);
  } else if (typeof expected === "number") {
    expect(typeof actual, `${actual} for ${expected}`).toBe("number");
    expect(Math.abs((actual as number) - expected), `${actual} for ${expected}`).toBeLessThanOrEqual(tolerance);
  } else {
    expect(actual).toEqual(expected);
  }
}
