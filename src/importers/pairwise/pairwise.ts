import type { Importer, Input, Sample, Sink } from "../importer.ts";
import { isObject, type JsonObject } from "../json/json.ts";
import { readRows, rowKeys } from "../rows.ts";
import { ScoreWriter, textOf } from "../score-rows.ts";
import type { Place } from "../spans/span-row.ts";
import { type PairShape, pairShapes, type Verdict } from "./pairwise-shapes.ts";

/**
 * Sets of comparisons: LLMBar (data, evaluators' results, and a table of both orders), AlpacaEval's annotations,
 * MT-Bench's and Chatbot Arena's votes, FastChat's pairwise judgments, JudgeBench.
 *
 * A verdict is a score of a `pair` with the name "preference". Its `value_str` is the winner, "A", "B" or "tie", where A
 * is the first answer of the pair whatever order it was shown in; `value_num` is how far the second is preferred: 0 for
 * A, 0.5 for a tie, 1 for B, and between them where a judge says so. Both are null where no verdict could be read.
 * Each order is a row, with the order as shown in the metadata: "AB" or "BA". The answers of models are put in the
 * alphabetical order of the models' names, so that votes on the same two meet, whichever stood left.
 */
export const pairwise: Importer = {
  format: "pairwise",
  title: "Pairwise comparisons",
  detect: detectPairwise,
  read: readPairwise,
};

function detectPairwise(sample: Sample): string | null {
  const first = Array.isArray(sample.value) ? sample.value[0] : sample.value;
  return shapeOf(rowKeys(sample), isObject(first) ? first : {})?.why ?? null;
}

function shapeOf(keys: readonly string[], row: JsonObject): PairShape | null {
  const has = new Set(keys);
  return pairShapes.find((shape) => shape.keys.every((key) => has.has(key)) && shape.fits(row, has)) ?? null;
}

async function readPairwise(input: Input, sink: Sink): Promise<void> {
  const reader = new PairReader(new ScoreWriter(sink), input.path);
  await readRows(input, sink, (row, place) => reader.take(row, place));
  reader.finish();
}

/** So many labels that stand in many rows are remembered; those of more come again. */
const remembered = 500_000;

class PairReader {
  private shape: PairShape | null = null;
  private readonly labelled = new Set<string>();

  constructor(
    private readonly writer: ScoreWriter,
    private readonly path: string,
  ) {}

  take(row: JsonObject, place: Place): void {
    this.shape = this.fitting(row);
    if (this.shape === null) throw new Error("no comparison: its two answers or the winner are missing");
    const { id, item, verdicts } = this.shape.read(row, this.path);
    this.writer.begin(item, place);
    for (const verdict of verdicts) this.verdict(verdict, id);
    this.writer.end("comparisons");
  }

  finish(): void {
    this.writer.finish();
  }

  private fitting(row: JsonObject): PairShape | null {
    const { shape } = this;
    if (shape?.keys.every((key) => key in row)) return shape;
    return shapeOf(Object.keys(row), row);
  }

  private verdict(verdict: Verdict, id: string): void {
    const { winner, raw, lean, metadata, source, rater, rationale, timeNs, isGroundTruth } = verdict;
    if (isGroundTruth === true && this.isRepeated(`${id}\n${winner}`)) {
      this.writer.skip("labels that another row has too");
      return;
    }
    if (winner === null) this.writer.note("comparisons without a verdict", String(raw));
    this.writer.write({
      target: { type: "pair", id },
      name: "preference",
      value: winner === null ? null : (lean ?? values[winner]),
      ...(winner === null ? {} : { label: winner }),
      source,
      rater,
      rationale,
      timeNs,
      isGroundTruth,
      key: textOf(metadata?.order) ?? "",
      metadata: raw === winner ? metadata : { ...metadata, raw },
    });
  }

  private isRepeated(label: string): boolean {
    if (this.labelled.has(label)) return true;
    if (this.labelled.size >= remembered) this.labelled.clear();
    this.labelled.add(label);
    return false;
  }
}

const values = { A: 0, tie: 0.5, B: 1 };
