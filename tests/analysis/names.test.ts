import { expect, test } from "vitest";

const modules = import.meta.glob<Record<string, unknown>>("../../src/analysis/*.ts", { eager: true });

test("no two files of the analysis library give the same name, since scripts see all of them at once", () => {
  const names = Object.values(modules).flatMap((module) => Object.keys(module));
  const twice = names.filter((name, place) => names.indexOf(name) !== place);
  expect(names.length).toBeGreaterThan(50);
  expect(twice).toEqual([]);
});
