import { expect, test } from "vitest";
import { temperature, temperatureAt } from "../../src/analysis/temperature.ts";
import { fullCalibrationCase } from "./calibration-cases.ts";
import { expectClose } from "./golden.ts";

test("the temperature minimises the loss as scipy finds it", () => {
  const { inputs, expected } = fullCalibrationCase;
  const { curve } = temperature(inputs.prob, inputs.label);
  expectClose([curve?.temperature, curve?.lossAfter], [expected.temperature?.T, expected.temperature?.nllAfter], 1e-5);
});

test("a temperature above 1 draws probabilities towards a half", () => {
  expect(temperatureAt({ temperature: 2, lossAfter: 0, n: 1 }, 0.9)).toBeCloseTo(0.75, 12);
  expect(temperatureAt({ temperature: 2, lossAfter: 0, n: 1 }, undefined)).toBeNull();
});

test("probabilities that point the wrong way, part the classes, or are missing have no temperature", () => {
  expect(temperature([0.9, 0.1], [0, 1]).reason).toBe("the probabilities do not point to outcomes");
  expect(temperature([0.9, 0.1], [1, 0]).reason).toBe("the probabilities part the classes wholly");
  expect(temperature([null], [1]).reason).toBe("no items");
});
