import { appendFileSync } from "node:fs";
import { beforeEach, describe, expect, test } from "vitest";
import { appendLines, readLines } from "../../../main/lines.ts";
import { allocate } from "../../../src/cells/label/draw.ts";
import { isSwapped } from "../../../src/cells/label/evaluate.ts";
import { label } from "../../../src/cells/label/index.tsx";
import { type LabelEvent, lineOf, readLog, standings } from "../../../src/cells/label/log.ts";
import { matchingPassages, occurrences, sentences } from "../../../src/cells/label/passages.ts";
import { agreement, disagreements, nextOpen, progressOf } from "../../../src/cells/label/progress.ts";
import type { LabelResult } from "../../../src/cells/label/result.ts";
import type { Engine } from "../../../src/engine/engine.ts";
import { cellContext } from "../../../src/notebook/cell-context.ts";
import type { NotebookFiles } from "../../../src/notebook/notebook-files.ts";
import { testStore } from "../../support/engine.ts";
import { testFolder } from "../../support/folder.ts";
import { storeOf } from "../../support/spans.ts";

const open = testStore();
const folder = testFolder();
let engine: Engine;
let lines: string[];
let files: NotebookFiles;

/** Files that lie in this test alone. */
function filesHere(): NotebookFiles {
  return {
    path: () => "/notes/judge.casebook.md",
    readText: async (path) => Promise.reject(new Error(`${path}: there is no such file`)),
    readLines: async () => lines,
    appendLines: async (_, more) => void lines.push(...more),
  };
}

async function run(source: string): Promise<LabelResult> {
  return label.evaluate(label.parse(source), cellContext({ name: "labels", engine, files }));
}

function given(
  item: string,
  rater: string,
  values: Record<string, number>,
  more: Partial<LabelEvent> = {},
): LabelEvent {
  return {
    type: "label",
    cell: "labels",
    time: "2026-05-01T09:00:00.000Z",
    rater,
    item,
    rubric: "answer-quality 1.0.0",
    values,
    note: "",
    unsure: false,
    seconds: 12,
    seen: false,
    swapped: false,
    stratum: "",
    weight: 2,
    ...more,
  } as LabelEvent;
}

const all = { faithfulness: 4, relevance: 5, completeness: 3 };

beforeEach(async () => {
  engine = await open();
  lines = [];
  files = filesHere();
  const spans = Array.from({ length: 100 }, (_, place) => ({
    trace_id: `t${place}`,
    span_id: `s${place}`,
    name: "answer",
    kind: "AGENT",
    start_ns: BigInt(place) * 1_000_000_000n,
    end_ns: BigInt(place) * 1_000_000_000n + 5n,
    tenant: place < 90 ? "big" : "small",
    input: `question ${place}`,
    output: `<b>answer</b> ${place}`,
  }));
  await storeOf(engine, spans);
  await engine.query("DELETE FROM store.scores");
  await engine.query("DELETE FROM store.documents");
});

describe("the draw", () => {
  test("is the same for the same seed, another for another, and a larger one holds the smaller", async () => {
    const ids = async (source: string) => (await run(source)).items.map(({ id }) => id);
    const ten = await ids("size: 10");
    expect(ten).toHaveLength(10);
    expect(await ids("size: 10")).toEqual(ten);
    expect(await ids("{size: 10, seed: 2}")).not.toEqual(ten);
    expect(await ids("size: 20")).toEqual(expect.arrayContaining(ten));
  });

  test("by strata gives each its least, and weights that add up to all items", async () => {
    const { draw, items } = await run("{by: stratified, strata: tenant, size: 20, least: 5}");
    expect(draw.strata).toEqual([
      { stratum: "big", size: 90, drawn: 15, weight: 6 },
      { stratum: "small", size: 10, drawn: 5, weight: 2 },
    ]);
    expect(items.reduce((sum, { weight }) => sum + (weight ?? 0), 0)).toBeCloseTo(100, 9);
  });

  test("by the judge's score draws from every level, and an item without a score is a level too", async () => {
    await engine.query(`INSERT INTO store.scores (target_type, target_id, name, value_num, source, rater)
      SELECT 'trace', 't' || i, 'faithfulness', CASE WHEN i < 5 THEN 1 ELSE 5 END, 'judge', 'j' FROM range(95) r(i)`);
    const { draw, items } = await run("{by: score, size: 20, least: 4}");
    expect(draw.strata.map(({ stratum, size, drawn }) => [stratum, size, drawn])).toEqual([
      ["no score", 5, 4],
      ["score 1.0", 5, 4],
      ["score 5.0", 90, 12],
    ]);
    expect(items.find(({ judge }) => judge.length)?.judge[0]).toMatchObject({ rater: "j", dimension: "faithfulness" });
  });

  test("of the next items goes where labels differ most, and keeps those that are labelled", () => {
    const strata = [
      { stratum: "calm", size: 500 },
      { stratum: "torn", size: 500 },
    ];
    const spreads = new Map([
      ["calm", { labels: 30, deviation: 0 }],
      ["torn", { labels: 30, deviation: 1.5 }],
    ]);
    const [calm, torn] = allocate(strata, { size: 100, least: 0, by: "next" }, spreads);
    expect(torn?.drawn).toBeGreaterThan(70);
    expect(calm?.drawn).toBeGreaterThanOrEqual(30);
  });

  test("of fewer items than asked for takes all and says so; none says none", async () => {
    const few = await run("{size: 500}");
    expect(few.items).toHaveLength(100);
    expect(few.notes).toEqual(["Of 100 items all are drawn."]);
    expect((await run("where: tenant = 'nobody'")).items).toEqual([]);
  });

  test.each([
    ["{by: stratified}", "strata: name the columns"],
    ["{by: stratified, strata: tenent}", "no column tenent"],
    ["{by: score}", "no judge's score of these items is known"],
    ["{items: traces, id: trace_i}", "did you mean trace_id?"],
    ["{text: [wrong]}", "no column wrong"],
    ["{where: nonsense = 1}", "where: "],
    ["{rubric: lost.yaml}", "rubric: lost.yaml: there is no such file"],
    ["{also: [anna.jsonl]}", "also: anna.jsonl: there is no such file"],
    ["{items: traces, rubric: pairwise}", "the rubric compares answer_a"],
  ])("that cannot be made says why: %s", async (source, words) => {
    await expect(run(source)).rejects.toThrow(words);
  });
});

describe("items", () => {
  test("show what went into the trace and came out of it, its documents, and no HTML is anything but text", async () => {
    await engine.query(`INSERT INTO store.documents (trace_id, span_id, rank, doc_id, content, score) VALUES
      ('t3', 's3', 1, 'd1', 'The warehouse has 12 clusters.', 0.9), ('t3', 's3', 2, 'd2', 'Another.', 0.5)`);
    const { items } = await run("{where: trace_id = 't3'}");
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({ id: "t3", traceId: "t3" });
    expect(items[0]?.texts.map(({ name, text }) => [name, text])).toEqual([
      ["input", "question 3"],
      ["output", "<b>answer</b> 3"],
    ]);
    expect(items[0]?.documents.map(({ id }) => id)).toEqual(["d1", "d2"]);
  });

  test("of any table are its rows, told apart by its first column", async () => {
    await engine.query(
      "CREATE OR REPLACE TABLE replies AS SELECT 'r' || i AS reply, 'Text ' || i AS answer FROM range(3) r(i)",
    );
    const { items } = await run("{items: replies}");
    expect(items.map(({ id }) => id).sort()).toEqual(["r0", "r1", "r2"]);
    expect(items[0]?.texts[0]?.name).toBe("answer");
    await engine.query("DROP TABLE replies");
  });

  test("of a pair change places in half of the cases, by seed and id alone", () => {
    const swapped = Array.from({ length: 2000 }, (_, place) => isSwapped(`item ${place}`, 7));
    const share = swapped.filter(Boolean).length / swapped.length;
    expect(share).toBeGreaterThan(0.45);
    expect(share).toBeLessThan(0.55);
    expect(isSwapped("item 1", 7)).toBe(swapped[1]);
  });
});

describe("the log", () => {
  test("folds labels, changes of mind, skips and undone deeds", () => {
    const events: LabelEvent[] = [
      given("a", "anna", { ...all, faithfulness: 2 }),
      given("a", "anna", all, { seen: true } as Partial<LabelEvent>),
      given("b", "anna", all),
      { type: "undo", cell: "labels", time: "", rater: "anna", item: "b" },
      { type: "skip", cell: "labels", time: "", rater: "anna", item: "c", note: "", seconds: 3 },
    ];
    const of = standings(events);
    expect(of.get("a")?.get("anna")?.now).toMatchObject({ values: all, seen: true });
    expect(
      of
        .get("a")
        ?.get("anna")
        ?.before.map(({ values }) => values.faithfulness),
    ).toEqual([2]);
    expect(of.get("b")?.get("anna")?.now).toBeNull();
    const items = ["a", "b", "c", "d"].map((id) => ({ id }) as LabelResult["items"][number]);
    expect(progressOf(items, of, "anna")).toMatchObject({ labelled: 1, skipped: 1, open: 2, medianSeconds: 12 });
    expect(nextOpen(items, of, "anna", 2)).toBe(3);
  });

  test("survives a line that a crash cut, on the disk too, and says which it was", async () => {
    const path = `${folder}/x.labels.jsonl`;
    await appendLines(path, [lineOf(given("a", "anna", all))]);
    appendFileSync(path, '{"type":"label","cell":"lab');
    await appendLines(path, [lineOf(given("b", "anna", all))]);
    const { events, problems } = readLog(await readLines(path), "labels");
    expect(events.map((event) => event.type !== "draw" && event.item)).toEqual(["a", "b"]);
    expect(problems).toEqual(["labels, line 2: not whole JSON; the line is left out"]);
  });

  test("of another cell is not this cell's, and what is no label is told", async () => {
    lines = [
      lineOf(given("t1", "anna", all)),
      lineOf({ ...given("t2", "anna", all), cell: "other" } as LabelEvent),
      "{}",
    ];
    const { events, problems } = await run("size: 5");
    expect(events).toHaveLength(1);
    expect(problems[0]).toContain("line 3: not a label");
  });
});

describe("raters", () => {
  const events = [
    given("a", "anna", all),
    given("a", "ben", { ...all, faithfulness: 1 }),
    given("b", "anna", all),
    given("b", "ben", all),
    given("c", "anna", { ...all, relevance: 1 }),
    given("c", "ben", { ...all, relevance: 1 }),
  ];

  test("who disagree are told, the widest apart first, until it is settled", async () => {
    const { rubric } = await run("size: 5");
    const of = standings(events);
    expect(disagreements(of, rubric)).toMatchObject([{ item: "a", dimensions: ["faithfulness"], settled: null }]);
    const settled = standings([...events, given("a", "adjudicated", all)]);
    expect(disagreements(settled, rubric)[0]?.settled).toMatchObject({ values: all });
  });

  test("have their agreement told by dimension, and why there is none", async () => {
    const { rubric } = await run("size: 5");
    const found = agreement(standings(events), rubric, 1);
    expect(found.find(({ dimension }) => dimension === "relevance")?.alpha).toMatchObject({ value: 1, n: 3 });
    expect(found.find(({ dimension }) => dimension === "completeness")?.alpha).toMatchObject({
      value: null,
      reason: "no variation: all ratings are equal",
    });
  });
});

test("labels are a table with the columns of scores, weights and changes of mind", async () => {
  lines = [
    given("t1", "anna", { ...all, faithfulness: 2 }),
    given("t1", "anna", all, { seen: true, note: "mended" } as Partial<LabelEvent>),
  ].map(lineOf);
  const result = await run("{size: 50}");
  const { columns, rows } = label.table?.(result) ?? { columns: [], rows: [] };
  const named = rows.map((row) => Object.fromEntries(columns.map(({ name }, place) => [name, row[place]])));
  expect(named).toHaveLength(3);
  expect(named[0]).toMatchObject({
    target_id: "t1",
    name: "faithfulness",
    value_num: 4,
    source: "human",
    rater: "anna",
    rationale: "mended",
    judge_seen: true,
    first_value: "2",
    weight: 2,
  });
});

describe("passages", () => {
  test("are the sentences that share the rare words", () => {
    const texts = ["The warehouse has twelve clusters. It is in Oslo.", "The moon is far."];
    const [best] = matchingPassages("There are twelve clusters in the warehouse", texts);
    expect(best && texts[best.text]?.slice(best.start, best.end)).toBe("The warehouse has twelve clusters.");
    expect(matchingPassages("", texts)).toEqual([]);
  });

  test("sentences and hits keep their places, whatever the letters", () => {
    const text = "One. İkinci (two)?\nThree";
    expect(sentences(text).map(({ start, end }) => text.slice(start, end))).toEqual(["One.", "İkinci (two)?", "Three"]);
    expect(occurrences(text, "(TWO)").map(({ start, end }) => text.slice(start, end))).toEqual(["(two)"]);
  });
});
