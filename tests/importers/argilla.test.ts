import { describe, expect, test } from "vitest";
import { argilla } from "../../src/importers/argilla/argilla.ts";
import { importers } from "../../src/importers/index.ts";
import { type Imported, importWith, lost, sampleOf } from "../support/importing.ts";

const formatOf = (text: string) =>
  importers.find((one) => one.detect(sampleOf(new TextEncoder().encode(text))) !== null)?.format;
const shown = ({ scores }: Imported) =>
  scores.map(({ target_id, name, value_num, value_str, source, rater }) => [
    target_id,
    name,
    value_num,
    value_str,
    source,
    rater,
  ]);
const metadataOf = (imported: Imported, at = 0) => JSON.parse(imported.scores[at]!.metadata!);

const nested = {
  id: "rec-1",
  fields: { prompt: "Why?", response: "Because." },
  metadata: { source: "web" },
  suggestions: { quality: { value: 4, score: 0.9, agent: "judge-1" } },
  responses: {
    quality: [
      { value: 5, user_id: "u-1" },
      { value: 3, user_id: "u-2", status: "submitted" },
      { value: 1, user_id: "u-3", status: "discarded" },
    ],
    tags: [{ value: ["safe", "short"], user_id: "u-1", status: "draft" }],
  },
  vectors: { v: [0.1] },
  _server_id: "s-1",
};

describe("synthetic: records of Argilla 2", () => {
  test("nested records, as a list and as JSON Lines", async () => {
    for (const text of [JSON.stringify([nested, nested]), `${JSON.stringify(nested)}\n${JSON.stringify(nested)}\n`]) {
      expect(formatOf(text)).toBe("argilla");
      expect(formatOf(text.slice(0, text.length / 2))).toBe("argilla");
      const imported = await importWith(argilla, text);
      expect(shown(imported).slice(0, 3)).toEqual([
        ["rec-1", "quality", 5, null, "human", "u-1"],
        ["rec-1", "quality", 3, null, "human", "u-2"],
        ["rec-1", "quality", 4, null, "judge", "judge-1"],
      ]);
      expect([imported.records, imported.scores.length, lost(imported)]).toEqual([6, 6, 0]);
      expect(imported.issues.map(({ reason }) => reason)).toEqual([
        "responses that are discarded, left out: 2",
        "responses that are draft, left out: 2",
      ]);
      expect(metadataOf(imported)).toEqual({
        item: { prompt: "Why?", response: "Because.", metadata: { source: "web" } },
      });
      expect(metadataOf(imported, 2)).toEqual({ score: 0.9 });
    }
  });

  test("columns per question, as JSON and as a table's text", async () => {
    const flat = {
      id: "rec-1",
      _server_id: "s",
      prompt: "Why?",
      "quality.responses": [5, 3],
      "quality.responses.users": ["u-1", "u-2"],
      "quality.responses.status": ["submitted", "draft"],
      "quality.suggestion": 4,
      "quality.suggestion.score": null,
      "quality.suggestion.agent": "judge-1",
    };
    const cell = (value: unknown) =>
      value === null
        ? ""
        : `"${(typeof value === "object" ? JSON.stringify(value).replaceAll('"', "'") : String(value)).replaceAll('"', '""')}"`;
    const csv = `${Object.keys(flat).join(",")}\n${Object.values(flat).map(cell).join(",")}\n`;
    for (const text of [JSON.stringify(flat), csv]) {
      expect(formatOf(text)).toBe("argilla");
      const imported = await importWith(argilla, text);
      expect(shown(imported).map(([id, name, number, , source, rater]) => [id, name, number, source, rater])).toEqual([
        ["rec-1", "quality", 5, "human", "u-1"],
        ["rec-1", "quality", 4, "judge", "judge-1"],
      ]);
      expect(metadataOf(imported).item).toEqual({ prompt: "Why?" });
    }
  });

  test("the answer of the API: responses by user, suggestions as a list", async () => {
    const record = {
      id: "r",
      external_id: "e",
      fields: { text: "x" },
      responses: [{ user_id: "u-1", status: "submitted", values: { label: { value: "good" } } }],
      suggestions: [{ question_name: "label", value: "bad", agent: "m", type: "model" }],
    };
    const text = JSON.stringify({ items: [record], total: 1 });
    expect(formatOf(text)).toBe("argilla");
    expect(shown(await importWith(argilla, text))).toEqual([
      ["r", "label", null, "good", "human", "u-1"],
      ["r", "label", null, "bad", "judge", "m"],
    ]);
  });

  test("a record whose metadata names a trace is a label of that trace", async () => {
    const record = { ...nested, metadata: { trace_id: "0AF7651916CD43DD8448EB211C80319C" } };
    const { scores } = await importWith(argilla, JSON.stringify([record]));
    expect(scores[0]).toMatchObject({ target_type: "trace", target_id: "0af7651916cd43dd8448eb211c80319c" });
    expect(JSON.parse(scores[0]!.metadata!).record).toBe("rec-1");
  });
});

describe("synthetic: records of Argilla 1", () => {
  test("feedback as Hugging Face keeps it, as a list of responses and as columns of lists", async () => {
    const common = {
      external_id: "e-1",
      prompt: "Why?",
      "quality-suggestion": "4",
      "quality-suggestion-metadata": { agent: "m", score: 0.5, type: "model" },
    };
    const responses = [
      [{ user_id: "u-1", value: 5, status: "submitted" }],
      { user_id: ["u-1"], value: [5], status: ["submitted"] },
    ];
    for (const quality of responses) {
      const text = JSON.stringify([{ ...common, quality }]);
      expect(formatOf(text)).toBe("argilla");
      const imported = await importWith(argilla, text);
      expect(shown(imported)).toEqual([
        ["e-1", "quality", 5, null, "human", "u-1"],
        ["e-1", "quality", 4, "4", "judge", "m"],
      ]);
      expect(metadataOf(imported).item).toEqual({ prompt: "Why?" });
    }
  });

  test("annotation and prediction of a classified text", async () => {
    const record = {
      id: "1",
      inputs: { text: "x" },
      prediction: [
        { label: "good", score: 0.8 },
        { label: "bad", score: 0.2 },
      ],
      prediction_agent: "m",
      annotation: "bad",
      annotation_agent: "rater-1",
      status: "Validated",
    };
    const text = `${JSON.stringify(record)}\n${JSON.stringify({ ...record, id: "2", status: "Discarded" })}`;
    expect(formatOf(text)).toBe("argilla");
    const imported = await importWith(argilla, text);
    expect(shown(imported)).toEqual([
      ["1", "label", null, "bad", "human", "rater-1"],
      ["1", "label", null, "good", "judge", "m"],
      ["2", "label", null, "good", "judge", "m"],
    ]);
    expect(metadataOf(imported, 1).score).toBe(0.8);
  });
});

describe("what is not Argilla's", () => {
  test("is said where it stands among records, and the rest is read", async () => {
    const imported = await importWith(
      argilla,
      JSON.stringify([nested, { a: 1 }, 5, { ...nested, responses: 7, suggestions: [3] }]),
    );
    expect([imported.scores.length, lost(imported), imported.records]).toEqual([3, 2, 5]);
  });

  test("is left to others: a label studio's task, a GraphQL answer", () => {
    expect(argilla.detect(sampleOf(new TextEncoder().encode('{"fields":[1],"responses":{}}')))).toBe(null);
    expect(argilla.detect(sampleOf(new TextEncoder().encode('{"annotation":1,"text":"x"}')))).toBe(null);
  });
});
