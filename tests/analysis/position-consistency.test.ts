import { expect, test } from "vitest";
import { positionConsistency } from "../../src/analysis/position-consistency.ts";
import { wilsonInterval } from "../../src/analysis/proportion-interval.ts";

test("a judge that follows the first slot is inconsistent, and the slot is named", () => {
  const firstOrder = ["A", "A", "A", "A", "A", "A", "B", "A"];
  const secondOrder = ["B", "B", "B", "B", "B", "B", "A", "A"];
  const result = positionConsistency({ firstOrder, secondOrder, first: "A", second: "B" });
  expect(result.consistency).toMatchObject({ value: 1 / 8, n: 8, ...wilsonInterval(1, 8) });
  expect(result.firstSlot).toMatchObject({ value: 6 / 7, n: 7 });
  expect(result.firstSlotP).toBeCloseTo(16 / 128, 12);
  expect([result.accuracy, result.bothCorrect]).toEqual([null, null]);
});

test("accuracy is the mean of both orders, and both-correct asks for both", () => {
  const truth = [1, 1, 2, 2];
  const { accuracy, bothCorrect } = positionConsistency({
    firstOrder: [1, 1, 1, 2],
    secondOrder: [1, 2, 2, 2],
    first: 1,
    second: 2,
    truth,
  });
  expect([accuracy?.value, bothCorrect?.value]).toEqual([0.75, 0.5]);
  // Six of eight verdicts are right, in pairs that vary less than two free verdicts would.
  expect(accuracy?.low as number).toBeLessThan(0.75);
});

test("a tie is consistent with a tie alone and follows no slot", () => {
  const verdicts = { firstOrder: ["tie", "tie", "A"], secondOrder: ["tie", "A", "A"], first: "A", second: "B" };
  const result = positionConsistency(verdicts);
  expect(result.consistency.value).toBeCloseTo(2 / 3, 12);
  expect(result.firstSlot).toMatchObject({ value: null, reason: "no pair follows the slot" });
  expect(result.firstSlotP).toBeNull();
});

test("pairs that miss a verdict are left out, and none at all has its reason", () => {
  const none = positionConsistency({ firstOrder: [null], secondOrder: [1], first: 1, second: 2, truth: [1] });
  expect(none.consistency.reason).toBe("no pair has a verdict in both orders");
  expect(none.accuracy?.reason).toBe("no true winner");
  expect(() => positionConsistency({ firstOrder: [1], secondOrder: [], first: 1, second: 2 })).toThrow("1 and 0");
});
