import { beforeAll, expect, test } from "vitest";
import { compare } from "../../../src/cells/compare/index.tsx";
import type { CompareResult } from "../../../src/cells/compare/result.ts";
import type { Engine } from "../../../src/engine/engine.ts";
import { evaluateCell } from "../../support/cell.ts";
import { testStore } from "../../support/engine.ts";
import { sampleSession } from "../../support/sample.ts";

const opened = testStore();
let engine: Engine;
let result: CompareResult;

beforeAll(async () => {
  engine = await opened();
  const session = await sampleSession(engine);
  await session.setCohorts({
    reference: { from: "2026-04-01", to: "2026-04-14" },
    current: { from: "2026-04-20T14:02Z", to: "2026-04-28" },
  });
  result = await evaluateCell(compare, "", { engine });
}, 120_000);

test("the warehouse makes up the change", () => {
  const { comparison } = result;
  const [first] = comparison?.steps ?? [];
  expect(first?.names.at(-1)).toBe("warehouse.query");
  const warehouse = comparison?.steps.filter(({ names }) => names.at(-1) === "warehouse.query") ?? [];
  expect(warehouse.reduce((sum, { share }) => sum + (share ?? 0), 0)).toBeGreaterThan(0.9);
  expect(comparison?.change.low ?? 0).toBeGreaterThan(0);
});

test("the shares add up to the whole", () => {
  const { steps = [], rest } = result.comparison ?? {};
  expect(steps.reduce((sum, { share }) => sum + (share ?? 0), rest?.share ?? 0)).toBeCloseTo(1, 9);
});

test("nobody has to guess the attribute: the warehouse's size comes first", () => {
  const [first] = result.comparison?.attributes?.rows ?? [];
  expect(first?.key).toBe("warehouse.size");
  expect(first?.cohorts).toMatchObject({ separates: true });
  expect(first?.slow).toMatchObject({ separates: true });
});
