import { expect, test } from "vitest";
import { distinguishingWords } from "../../src/analysis/distinguishing-words.ts";

const words = (texts: readonly (string | null)[], groups: readonly number[], options = {}) =>
  distinguishingWords(texts, groups, 2, options).map((group) => group.map(({ word }) => word));

const legal = Array.from({ length: 20 }, (_, n) => `please delete my data, clause ${n}`);
const shop = Array.from({ length: 20 }, (_, n) => `please send my parcel number ${n}`);
const groups = [...legal.map(() => 0), ...shop.map(() => 1)];

test("the words of one group's texts stand out, those of all do not", () => {
  const [first, second] = words([...legal, ...shop], groups);
  expect(first).toEqual(["clause", "data", "delete"]);
  expect(second).toEqual(["number", "parcel", "send"]);
});

test("z is the log-odds ratio with a Dirichlet prior in its standard deviations", () => {
  const [found] = distinguishingWords(["a b", "a b", "a b", "b c", "b c", "b d"], [0, 0, 0, 1, 1, 1], 2, { prior: 10 });
  // Twelve words in all: a 3, b 6, c 2, d 1; the prior of a is 10 · 3 / 12.
  const alpha = 2.5;
  const odds = (y: number, n: number) => Math.log((y + alpha) / (n + 10 - y - alpha));
  const z = (odds(3, 6) - odds(0, 6)) / Math.sqrt(1 / (3 + alpha) + 1 / alpha);
  expect(z).toBeLessThan(1.96);
  expect(found).toEqual([]);
  const [loose] = distinguishingWords(["a b", "a b", "a b", "b c", "b c", "b d"], [0, 0, 0, 1, 1, 1], 2, {
    ...{ prior: 10, least: 0.5 },
  });
  expect(loose?.map(({ word, within, beyond }) => [word, within, beyond])).toEqual([["a", 3, 0]]);
  expect(loose?.[0]?.z).toBeCloseTo(z, 12);
});

test("a word counts once a text, and one that a single text has is no group's", () => {
  const [first] = distinguishingWords(["spam spam spam spam", ...legal, ...shop], [0, ...groups], 2, { least: 0 });
  expect(first?.find(({ word }) => word === "spam")).toBeUndefined();
  expect(first?.find(({ word }) => word === "data")).toMatchObject({ within: 20, beyond: 0 });
});

test("scripts without spaces are cut into pairs, apostrophes and accents stay in words", () => {
  const texts = Array.from({ length: 12 }, () => "契約を解除 l’été n'est Ärger");
  const [first] = words([...texts, ...shop], [...texts.map(() => 0), ...shop.map(() => 1)], { most: 20 });
  expect(first).toEqual(expect.arrayContaining(["契約", "約を", "解除", "l’été", "n'est", "ärger"]));
});

test("short words may be left out, and rows without a text or a group do not count", () => {
  expect(words([...legal, null, "xx"], [...legal.map(() => 0), 0, -1], { shortest: 5 })).toEqual([[], []]);
  expect(words([null, null], [0, 1])).toEqual([[], []]);
  const [first] = words([...legal, ...shop], groups, { shortest: 5 });
  expect(first).toEqual(["clause", "delete"]);
});
