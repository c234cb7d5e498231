import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";

// The figures that the authors publish, read out of the cells of a notebook that the command line ran.

interface Published {
  readonly dataset: string;
  readonly slice: string;
  readonly published: readonly number[];
}

type Row = Readonly<Record<string, string | number>>;

const data = join(import.meta.dirname, "..", "..", "analysis", "judge-data");
const read = <T>(name: string): T => JSON.parse(readFileSync(join(data, name), "utf8"));
const figures = read<readonly Published[]>("published_figures.json");
const stated = read<Readonly<Record<string, Readonly<Record<string, string>>>>>("llmbar_published_statistics.json");
/** "95 / 100 = 95.0%" or "95.0%". */
const percent = (text: string | undefined) => Number.parseFloat((text ?? "").split("=").at(-1) ?? "");

interface CellOutcome {
  readonly name: string;
  readonly status: string;
  readonly result: { readonly preview: { columns: readonly { name: string }[]; rows: readonly (string | number)[][] } };
}

let cells: readonly CellOutcome[];

function rowsOf(name: string): readonly Row[] {
  const cell = cells.find((one) => one.name === name);
  if (cell?.status !== "done") throw new Error(`${name}: ${cell?.status}`);
  const { columns, rows } = cell.result.preview;
  return rows.map((row) => Object.fromEntries(columns.map((column, place) => [column.name, row[place] as string])));
}

beforeAll(() => {
  const notebook = join(import.meta.dirname, "published.casebook.md");
  const args = [resolve("tools", "casebook.mjs"), "run", notebook, "--json", "-"];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8", maxBuffer: 2 ** 28 });
  if (status !== 0) throw new Error(stderr);
  cells = JSON.parse(stdout).cells;
}, 240_000);

describe("UniEval on Topical-Chat, from a headless run", () => {
  const dimensions = figures.filter(({ dataset }) => dataset === "topicalchat-unieval");

  test.each(dimensions)("$slice: Pearson, Spearman and Kendall to six decimals", ({ slice, published }) => {
    const row = rowsOf("correlations").find(({ dimension }) => dimension === slice);
    expect([row?.pearson, row?.spearman, row?.kendall]).toEqual(published);
  });
});

describe("LLMBar, from a headless run", () => {
  test("has 16 judges and prompts on two subsets", () => {
    expect(rowsOf("shares")).toHaveLength(32);
  });

  test.each(Object.keys(stated))("%s: accuracy, agreement under a swap, right in both orders", (setting) => {
    const row = rowsOf("shares").find((one) => one.setting === setting);
    expect(row?.accuracy).toBeCloseTo(percent(stated[setting]?.correct_average), 9);
    expect(row?.both_correct).toBeCloseTo(percent(stated[setting]?.correct_both), 9);
    expect(row?.same).toBeCloseTo(percent(stated[setting]?.equal), 9);
  });

  test.each(figures.filter(({ dataset }) => dataset === "llmbar"))("$slice: as printed in the paper", (one) => {
    const row = rowsOf("shares").find(({ setting }) => setting === one.slice);
    expect(Math.abs(Number(row?.accuracy) - (one.published[0] ?? 0))).toBeLessThanOrEqual(0.05);
    expect(Math.abs(Number(row?.same) - (one.published[1] ?? 0))).toBeLessThanOrEqual(0.05);
  });
});
