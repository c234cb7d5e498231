import { expect, test } from "vitest";
import { contrastedWords, wordsIn } from "../../src/analysis/word-contrast.ts";

const chosen = Array.from({ length: 20 }, (_, at) => `the refund of order ${at}`);
const rest = Array.from({ length: 60 }, (_, at) => `the parcel ${at} ${at % 20 === 0 ? "refund" : "came late"}`);
const texts = [...chosen, ...rest].map(wordsIn);

test("words of the chosen texts alone come first, words of all texts never", () => {
  const found = contrastedWords(texts, (text) => text < 20);
  expect(found.slice(0, 3).map(({ word }) => word)).toEqual(["of", "order", "refund"]);
  expect(found.find(({ word }) => word === "refund")).toMatchObject({ chosen: 20, rest: 3 });
  expect(found.map(({ word }) => word)).not.toContain("the");
  expect(found.every(({ z }, at) => z >= 3.3 && z <= (found[at - 1]?.z ?? Number.POSITIVE_INFINITY))).toBe(true);
});

test("a word that happens to stand in one text of a few tells nothing", () => {
  expect(contrastedWords(texts, (text) => text === 3).map(({ word }) => word)).not.toContain("3");
});

test("all texts, or none, have no words that set them apart", () => {
  expect(contrastedWords(texts, () => true)).toEqual([]);
  expect(contrastedWords(texts, () => false)).toEqual([]);
  expect(contrastedWords([], () => true)).toEqual([]);
});

test("words are those of any script, each once", () => {
  expect([...wordsIn("Où est l'été? ÉTÉ! 東京 3,5 a-b")]).toEqual([
    "où",
    "est",
    "l'été",
    "été",
    "東京",
    "3",
    "5",
    "a-b",
  ]);
  expect(wordsIn("  ?! ").size).toBe(0);
});
