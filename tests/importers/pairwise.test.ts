import { describe, expect, test } from "vitest";
import { importers } from "../../src/importers/index.ts";
import { pairwise } from "../../src/importers/pairwise/pairwise.ts";
import {
  corpus,
  emptyImport,
  type Imported,
  importWith,
  inputOf,
  lost,
  sampleOf,
  sinkInto,
} from "../support/importing.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const formatOf = (bytes: Uint8Array) => importers.find((one) => one.detect(sampleOf(bytes)) !== null)?.format;
const metadataOf = (imported: Imported, at = 0) => JSON.parse(imported.scores[at]!.metadata!);
const shown = (imported: Imported) =>
  imported.scores.map(({ value_str, value_num, source, rater }, at) => [
    value_str,
    value_num,
    source,
    rater,
    metadataOf(imported, at).order,
  ]);

describe("LLMBar", () => {
  const bytes = corpus("judge-data/llmbar_pairwise-gpt4-vanilla.csv");

  test("the table of both orders gives the published accuracy and agreement", async () => {
    expect(formatOf(bytes)).toBe("pairwise");
    expect(formatOf(bytes.slice(0, bytes.length / 2))).toBe("pairwise");
    const imported = await importWith(pairwise, bytes);
    expect([imported.records, imported.scores.length, lost(imported)]).toEqual([702, 702, 0]);
    const figures = (subset: string) => {
      const rows = imported.scores.filter(({ target_id }) => target_id?.startsWith(`${subset}/`));
      const items = Array.from({ length: rows.length / 3 }, (_, at) => rows.slice(at * 3, at * 3 + 3));
      let right = 0;
      let same = 0;
      for (const [gold, first, second] of items) {
        expect([gold!.source, first!.rater, second!.rater]).toEqual(["human", "GPT-4/Vanilla", "GPT-4/Vanilla"]);
        right += Number(first!.value_str === gold!.value_str) + Number(second!.value_str === gold!.value_str);
        same += Number(first!.value_str === second!.value_str);
      }
      return [(right * 50) / items.length, (same * 100) / items.length];
    };
    expect(figures("LLMBar/Natural")).toEqual([95.5, 95]);
    const [accuracy, agreement] = figures("LLMBar/Adversarial/Neighbor");
    expect(accuracy).toBeCloseTo(78.73, 2);
    expect(agreement).toBeCloseTo(93.28, 2);
  });

  test("a label that stands in the rows of several judges comes once", async () => {
    const header = "subset,judge,strategy,idx,label,winner_order1,winner_order2,len1,len2\n";
    const imported = await importWith(pairwise, `${header}s,j1,v,0,2,1,,3,4\ns,j2,v,0,2,2,2,3,4\n`);
    expect(shown(imported)).toEqual([
      ["B", 1, "human", null, undefined],
      ["A", 0, "judge", "j1/v", "AB"],
      [null, null, "judge", "j1/v", "BA"],
      ["B", 1, "judge", "j2/v", "AB"],
      ["B", 1, "judge", "j2/v", "BA"],
    ]);
    expect(imported.scores[0]).toMatchObject({
      target_type: "pair",
      target_id: "s/0",
      name: "preference",
      is_ground_truth: true,
    });
    expect(imported.issues.map(({ reason }) => reason)).toEqual([
      "comparisons without a verdict: 1 (first: null)",
      "labels that another row has too: 1",
    ]);
  });

  test("synthetic: an evaluator's results name the outputs as they stand, whatever the order shown", async () => {
    const pair = { input: "Name a fruit", output_1: "Apple", output_2: "Stone", label: 1 };
    const results = [
      ["a metric", "stop"],
      {
        "swap = False": { completion: ["x", "stop"], winner: "2" },
        "swap = True": { completion: ["x", "stop"], winner: "1" },
      },
      {
        "swap = False": { completion: ["Output (a)", "stop"], winner: "1" },
        "swap = True": { completion: ["", "stop"], winner: null },
      },
    ];
    const text = JSON.stringify([{ ...pair, results }, pair]);
    expect(formatOf(encode(text))).toBe("pairwise");
    const imported = emptyImport();
    const input = inputOf(encode(text), 100, new AbortController().signal);
    await pairwise.read({ ...input, path: "LLMBar/Natural/evaluators/GPT-4/CoT/result.json" }, sinkInto(imported));
    expect(shown(imported)).toEqual([
      ["A", 0, "human", null, undefined],
      ["A", 0, "judge", "GPT-4/CoT", "AB"],
      [null, null, "judge", "GPT-4/CoT", "BA"],
    ]);
    expect(metadataOf(imported).item).toEqual({ input: "Name a fruit", A: "Apple", B: "Stone" });
    expect(imported.scores[1]!.rationale).toBe("Output (a)");
  });
});

describe("synthetic: other sets", () => {
  test("AlpacaEval: how far the second output is preferred, from 0 to 1", async () => {
    const row = (preference: unknown, annotator: unknown = "gpt-4-turbo") => ({
      instruction: "i",
      output_1: "a",
      generator_1: "base",
      output_2: "b",
      generator_2: "model",
      annotator,
      preference,
      time_per_example: 1.5,
      price_per_example: 0.01,
      raw_completion: "It is b.",
    });
    const text = JSON.stringify([row(2), row(1), row(1.25), row(1.5), row(0, 3), row(null)]);
    expect(formatOf(encode(text))).toBe("pairwise");
    const imported = await importWith(pairwise, text);
    expect(shown(imported)).toEqual([
      ["B", 1, "judge", "gpt-4-turbo", "AB"],
      ["A", 0, "judge", "gpt-4-turbo", "AB"],
      ["A", 0.25, "judge", "gpt-4-turbo", "AB"],
      ["tie", 0.5, "judge", "gpt-4-turbo", "AB"],
      ["tie", 0.5, "human", "3", "AB"],
      [null, null, "judge", "gpt-4-turbo", "AB"],
    ]);
    expect(new Set(imported.scores.map(({ target_id }) => target_id)).size).toBe(1);
    expect(metadataOf(imported)).toMatchObject({
      generator_1: "base",
      generator_2: "model",
      price_per_example: 0.01,
      raw: 2,
    });
    expect(imported.scores[0]!.rationale).toBe("It is b.");
  });

  test("MT-Bench: votes on the same two models meet, whichever stood left", async () => {
    const row = (fields: object) => ({
      question_id: 81,
      model_a: "alpaca-13b",
      model_b: "gpt-3.5-turbo",
      winner: "model_b",
      judge: "author_2",
      conversation_a: [
        { role: "user", content: "q" },
        { role: "assistant", content: "from alpaca" },
      ],
      conversation_b: [
        { role: "user", content: "q" },
        { role: "assistant", content: "from gpt" },
      ],
      turn: 1,
      ...fields,
    });
    const text = JSON.stringify([
      row({}),
      row({ model_a: "gpt-3.5-turbo", model_b: "alpaca-13b", winner: "model_a", judge: ["gpt-4", "pair-v2"] }),
      row({ winner: "tie (inconsistent)", judge: "gpt4_pair" }),
      row({ winner: "error", judge: "gpt4_pair", turn: 2 }),
    ]);
    expect(formatOf(encode(text))).toBe("pairwise");
    const imported = await importWith(pairwise, text);
    expect(shown(imported)).toEqual([
      ["B", 1, "human", "author_2", "AB"],
      ["B", 1, "judge", "gpt-4/pair-v2", "BA"],
      ["tie", 0.5, "judge", "gpt4_pair", "AB"],
      [null, null, "judge", "gpt4_pair", "AB"],
    ]);
    expect(imported.scores.map(({ target_id }) => target_id)).toEqual([
      ...new Array(3).fill("81:alpaca-13b:gpt-3.5-turbo:1"),
      "81:alpaca-13b:gpt-3.5-turbo:2",
    ]);
    expect(metadataOf(imported).item.A[1].content).toBe("from alpaca");
    expect(metadataOf(imported, 1).item.B[1].content).toBe("from alpaca");
  });

  test("FastChat's judgments: a row for each game", async () => {
    const row = {
      question_id: 81,
      model_1: "zephyr",
      model_2: "alpaca",
      g1_winner: "model_1",
      g2_winner: "tie",
      judge: ["gpt-4", "pair-v2"],
      g1_user_prompt: "p",
      g1_judgment: "[[A]]",
      g2_judgment: "[[C]]",
      turn: 1,
      tstamp: 1686286924.0844,
    };
    const text = `${JSON.stringify(row)}\n`;
    expect(formatOf(encode(text))).toBe("pairwise");
    const imported = await importWith(pairwise, text);
    expect(shown(imported)).toEqual([
      ["B", 1, "judge", "gpt-4/pair-v2", "BA"],
      ["tie", 0.5, "judge", "gpt-4/pair-v2", "AB"],
    ]);
    expect(imported.scores[0]).toMatchObject({ target_id: "81:alpaca:zephyr:1", rationale: "[[A]]" });
    expect(String(imported.scores[0]!.time_ns).slice(0, 13)).toBe("1686286924084");
  });

  test("Chatbot Arena as a table of votes, and with a column per outcome", async () => {
    const votes =
      "question_id,model_a,model_b,winner,judge,tstamp\nq1,a,b,model_a,arena_user_1,1682351591.1\nq2,b,a,tie (bothbad),arena_user_1,1682351592.1\n";
    expect(formatOf(encode(votes))).toBe("pairwise");
    expect(shown(await importWith(pairwise, votes))).toEqual([
      ["A", 0, "human", "arena_user_1", "AB"],
      ["tie", 0.5, "human", "arena_user_1", "BA"],
    ]);
    const wide =
      "id,model_a,model_b,prompt,response_a,response_b,winner_model_a,winner_model_b,winner_tie\n1,b,a,p,x,y,1,0,0\n";
    expect(formatOf(encode(wide))).toBe("pairwise");
    const imported = await importWith(pairwise, wide);
    expect(shown(imported)).toEqual([["B", 1, "human", null, "BA"]]);
    expect(metadataOf(imported).item).toEqual({ input: "p", A: "y", B: "x" });
  });

  test("JudgeBench: the second judgment saw the answers in the other order", async () => {
    const row = {
      pair_id: "p-1",
      source: "mmlu-pro",
      question: "q",
      response_model: "gpt-4o",
      response_A: "a",
      response_B: "b",
      label: "A>B",
      judge_name: "arena_hard",
      judgments: [{ judgment: { response: "A is better" }, decision: "A>B" }, { judgment: {}, decision: "B>A" }, null],
    };
    const text = JSON.stringify(row);
    expect(formatOf(encode(text))).toBe("pairwise");
    const imported = await importWith(pairwise, text);
    expect(shown(imported).slice(0, 3)).toEqual([
      ["A", 0, "unknown", null, undefined],
      ["A", 0, "judge", "arena_hard", "AB"],
      ["A", 0, "judge", "arena_hard", "BA"],
    ]);
    expect(imported.scores[1]!.rationale).toBe("A is better");
    expect(imported.scores[0]).toMatchObject({ target_id: "p-1", is_ground_truth: true });
  });

  test("what is no comparison is said", async () => {
    const pair = { input: "i", output_1: "a", output_2: "b", label: 1 };
    const imported = await importWith(
      pairwise,
      JSON.stringify([pair, 5, { output_1: 7 }, { ...pair, label: { x: 1 }, results: 9 }]),
    );
    expect(lost(imported)).toBe(3);
    expect(imported.records).toBe(imported.scores.length + lost(imported));
  });
});
