import type { Importer, Input, Sample, Sink } from "../importer.ts";
import { isObject, type JsonObject } from "../json/json.ts";
import type { Shape } from "../json/json-stream.ts";
import { readRows, rowKeys } from "../rows.ts";
import { objectsIn, ScoreWriter, targetOf, withRecord } from "../score-rows.ts";
import type { Place } from "../spans/span-row.ts";
import { type LabelSet, labelSets } from "./label-set-shapes.ts";

/**
 * Sets of items with the scores of people and judges side by side, one format for all that are told apart by their keys
 * alone: frames of RAGAS, UniEval's predictions, FaithBench, FastChat's single judgments, and any table with pairs of
 * columns such as human_coherence and judge_coherence. The reason says which it is.
 */
export const labelSet: Importer = {
  format: "label-set",
  title: "Labels and judge scores",
  detect: (sample) => setOf(sample)?.why ?? null,
  read: readLabelSet,
};

const list: Shape = { items: {} };
const file: Shape = { items: {}, keys: { samples: list } };

function setOf(sample: Sample): LabelSet | null {
  const { value } = sample;
  const outer = Array.isArray(value) ? value[0] : value;
  const [inner] = isObject(outer) ? objectsIn(outer.samples) : [];
  const first = inner ?? (isObject(outer) ? outer : {});
  const keys = inner ? Object.keys(inner) : rowKeys(sample);
  return labelSets.find((set) => set.fits(new Set(keys), first)) ?? null;
}

async function readLabelSet(input: Input, sink: Sink): Promise<void> {
  const set = setOf(input.sample);
  const writer = new ScoreWriter(sink);
  await readRows(input, sink, (row, place) => take(row, place, set, writer), file);
  writer.finish();
}

function take(row: JsonObject, place: Place, expected: LabelSet | null, writer: ScoreWriter): void {
  const keys = new Set(Object.keys(row));
  const set = expected?.fits(keys, row) ? expected : labelSets.find((other) => other.fits(keys, row));
  if (!set) throw new Error("no item with scores: the fields of its kind are missing");
  const { id, item, scores } = set.read(row, place);
  const target = targetOf(item, id);
  writer.begin(item, place);
  for (const score of scores) {
    const { name, missing, source, rater, rationale, timeNs, key } = score;
    if (missing) writer.note("scores that the file has no value for, kept without one", name);
    const value = missing ? null : score.value;
    const metadata = withRecord(score.metadata, target, id);
    writer.write({ target, name, value, source, rater, rationale, timeNs, key, metadata });
  }
  writer.end("items");
}
