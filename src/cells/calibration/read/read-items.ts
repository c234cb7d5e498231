import { literals } from "../../../engine/sql.ts";
import { toObjects } from "../../../engine/table-data.ts";
import type { CellContext } from "../../../notebook/cell.ts";
import type { Fact, Subject } from "../compute/subject.ts";
import type { CalibrationSpec } from "../definition.ts";
import type { ListedItem } from "../result.ts";
import { type LabelRows, withRows } from "./read-labels.ts";
import type { ScoreRows } from "./score-rows.ts";

const longestText = 2000;

/** What the lists show of an item beyond its scores, by item or by item, dimension and judge. */
export interface ItemDetails {
  readonly reasons: ReadonlyMap<string, string>;
  readonly traces: ReadonlyMap<string, string>;
}

/** Reads reasons and traces of the items that will be listed. */
export async function readDetails(
  spec: CalibrationSpec,
  rows: ScoreRows,
  labels: LabelRows,
  listed: readonly number[],
  { engine, signal }: Pick<CellContext, "engine" | "signal">,
): Promise<ItemDetails> {
  const items = [...new Set(listed)].map((place) => labels.items[place] as string);
  if (items.length === 0) return { reasons: new Map(), traces: new Map() };
  const reasons = toObjects(
    await engine.query(
      `${withRows(spec, rows)} SELECT item, name, rater, arg_min(left(reason, ${longestText}), coalesce(t, 0)) AS reason
       FROM r WHERE is_judge AND reason IS NOT NULL AND item IN ${literals(items)} GROUP BY ALL`,
      { signal },
    ),
  );
  const isSpan = labels.targets.includes("span");
  const traces = isSpan
    ? toObjects(
        await engine.query(`SELECT span_id, trace_id FROM spans WHERE span_id IN ${literals(items)}`, { signal }),
      )
    : [];
  return {
    reasons: new Map(
      reasons.map(({ item, name, rater, reason }) => [
        keyOf(String(item), String(name), String(rater)),
        String(reason),
      ]),
    ),
    traces: new Map(traces.map(({ span_id, trace_id }) => [String(span_id), String(trace_id)])),
  };
}

function keyOf(item: string, name: string, rater: string): string {
  return JSON.stringify([item, name, rater]);
}

/** The rows of a list. */
export function listedItems(
  subject: Subject,
  places: readonly number[],
  labels: LabelRows,
  details: ItemDetails,
  { texts, words }: { readonly texts: Fact | null; readonly words: Fact | null },
): readonly ListedItem[] {
  return places.map((place) => {
    const at = subject.items[place] as number;
    const item = labels.items[at] as string;
    const target = labels.targets[at] ?? null;
    const text = texts?.kind === "text" ? (texts.values[at] ?? null) : null;
    const reasonOf = (rater: string | null) =>
      rater === null ? null : (details.reasons.get(keyOf(item, subject.dimension, rater)) ?? null);
    return {
      item,
      target,
      trace: target === "trace" ? item : (details.traces.get(item) ?? null),
      text: text === null ? null : text.slice(0, longestText),
      reason: reasonOf(subject.judge),
      judge: labelText(subject, subject.scores[place] as number),
      other:
        subject.other && !Number.isNaN(subject.other[place])
          ? labelText(subject, subject.other[place] as number)
          : null,
      otherReason: reasonOf(subject.compare),
      people: subject.raters.flatMap(({ values }) =>
        Number.isNaN(values[place]) ? [] : [labelText(subject, values[place] as number)],
      ),
      words: words?.kind === "number" ? finite(words.values[at] as number) : null,
    };
  });
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function labelText({ scale, names }: Subject, value: number): string {
  const place = scale.indexOf(value);
  return place >= 0 ? (names[place] as string) : String(Number(value.toPrecision(4)));
}
