import { describe, expect, test } from "vitest";
import { importers } from "../../src/importers/index.ts";
import { labelSet } from "../../src/importers/label-set/label-set.ts";
import { corpus, type Imported, importWith, lost, sampleOf } from "../support/importing.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const formatOf = (bytes: Uint8Array) => importers.find((one) => one.detect(sampleOf(bytes)) !== null)?.format;
const metadataOf = (imported: Imported, at = 0) => JSON.parse(imported.scores[at]!.metadata!);
const shown = ({ scores }: Imported) =>
  scores.map(({ target_id, name, value_num, value_str, source, rater }) => [
    target_id,
    name,
    value_num,
    value_str,
    source,
    rater,
  ]);

function pearson(pairs: readonly (readonly [number, number])[]): number {
  const mean = (at: 0 | 1) => pairs.reduce((sum, pair) => sum + pair[at], 0) / pairs.length;
  const [x, y] = [mean(0), mean(1)];
  let [xy, xx, yy] = [0, 0, 0];
  for (const [a, b] of pairs) {
    xy += (a - x) * (b - y);
    xx += (a - x) ** 2;
    yy += (b - y) ** 2;
  }
  return xy / Math.sqrt(xx * yy);
}

describe("a table with a column of people's and of a judge's scores for each dimension", () => {
  const bytes = corpus("judge-data/topical_chat_unieval.csv");

  test("gives the published correlations", async () => {
    expect(formatOf(bytes)).toBe("label-set");
    expect(formatOf(bytes.slice(0, bytes.length / 2))).toBe("label-set");
    const imported = await importWith(labelSet, bytes);
    expect([imported.records, imported.scores.length, imported.issues]).toEqual([4320, 4320, []]);
    expect(new Set(imported.scores.map(({ target_id }) => target_id)).size).toBe(360);
    const correlation = (name: string) => {
      const values = (source: string) =>
        imported.scores
          .filter((score) => score.name === name && score.source === source)
          .map(({ value_num }) => value_num!);
      const judge = values("judge");
      return pearson(values("human").map((human, at) => [human, judge[at]!] as const));
    };
    expect(correlation("naturalness")).toBeCloseTo(0.443666, 6);
    expect(correlation("groundedness")).toBeCloseTo(0.536209, 6);
    expect(correlation("overall")).toBeCloseTo(0.632796, 6);
    expect(shown(imported)[0]).toEqual(["0/Original Ground Truth", "naturalness", 3, null, "human", "human"]);
    expect(metadataOf(imported).item).toEqual({
      dialogue_id: "0",
      system: "Original Ground Truth",
      response_words: "40",
    });
  });
});

describe("synthetic: RAGAS", () => {
  const rows = [
    {
      user_input: "q1",
      retrieved_contexts: ["c1", "c2"],
      response: "a1",
      reference: "r1",
      faithfulness: 0.5,
      "factual_correctness(mode=f1)": 0.25,
      my_metric: 1,
    },
    {
      user_input: "q2",
      retrieved_contexts: ["c3"],
      response: "a2",
      reference: "r2",
      faithfulness: null,
      "factual_correctness(mode=f1)": 1,
      my_metric: 0,
    },
  ];

  test("every metric is a score; one that the judge could not give is kept without a value", async () => {
    const text = JSON.stringify(rows).replace("null", "NaN");
    expect(formatOf(encode(text))).toBe("label-set");
    const imported = await importWith(labelSet, text);
    expect(imported.scores.map(({ name, value_num, source, rater }) => [name, value_num, source, rater])).toEqual([
      ["faithfulness", 0.5, "judge", "ragas"],
      ["factual_correctness(mode=f1)", 0.25, "judge", "ragas"],
      ["my_metric", 1, "judge", "ragas"],
      ["faithfulness", null, "judge", "ragas"],
      ["factual_correctness(mode=f1)", 1, "judge", "ragas"],
      ["my_metric", 0, "judge", "ragas"],
    ]);
    expect(metadataOf(imported).item).toEqual({
      user_input: "q1",
      retrieved_contexts: ["c1", "c2"],
      response: "a1",
      reference: "r1",
    });
    expect(imported.issues.map(({ reason }) => reason)).toEqual([
      "scores that the file has no value for, kept without one: 1 (first: faithfulness)",
    ]);
  });

  test("the older names, as CSV", async () => {
    const text = `question,contexts,answer,ground_truth,faithfulness,answer_relevancy\nq1,"['c1', 'c2']",a1,g1,0.5,0.75\nq2,['c3'],a2,g2,,0.5\n`;
    expect(formatOf(encode(text))).toBe("label-set");
    const imported = await importWith(labelSet, text);
    expect(imported.scores.map(({ value_num }) => value_num)).toEqual([0.5, 0.75, null, 0.5]);
    expect(imported.scores[0]!.target_id).not.toBe(imported.scores[2]!.target_id);
  });

  test("questions and answers without a metric are no labels", () => {
    expect(labelSet.detect(sampleOf(encode("question,answer,contexts\nq,a,c\n")))).toBe(null);
  });
});

describe("synthetic: benchmarks", () => {
  test("UniEval: people's means and its own scores", async () => {
    const row = {
      source: "s",
      system_output: "o",
      doc_id: "d1",
      system_id: "M1",
      scores: { coherence: 1.33, fluency: 5 },
      predict_scores: { coherence: 0.9, fluency: 0.95 },
    };
    const text = JSON.stringify([row]);
    expect(formatOf(encode(text))).toBe("label-set");
    expect(shown(await importWith(labelSet, text))).toEqual([
      ["d1/M1", "coherence", 1.33, null, "human", null],
      ["d1/M1", "fluency", 5, null, "human", null],
      ["d1/M1", "coherence", 0.9, null, "judge", "UniEval"],
      ["d1/M1", "fluency", 0.95, null, "judge", "UniEval"],
    ]);
  });

  const annotation = {
    annot_id: 1,
    annotator: "a3ac",
    annotator_name: "rater-1",
    label: ["Unwanted", "Unwanted.Intrinsic"],
    note: "no budget",
    summary_span: "x",
    summary_start: 78,
    summary_end: 88,
  };

  test.each([
    [
      "with metadata",
      {
        samples: [
          {
            sample_id: 0,
            source: "s",
            summary: "t",
            annotations: [annotation],
            metadata: { summarizer: "m", "gpt-4-turbo": 1, "hhem-2.1": 0.52, raw_sample_id: 15 },
          },
        ],
      },
    ],
    [
      "flat",
      [
        {
          sample_id: 0,
          source: "s",
          summary: "t",
          annotations: [annotation],
          meta_model: "m",
          "meta_gpt-4-turbo": 1,
          "meta_hhem-2.1": 0.52,
          meta_sample_id: 15,
        },
      ],
    ],
  ])("FaithBench %s: raters' labels with their spans beside the judges' verdicts", async (_, content) => {
    const text = JSON.stringify(content);
    expect(formatOf(encode(text))).toBe("label-set");
    const imported = await importWith(labelSet, text);
    expect(shown(imported)).toEqual([
      ["0", "faithfulness", null, '["Unwanted","Unwanted.Intrinsic"]', "human", "rater-1"],
      ["0", "faithfulness", 1, null, "judge", "gpt-4-turbo"],
      ["0", "faithfulness", 0.52, null, "judge", "hhem-2.1"],
    ]);
    expect(imported.scores[0]!.rationale).toBe("no budget");
    expect(metadataOf(imported)).toMatchObject({ summary_start: 78, item: { source: "s", summary: "t" } });
  });

  test("FastChat's single judgments, of which -1 is none", async () => {
    const row = {
      question_id: 81,
      model: "m",
      judge: ["gpt-4", "single-v1"],
      user_prompt: "p",
      judgment: "[[8]]",
      score: 8,
      turn: 1,
      tstamp: 1686286924.1,
    };
    const text = `${JSON.stringify(row)}\n${JSON.stringify({ ...row, turn: 2, score: -1 })}\n`;
    expect(formatOf(encode(text))).toBe("label-set");
    expect(shown(await importWith(labelSet, text))).toEqual([
      ["81:m:1", "score", 8, null, "judge", "gpt-4/single-v1"],
      ["81:m:2", "score", null, null, "judge", "gpt-4/single-v1"],
    ]);
  });

  test("items of another kind are said", async () => {
    const row = { scores: { a: 1 }, predict_scores: { a: 2 } };
    const imported = await importWith(labelSet, JSON.stringify([row, 3, { x: 1 }, { scores: 5, predict_scores: [] }]));
    expect(imported.records).toBe(imported.scores.length + lost(imported));
    expect([imported.scores.length, lost(imported)]).toEqual([2, 3]);
  });
});
