import { describe, expect, test } from "vitest";
import { importers } from "../../src/importers/index.ts";
import { labelStudio } from "../../src/importers/label-studio/label-studio.ts";
import { corpus, type Imported, importWith, lost, sampleOf } from "../support/importing.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const formatOf = (bytes: Uint8Array) => importers.find((one) => one.detect(sampleOf(bytes)) !== null)?.format;
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

const answer = (type: string, value: object, fields: object = {}) => ({
  id: "r",
  type,
  value,
  from_name: type,
  to_name: "text",
  origin: "manual",
  ...fields,
});

const annotation = (result: readonly object[], fields: object = {}) => ({
  id: 9,
  completed_by: 4,
  result,
  was_cancelled: false,
  ground_truth: true,
  created_at: "2026-01-02T03:04:05.678901Z",
  updated_at: "2026-01-02T03:04:06.000001Z",
  lead_time: 12.5,
  ...fields,
});

const task = (fields: object) => ({ id: 1, data: { text: "hello" }, annotations: [], predictions: [], ...fields });
const read = (...tasks: readonly object[]) => importWith(labelStudio, JSON.stringify(tasks));

describe("real files", () => {
  test.each(["chat_data.json", "csv_test.json", "csv_test2.json"])("%s is told, also when cut in half", (name) => {
    const bytes = corpus(`label-studio-json/${name}`);
    expect(formatOf(bytes)).toBe("label-studio");
    expect(formatOf(bytes.slice(0, bytes.length / 2))).toBe("label-studio");
  });

  test("examples of data are no export", () => {
    expect(formatOf(corpus("label-studio-json/data_examples.json"))).toBe("table");
  });

  test("regions, reviews and predictions of a task", async () => {
    const imported = await importWith(labelStudio, corpus("label-studio-json/csv_test.json"));
    expect([imported.records, imported.issues]).toEqual([7, []]);
    expect(shown(imported)).toEqual([
      ["1", "label", null, "Car", "human", "hakan@heartex.com"],
      ["1", "review", 0, "false", "human", "review@heartex.com"],
      ["1", "label", null, "Car", "judge", "model 0"],
      ["2", "label", null, "Car", "human", "hakan@heartex.com"],
      ["2", "label", null, "Car", "human", "hakan@heartex.com"],
      ["2", "review", 0, "false", "human", "review@heartex.com"],
      ["2", "label", null, "Car", "judge", "model 0"],
    ]);
    expect(imported.scores[0]!.time_ns).toBe(1667251159131302000n);
    expect(imported.scores[0]!.is_ground_truth).toBe(false);
    expect(metadataOf(imported)).toMatchObject({
      annotation_id: 7,
      lead_time: 7.662,
      region: { width: 92.51 },
      item: { text: "Calif. wildfires signal the arrival of a planetary fire age https://t.co/Vvo9noqQfA" },
    });
    expect(metadataOf(imported, 1)).toEqual({ annotation_id: 7, task: "1", review_id: 28 });
    expect(metadataOf(imported, 2)).not.toHaveProperty("item");
    expect(metadataOf(imported, 2).score).toBe(0.7212843313260696);
  });

  test("a choice as it was written, and the messages of a chat", async () => {
    const choice = await importWith(labelStudio, corpus("label-studio-json/csv_test2.json"));
    expect(choice.scores).toMatchObject([{ name: "uri_selection", value_str: 'Yes " "" \n \t \t а б в \n' }]);
    const chat = await importWith(labelStudio, corpus("label-studio-json/chat_data.json"));
    expect(chat.scores.map(({ value_str }) => value_str).slice(0, 2)).toEqual([
      "hi",
      "Hello! How can I assist you today?",
    ]);
    expect(metadataOf(chat, 1).region).toEqual({ role: "assistant", createdAt: 1761626719486 });
  });
});

describe("synthetic: the schema", () => {
  test("every sort of answer", async () => {
    const imported = await read(
      task({
        annotations: [
          annotation([
            answer("choices", { choices: ["good"] }),
            answer("choices", { choices: ["a", "b"] }),
            answer("rating", { rating: 4 }),
            answer("number", { number: 0.5 }),
            answer("textarea", { text: ["because"] }),
            answer("taxonomy", { taxonomy: [["x", "y"]] }),
            answer("pairwise", { selected: "right" }),
            answer("labels", { start: 3, end: 5, text: "lo", labels: ["PER"] }),
          ]),
        ],
      }),
    );
    expect(
      imported.scores.map(({ name, value_num, value_str, target_type }) => [name, value_num, value_str, target_type]),
    ).toEqual([
      ["choices", null, "good", "sample"],
      ["choices", null, '["a","b"]', "sample"],
      ["rating", 4, null, "sample"],
      ["number", 0.5, null, "sample"],
      ["textarea", null, "because", "sample"],
      ["taxonomy", null, '["x","y"]', "sample"],
      ["pairwise", 1, "B", "pair"],
      ["labels", null, "PER", "sample"],
    ]);
    expect(metadataOf(imported, 7).region).toEqual({ start: 3, end: 5, text: "lo" });
    expect(imported.scores[0]).toMatchObject({ rater: "4", is_ground_truth: true, time_ns: 1767323046000001000n });
    expect(imported.records).toBe(8);
  });

  test("what is cancelled, drafted or empty is left out and said", async () => {
    const imported = await read(
      task({ annotations: [annotation([answer("rating", { rating: 1 })], { was_cancelled: true })] }),
      task({ id: 2, annotations: [annotation([])] }),
      task({ id: 3, predictions: [17], drafts: [{ result: [] }] }),
      task({ id: 4 }),
    );
    expect([imported.records, imported.scores.length, lost(imported)]).toEqual([0, 0, 0]);
    expect(imported.issues.map(({ reason }) => reason)).toEqual([
      "annotations that were cancelled, left out: 1",
      "annotations without a result: 1",
      "predictions given by their id alone: 1",
      "tasks with drafts, which are left out: 1",
      "tasks without a score: 1",
    ]);
  });

  test("a task that names a span is a label of that span", async () => {
    const id = "00F067AA0BA902B7";
    const rated = { annotations: [annotation([answer("rating", { rating: 1 })])] };
    const imported = await read(
      task({ data: { span_id: id }, ...rated }),
      task({ id: 2, data: { trace_id: "t-1" }, ...rated }),
    );
    expect(imported.scores.map(({ target_type, target_id }) => [target_type, target_id])).toEqual([
      ["span", "00f067aa0ba902b7"],
      ["trace", "t-1"],
    ]);
    expect(metadataOf(imported).task).toBe("1");
  });

  test("the older completions, and long texts that are cut in the metadata", async () => {
    const completions = [{ id: 1, result: [answer("rating", { rating: 2 })], skipped: false, created_at: 1600000000 }];
    const imported = await read({ id: 5, data: { text: "x".repeat(30_000) }, completions });
    expect(shown(imported)).toEqual([["5", "rating", 2, null, "human", null]]);
    expect(metadataOf(imported).item.text.length).toBe(20_001);
    expect(imported.issues.map(({ reason }) => reason)).toEqual([
      "items with texts too long to keep beside a score, cut: 1",
    ]);
  });

  test("JSON_MIN: the answers stand between the task's id and the annotator", async () => {
    const row = {
      text: "short",
      lang: "en",
      id: 3,
      sentiment: "positive",
      stars: [{ rating: 4 }],
      tags: [{ choices: ["a", "b"] }],
      annotator: 1,
      annotation_id: 8,
      created_at: "2026-01-02T03:04:05Z",
      updated_at: "2026-01-02T03:04:06Z",
      lead_time: 2.5,
    };
    const text = JSON.stringify([row], null, 2);
    expect(formatOf(encode(text))).toBe("label-studio");
    const imported = await importWith(labelStudio, text);
    expect(shown(imported)).toEqual([
      ["3", "sentiment", null, "positive", "human", "1"],
      ["3", "stars", 4, null, "human", "1"],
      ["3", "tags", null, '["a","b"]', "human", "1"],
    ]);
    expect(metadataOf(imported)).toEqual({
      annotation_id: 8,
      task: "3",
      lead_time: 2.5,
      item: { text: "short", lang: "en" },
    });
    expect(imported.issues.map(({ reason }) => reason)).toEqual([
      "columns taken for answers (sentiment, stars, tags), the others for the task's data: 1",
    ]);
  });

  test("CSV and TSV: columns that look like answers are, and which is said", async () => {
    const header = [
      "annotation_id",
      "annotator",
      "created_at",
      "id",
      "lead_time",
      "ner",
      "sentiment",
      "text",
      "updated_at",
    ];
    const ner = JSON.stringify([{ start: 0, end: 2, text: "He", labels: ["PER"] }]);
    const row = (id: number, label: string) => [
      id + 100,
      "rater-1",
      "2026-01-02T03:04:05Z",
      id,
      1.5,
      ner,
      label,
      "He went, and came back again",
      "2026-01-02T03:04:06Z",
    ];
    for (const separator of [",", "\t"]) {
      const line = (cells: readonly unknown[]) =>
        cells.map((cell) => `"${String(cell).replaceAll('"', '""')}"`).join(separator);
      const text = [header, row(1, "good"), row(2, "bad"), row(3, "good")].map(line).join("\n");
      expect(formatOf(encode(text))).toBe("label-studio");
      const imported = await importWith(labelStudio, text);
      expect(shown(imported).slice(0, 2)).toEqual([
        ["1", "ner", null, "PER", "human", "rater-1"],
        ["1", "sentiment", null, "good", "human", "rater-1"],
      ]);
      expect([imported.records, imported.scores.length]).toEqual([6, 6]);
      expect(metadataOf(imported).item).toEqual({ text: "He went, and came back again" });
    }
  });

  test("hostile tasks cost no more than themselves", async () => {
    const good = task({ annotations: [annotation([answer("rating", { rating: 1 })])] });
    const bad = [
      "x",
      7,
      { annotations: 5 },
      task({ annotations: [{ result: [1, "x"] }], data: JSON.parse('{"__proto__":1}') }),
    ];
    const imported = await read(good, ...(bad as object[]), good);
    expect(imported.scores.length).toBe(2);
    expect(imported.records).toBe(2 + lost(imported));
    expect(lost(imported)).toBe(5);
  });
});
