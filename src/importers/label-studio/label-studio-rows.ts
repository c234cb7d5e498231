import { isObject, type JsonObject } from "../json/json.ts";
import { firstText, objectsIn, put, type ScoreWriter, structured, targetOf, textOf, timeOf } from "../score-rows.ts";
import type { Place } from "../spans/span-row.ts";

const decidedAfter = 300;
const known = "id annotator annotation_id created_at updated_at lead_time agreement history".split(" ");
const knownKeys = new Set(known);

interface Row {
  readonly row: JsonObject;
  readonly place: Place;
}

/**
 * Rows of JSON_MIN and CSV: the task's data and the answers stand side by side and nothing tells them apart. In JSON an
 * answer stands after the task's id; else a column is taken for an answer when it looks like one in the first rows,
 * and which columns were taken is said.
 */
export class LabelStudioRows {
  private waiting: Row[] = [];
  private answers: ReadonlySet<string> | null = null;
  private readonly met = new Set<string>();

  constructor(private readonly writer: ScoreWriter) {}

  take(row: JsonObject, place: Place): void {
    if (this.answers !== null) this.row(row, place, this.answers);
    else this.waiting.push({ row, place });
    if (this.waiting.length >= decidedAfter) this.decide();
  }

  finish(): void {
    this.decide();
  }

  private decide(): void {
    const rows = this.waiting;
    this.waiting = [];
    const [first] = rows;
    if (first === undefined) return;
    const answers = new Set(answerColumns(rows.map(({ row }) => row)));
    this.answers = answers;
    const names = [...answers].join(", ") || "none";
    this.writer.begin(null, first.place);
    this.writer.note(`columns taken for answers (${names}), the others for the task's data`);
    for (const { row, place } of rows) this.row(row, place, answers);
  }

  private row(row: JsonObject, place: Place, answers: ReadonlySet<string>): void {
    const data: Record<string, unknown> = {};
    for (const key of Object.keys(row)) {
      if (knownKeys.has(key) || answers.has(key) || row[key] === null) continue;
      put(data, key, row[key]);
    }
    const id = textOf(row.id) ?? textOf(row.annotation_id) ?? `line ${place.line}`;
    this.writer.begin(this.isNew(id) ? data : null, place);
    for (const key of Object.keys(row)) if (answers.has(key)) this.answer(key, row, id, data);
    this.writer.end("rows");
  }

  private answer(name: string, row: JsonObject, id: string, data: JsonObject): void {
    const value = structured(row[name]);
    if (value === null || value === undefined || (Array.isArray(value) && value.length === 0)) return;
    const regions = objectsIn(value);
    const each = regions.length > 0 ? regions : [value];
    for (const [at, one] of each.entries()) {
      const { answer, region } = isObject(one) ? regionAnswer(one) : { answer: one, region: null };
      this.writer.write({
        target: targetOf(data, id),
        name,
        value: answer,
        source: "human",
        rater: isObject(row.annotator) ? firstText(row.annotator, ["email", "id"]) : textOf(row.annotator),
        timeNs: timeOf(row.updated_at, row.created_at),
        key: `${textOf(row.annotation_id)}/${at}`,
        metadata: {
          annotation_id: row.annotation_id,
          task: id,
          lead_time: row.lead_time,
          ...(row.agreement === undefined || row.agreement === null ? {} : { agreement: row.agreement }),
          ...(region === null ? {} : { region }),
        },
      });
    }
  }

  /** Remembers so many ids that the texts of a task come once; with more, they come again. */
  private isNew(id: string): boolean {
    if (this.met.has(id)) return false;
    if (this.met.size >= 500_000) this.met.clear();
    this.met.add(id);
    return true;
  }
}

const regionKeys = "choices rating number taxonomy text labels selected datetime ranker".split(" ");

function regionAnswer(value: JsonObject): { readonly answer: unknown; readonly region: JsonObject | null } {
  const labels = Object.keys(value).find((key) => key.endsWith("labels") && Array.isArray(value[key]));
  const key = labels ?? regionKeys.find((name) => Object.hasOwn(value, name));
  if (key === undefined) return { answer: value, region: null };
  const rest = Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
  return { answer: value[key], region: Object.keys(rest).length === 0 ? null : rest };
}

const dataNames =
  /(^|_)(id|ids|url|uri|path|text|image|audio|video|prompt|question|query|input|output|answer|response|context|title|body|html|messages?|dialogue|chat|source|content|model|date|time|timestamp|name|email|transcript)\d*$/i;

function answerColumns(rows: readonly JsonObject[]): readonly string[] {
  const columns = new Set(rows.flatMap((row) => Object.keys(row)));
  const placed = afterId(rows);
  return [...columns].filter((key) => !knownKeys.has(key) && (placed?.has(key) ?? looksLikeAnswer(key, rows)));
}

/**
 * In JSON_MIN the data comes first, then the task's id, the answers and the annotator. Null when no row has that order.
 */
function afterId(rows: readonly JsonObject[]): ReadonlySet<string> | null {
  const found = new Set<string>();
  for (const row of rows) {
    const keys = Object.keys(row);
    const [from, to] = [keys.indexOf("id"), keys.indexOf("annotator")];
    const ordered = to >= 0 && known.slice(1, 6).every((key, at) => keys[to + at] === key);
    if (from < 0 || !ordered || from > to) return null;
    for (const key of keys.slice(from + 1, to)) found.add(key);
  }
  return found.size === 0 ? null : found;
}

function looksLikeAnswer(key: string, rows: readonly JsonObject[]): boolean {
  const values = rows.map((row) => row[key]).filter((value) => value !== null && value !== undefined && value !== "");
  if (values.length === 0) return false;
  const [first] = values;
  const inner = structured(first);
  if (
    objectsIn(inner).some((one) => regionAnswer(one).answer !== one) ||
    (isObject(inner) && Array.isArray(inner.choices))
  )
    return true;
  if (dataNames.test(key) || values.some((value) => !isShort(value))) return false;
  const distinct = new Set(values.map((value) => String(value))).size;
  return values.length < 8 || distinct <= Math.max(12, values.length / 2);
}

function isShort(value: unknown): boolean {
  if (typeof value !== "string") return typeof value === "number" || typeof value === "boolean";
  return value.length <= 60 && !/^[a-z][a-z0-9+.-]*:\/\//i.test(value) && value.trim().split(/\s+/).length <= 6;
}
