import { expect, test } from "vitest";
import { surelyFits } from "../../src/widgets/text-width.ts";

test.each([
  ["184,213.4", 100, true],
  ["184,213.4", 70, false],
  ["", 0, true],
  ["warehouse.query", 160, true],
  ["warehouse.query", 120, false],
  ["WWWWWWWW", 100, false],
  ["WWWWWWWW", 107, true],
])("%j in %d pixels: %s", (text, room, fits) => expect(surelyFits(text, room)).toBe(fits));

test.each(["é", "数", "🚀", "\u200f", "\t", "a\u0301"])("how wide %j is drawn nobody knows", (text) =>
  expect(surelyFits(text, 10_000)).toBe(false),
);
