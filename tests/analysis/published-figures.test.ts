import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { cohenKappa } from "../../src/analysis/cohen-kappa.ts";
import { kendall } from "../../src/analysis/kendall.ts";
import { pearson } from "../../src/analysis/pearson.ts";
import { positionConsistency } from "../../src/analysis/position-consistency.ts";
import { spearman } from "../../src/analysis/spearman.ts";

interface Published {
  readonly dataset: string;
  readonly slice: string;
  readonly published: readonly number[];
  readonly tolerance: number;
}

type Row = Readonly<Record<string, string>>;

const here = join(import.meta.dirname, "judge-data");
const corpus = join(import.meta.dirname, "..", "corpus", "judge-data");

/** No text of these files holds a comma or a quote. */
function rowsOf(path: string): readonly Row[] {
  const [head = "", ...lines] = readFileSync(path, "utf8").trimEnd().split(/\r?\n/);
  const names = head.split(",");
  return lines.map((line) => Object.fromEntries(line.split(",").map((value, place) => [names[place], value])));
}

const figures: readonly Published[] = JSON.parse(readFileSync(join(here, "published_figures.json"), "utf8"));

describe("UniEval on Topical-Chat, 360 responses", () => {
  const rows = rowsOf(join(corpus, "topical_chat_unieval.csv"));
  const dimensions = figures.filter(({ dataset }) => dataset === "topicalchat-unieval");

  test("there are six dimensions with three correlations each", () => {
    expect([rows.length, dimensions.length, dimensions.flatMap(({ published }) => published).length]).toEqual([
      360, 6, 18,
    ]);
  });

  test.each(dimensions)("$slice: Pearson, Spearman and Kendall to six decimals", ({ slice, published }) => {
    const judge = rows.map((row) => Number(row[`judge_${slice}`]));
    const human = rows.map((row) => Number(row[`human_${slice}`]));
    const found = [pearson, spearman, kendall].map((correlation) => correlation(judge, human).value?.toFixed(6));
    expect(found).toEqual(published.map((value) => value.toFixed(6)));
  });
});

describe("LLMBar, four judges under four prompts on two subsets", () => {
  const rows = rowsOf(join(here, "llmbar_pairwise.csv"));
  const stated: Readonly<Record<string, Record<string, string>>> = JSON.parse(
    readFileSync(join(here, "llmbar_published_statistics.json"), "utf8"),
  );
  /** The authors count an answer that could not be read as a verdict of its own. */
  const verdictsOf = (setting: string) => {
    const own = rows.filter(({ subset, judge, strategy }) => `${subset}/${judge}/${strategy}` === setting);
    const column = (name: string) => own.map((row) => row[name] || "unread");
    const [firstOrder, secondOrder] = [column("winner_order1"), column("winner_order2")];
    return { firstOrder, secondOrder, truth: column("label"), first: "1", second: "2" };
  };
  /** "95 / 100 = 95.0%" or "95.0%". */
  const percent = (text: string | undefined) => Number.parseFloat((text ?? "").split("=").at(-1) ?? "");

  test("there are 32 settings", () => {
    expect([Object.keys(stated).length, rows.length]).toEqual([32, 3744]);
  });

  test.each(Object.keys(stated))("%s: accuracy, agreement under a swap, right in both orders", (setting) => {
    const { accuracy, bothCorrect, consistency } = positionConsistency(verdictsOf(setting));
    const figures = stated[setting];
    expect((accuracy?.value as number) * 100).toBeCloseTo(percent(figures?.correct_average), 9);
    expect((bothCorrect?.value as number) * 100).toBeCloseTo(percent(figures?.correct_both), 9);
    expect((consistency.value as number) * 100).toBeCloseTo(percent(figures?.equal), 9);
  });

  test.each(figures.filter(({ dataset }) => dataset === "llmbar"))("$slice: as printed", ({ slice, published }) => {
    const { accuracy, consistency } = positionConsistency(verdictsOf(slice));
    const found = [accuracy, consistency].map((share) => (share?.value as number) * 100);
    for (const [place, value] of published.entries())
      expect(Math.abs((found[place] as number) - value)).toBeLessThanOrEqual(0.05);
  });

  test("the kappa of GPT-4's two orders on Natural is 0.898, where the authors' file has 0.268 by a slip", () => {
    const { firstOrder, secondOrder } = verdictsOf("LLMBar/Natural/GPT-4/Vanilla");
    const { value } = cohenKappa(firstOrder, secondOrder, { scale: ["1", "2"], interval: "none" });
    expect(value?.toFixed(3)).toBe("0.898");
  });
});
