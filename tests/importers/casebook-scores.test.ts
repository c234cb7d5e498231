import { expect, test } from "vitest";
import { toObjects } from "../../src/engine/table-data.ts";
import { readSource } from "../../src/importers/read.ts";
import { exportScores } from "../../src/notebook/export.ts";
import { importSources } from "../../src/notebook/sources.ts";
import { createStore } from "../../src/notebook/store.ts";
import { testEngine } from "../support/engine.ts";
import { sourceFromBytes } from "../support/source-files.ts";

const engine = testEngine();
const signal = new AbortController().signal;
const columns =
  "score_id, target_type, target_id, doc_rank, name, value_num, value_str, source, rater, rationale, time_ns, is_ground_truth, metadata";

const rows = async () =>
  toObjects(await (await engine()).query(`SELECT ${columns} FROM store.scores ORDER BY score_id`));

test.each(["csv", "jsonl"] as const)("scores that were let out as %s come back as they were", async (format) => {
  const db = await engine();
  await db.query("DROP SCHEMA IF EXISTS store CASCADE");
  await createStore(db);
  await db.query(`INSERT INTO store.scores (${columns}, source_id) VALUES
    ('a', 'trace', 't1', NULL, 'tone', 0.1, NULL, 'human', 'rater-1', 'said "so",\n twice', 1776000000123456789, true, '{"item":{"text":"ü"}}', 9),
    ('b', 'doc', 's1', 3, 'relevance', NULL, 'low', 'judge', NULL, NULL, NULL, NULL, NULL, 9)`);
  const before = await rows();
  const parts: Uint8Array[] = [];
  for await (const part of exportScores(db, format, {}, { signal })) parts.push(part);
  const bytes = new Uint8Array(Buffer.concat(parts));
  await db.query("DELETE FROM store.scores");
  const [source] = await importSources(db, readSource, [sourceFromBytes(bytes)], { signal });
  expect(source?.counts).toMatchObject({ format: "casebook-scores", records: 2, lost: 0 });
  expect(await rows()).toEqual(before);
});
