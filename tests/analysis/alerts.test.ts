import { expect, test } from "vitest";
import { alertCurve, replayAlert, ruleGrid } from "../../src/analysis/alert-replay.ts";
import { type AlertEvaluation, alertSteps } from "../../src/analysis/alert-rule.ts";
import { goldenCases } from "./golden.ts";

interface Inputs {
  readonly long: (number | null)[];
  readonly short: (number | null)[];
  readonly thrLong: number;
  readonly thrShort: number;
  readonly N: number;
}

for (const { id, inputs, expected } of goldenCases<Inputs, { alert: boolean[] }>("two_window_alert"))
  test(`the two-window rule fires where the golden values say: ${id}`, () => {
    const evaluations = inputs.long.map((long, at) => ({ long, short: inputs.short[at] ?? null }));
    const rule = { long: inputs.thrLong, short: inputs.thrShort, persistence: inputs.N };
    expect(alertSteps(evaluations, rule).map(({ fires }) => fires)).toEqual(expected.alert);
  });

const series = (...values: (number | null)[]): AlertEvaluation[] => values.map((long) => ({ long }));

test("an alert stands until enough clear evaluations in a row, and the unknown neither raises it nor takes it back", () => {
  const steps = alertSteps(series(0.3, 0.3, 0.1, 0.3, 0.1, null, 0.1, 0.1, 0.3), {
    long: 0.2,
    persistence: 2,
    recovery: 2,
  });
  expect(steps.map(({ state }) => state)).toEqual([
    "pending",
    "alert",
    "recovering",
    "alert",
    "recovering",
    "unknown",
    "recovering",
    "clear",
    "pending",
  ]);
  expect(steps.map(({ raised }) => raised)).toEqual([false, true, true, true, true, true, true, false, false]);
  expect(steps.map(({ isStart }) => isStart).indexOf(true)).toBe(1);
});

test("an unknown evaluation breaks a run of breaches", () => {
  const steps = alertSteps(series(0.3, 0.3, null, 0.3, 0.3), { long: 0.2 });
  expect(steps.map(({ run }) => run)).toEqual([1, 2, 0, 1, 2]);
  expect(steps.some(({ raised }) => raised)).toBe(false);
});

test("similarities are out of bounds below, and a bound itself is within", () => {
  const steps = alertSteps(series(0.85, 0.84, Number.NaN), { long: 0.85, side: "below", persistence: 1 });
  expect(steps.map(({ breach }) => breach)).toEqual([false, true, null]);
});

test("a replay tells the delay after the change and the false alarms before it", () => {
  const history = series(0.1, 0.3, 0.3, 0.1, null, 0.1, 0.3, 0.1, 0.3, 0.3, 0.3);
  const replay = replayAlert(history, { long: 0.2, persistence: 2 }, 6);
  expect(replay).toMatchObject({ detectedAt: 9, delay: 3, falseAlarms: 1, unknown: 1, reason: null });
  expect(replay.falseAlarmRate).toMatchObject({ value: 0.2, n: 5 });
  expect(replay.falseAlarmRate.low).toBeGreaterThan(0);
});

test("an alert that stood before the change is no detection", () => {
  const replay = replayAlert(series(0.3, 0.3, 0.3, 0.3, 0.3), { long: 0.2, persistence: 2 }, 3);
  expect(replay).toMatchObject({ falseAlarms: 1, detectedAt: 4, delay: 1 });
});

test("a replay without detection says why", () => {
  const history = series(0.1, 0.1);
  expect(replayAlert(history, { long: 0.2 })).toMatchObject({
    delay: null,
    falseAlarms: 0,
    reason: "no change was given",
  });
  expect(replayAlert(history, { long: 0.2 }, 1).reason).toBe("never raised after the change");
  expect(replayAlert(history, { long: 0.2 }, 2).reason).toBe("no evaluations after the change");
  expect(replayAlert(history, { long: 0.2 }, 0).falseAlarmRate).toMatchObject({ value: null, n: 0 });
  expect(replayAlert([], { long: 0.2 })).toMatchObject({ detectedAt: null, unknown: 0 });
});

test("the curve trades delay for false alarms", () => {
  const history = series(0.1, 0.25, 0.1, 0.25, 0.25, 0.1, 0.3, 0.3, 0.3, 0.3);
  const rules = ruleGrid({ long: 0.2, short: 0.1 }, [0.2, 0.28], [1, 2, 3]);
  expect(rules[3]).toEqual({ long: 0.28, short: 0.28 - 0.1, persistence: 1 });
  const curve = alertCurve(history, ruleGrid({ long: 0.2 }, [0.2], [1, 2, 3]), 6);
  expect(curve.map(({ rule, falseAlarms, delay }) => [rule.persistence, falseAlarms, delay])).toEqual([
    [3, 0, 2],
    [2, 1, 1],
    [1, 2, 0],
  ]);
});

test("a rule that makes no sense is refused", () => {
  expect(() => alertSteps([], { long: Number.NaN })).toThrow("alert rule: no bound: NaN");
  expect(() => alertSteps([], { long: 1, persistence: 0 })).toThrow("persistence must be a positive whole number: 0");
  expect(() => replayAlert([], { long: 1 }, 4)).toThrow("the change must lie from 0 to 0: 4");
});
