import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/importers/json/json.ts";
import { mappedTable } from "../../src/importers/mapping/mapped.ts";
import { type Mapping, mapRow, readMapping, writeMapping } from "../../src/importers/mapping/mapping.ts";
import { guessMapping } from "../../src/importers/mapping/mapping-guess.ts";
import { importWith } from "../support/importing.ts";

const labels = `item_id,annotator,score,label,comment,created_at,question
q1,rater-1,4,good,"short, but right",1776000000,Where?
q2,rater-2,1,bad,,1776000060,When?
q3,rater-1,,,,1776000120,Who?
`;

function rowsOf(csv: string): JsonObject[] {
  const [head = "", ...lines] = csv.trim().split("\n");
  const names = head.split(",");
  const cells = (line: string) =>
    [...line.matchAll(/("[^"]*"|[^,]*)(?:,|$)/g)].map(([, cell = ""]) => cell.replaceAll('"', ""));
  return lines.map((line) => Object.fromEntries(names.map((name, at) => [name, cells(line)[at] || null])));
}

const guessed = (csv: string) => guessMapping((csv.split("\n")[0] ?? "").split(","), rowsOf(csv));

describe("guessing", () => {
  test("labels of a spreadsheet: who, what, when, in which unit", () => {
    expect(guessed(labels)).toEqual({
      to: "scores",
      columns: {
        time: "created_at",
        rater: "annotator",
        id: "item_id",
        rationale: "comment",
        score: "score",
        label: "label",
        text: "question",
      },
      unit: "s",
      target: "sample",
      source: "human",
    });
  });

  test("a wide table of several dimensions has them all as scores", () => {
    const mapping = guessed("trace_id,human_fluency,judge_fluency,words\nt1,3,0.9,40\nt2,2,0.5,12\n");
    expect(mapping).toMatchObject({ to: "scores", target: "trace" });
    expect(mapping?.columns).toEqual({ id: "trace_id", score: ["human_fluency", "judge_fluency"] });
  });

  test("calls with tokens and times are spans", () => {
    const csv = readFileSync(
      join(import.meta.dirname, "../corpus/cost-csv/openrouter_activity_2025-08-21.csv"),
      "utf8",
    );
    expect(guessed(csv)).toMatchObject({
      to: "spans",
      columns: {
        id: "generation_id",
        time: "created_at",
        duration: "generation_time_ms",
        cost: "cost_total",
        input_tokens: "tokens_prompt",
        output_tokens: "tokens_completion",
        model: "model_permaslug",
      },
    });
  });

  test("a column of number lists is a vector, and a table of neither kind is left alone", () => {
    const rows = [
      { id: "a", embedding: [0.1, 0.2, 0.3], text: "one" },
      { id: "b", embedding: "[1, 2, 3]", text: "two" },
    ];
    expect(guessMapping(["id", "embedding", "text"], rows)).toEqual({
      to: "embeddings",
      columns: { vector: "embedding", id: "id", text: "text" },
    });
    expect(guessed("city,population\nUlm,126000\nBonn,331000\n")).toBeNull();
    expect(guessMapping([], [])).toBeNull();
  });
});

describe("mapping", () => {
  test("every score comes with its rater, its time and what has no role", async () => {
    const mapping = guessed(labels) as Mapping;
    const { scores, records, issues } = await importWith(mappedTable(mapping), labels);
    expect(scores.length).toBe(2);
    expect(scores[0]).toMatchObject({
      target_type: "sample",
      target_id: "q1",
      name: "score",
      value_num: 4,
      value_str: "good",
      source: "human",
      rater: "rater-1",
      rationale: "short, but right",
      time_ns: 1_776_000_000_000_000_000n,
      metadata: '{"text":"Where?"}',
    });
    expect(records).toBe(2);
    expect(issues.map(({ line, reason, severity }) => [line, reason, severity])).toEqual([
      [4, expect.stringContaining("rows without a score"), "note"],
    ]);
  });

  test("of columns named after their rater each score knows who gave it", () => {
    const mapping: Mapping = { to: "scores", columns: { id: "i", score: ["human_tone", "judge_tone", "other"] } };
    const mapped = mapRow(mapping, { i: 7, human_tone: "2", judge_tone: "0.5", other: "true", extra: [1] }, 1);
    expect(mapped.map(({ row }) => row)).toMatchObject([
      { target_id: "7", name: "tone", source: "human", value_num: 2 },
      { name: "tone", source: "judge", value_num: 0.5, metadata: '{"extra":[1]}' },
      { name: "other", source: "unknown", value_num: 1, value_str: "true" },
    ]);
    const ids = mapped.map(({ row }) => (row as { score_id: string }).score_id);
    expect(new Set(ids).size).toBe(3);
  });

  test("a long table names its dimension, and a label alone is a score without a number", () => {
    const mapping: Mapping = { to: "scores", columns: { id: "i", name: "metric", label: "verdict" } };
    expect(mapRow(mapping, { i: "a", metric: "tone", verdict: "fine" }, 1)[0]?.row).toMatchObject({
      name: "tone",
      value_num: null,
      value_str: "fine",
    });
  });

  test("spans take their facts from columns, and their duration in the unit that its name says", async () => {
    const mapping: Mapping = {
      to: "spans",
      columns: { id: "id", time: "at", duration: "took_s", model: "m", input_tokens: "n", status: "ok" },
    };
    const csv = "id,at,took_s,m,n,ok,region\ncall-1,2026-04-01 12:00:00,1.5,gpt-4o,12,error,eu\n";
    const { spans, issues } = await importWith(mappedTable(mapping), csv);
    expect(issues).toEqual([]);
    expect(spans[0]).toMatchObject({
      trace_id: "call-1",
      span_id: "call-1",
      name: "gpt-4o",
      start_ns: 1_775_044_800_000_000_000n,
      end_ns: 1_775_044_801_500_000_000n,
      status: "ERROR",
      model: "gpt-4o",
      input_tokens: 12n,
    });
    expect(spans[0]?.attributes?.get("region")).toBe("eu");
  });

  test("a row without a vector is lost with its line", async () => {
    const mapping: Mapping = { to: "embeddings", columns: { id: "id", vector: "v", cohort: "w" } };
    const lines = '{"id":"a","v":[0.5,1],"w":"now","x":1}\n{"id":"b","v":"n/a"}\n{"id":"c","v":"[1 2.5]"}\n';
    const { embeddings, issues, records } = await importWith(mappedTable(mapping), lines);
    expect(embeddings.map(({ id, vector, window }) => [id, [...(vector ?? [])], window])).toEqual([
      ["a", [0.5, 1], "now"],
      ["c", [1, 2.5], null],
    ]);
    expect(embeddings[0]?.attributes).toEqual(new Map([["x", "1"]]));
    expect(issues).toMatchObject([{ line: 2, severity: "record" }]);
    expect(records).toBe(3);
  });
});

describe("in the notebook", () => {
  test("a mapping is read as it was written", () => {
    const mapping: Mapping = { to: "scores", columns: { id: "i", score: ["a", "b"] }, unit: "ms", source: "human" };
    expect(readMapping(writeMapping(mapping))).toEqual(mapping);
  });

  test("a mistake is named with its key", () => {
    const problem = (value: unknown) => {
      try {
        return readMapping(value);
      } catch (error) {
        return (error as Error).message;
      }
    };
    expect(problem("scores")).toMatch(/^map: expected to/);
    expect(problem({ to: "marks" })).toBe("map: to: expected scores, embeddings, spans: marks");
    expect(problem({ to: "scores", vector: "v" })).toMatch(/no such role for scores: vector/);
    expect(problem({ to: "scores", unit: "h" })).toBe("map: unit: expected s, ms, µs, ns: h");
    expect(problem({ to: "scores", id: ["a"] })).toBe("map: id: expected the name of a column");
    expect(problem({ to: "scores", __proto__: null, constructor: "x" })).toMatch(/no such role/);
  });
});
