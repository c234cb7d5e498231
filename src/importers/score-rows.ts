import type { ScoreRow } from "../traces/schema.ts";
import { digest } from "./content-id.ts";
import type { Sink } from "./importer.ts";
import { isObject, type JsonObject, jsonText, tryParseJson } from "./json/json.ts";
import { valueText } from "./spans/attributes.ts";
import { hexId, spanIdDigits, traceIdDigits } from "./spans/ids.ts";
import { Notes } from "./spans/notes.ts";
import { parsePythonRepr } from "./spans/python-repr.ts";
import type { Place } from "./spans/span-row.ts";
import { readTime } from "./spans/times.ts";

export type ScoreSource = "human" | "judge" | "code" | "unknown";

export interface Target {
  readonly type: "span" | "trace" | "session" | "doc" | "sample" | "pair";
  readonly id: string;
}

/** One score as its format tells it. */
export interface Score {
  readonly target: Target;
  /** The dimension: human and judge are compared where it is the same. */
  readonly name: string;
  /** As it was written; see `scoreValue`. */
  readonly value: unknown;
  /** What stands in `value_str` where `value` is a number. */
  readonly label?: string | null;
  readonly source: ScoreSource;
  readonly rater?: string | null;
  readonly rationale?: string | null;
  readonly timeNs?: bigint | null;
  readonly isGroundTruth?: boolean | null;
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** What tells it from another of the same rater, dimension and value: the id of an annotation, an order. */
  readonly key?: string;
}

/**
 * Gives rows of scores to the sink, one record each. What was scored (question, answer, context) goes with the first
 * score of an item, as the object `item` in its metadata: on every row a text would be stored once per rater and
 * dimension, and a table of texts beside the scores would part them from what they are scores of. Texts longer than
 * `longestText` are cut there, and that is said.
 */
export class ScoreWriter {
  private readonly notes = new Notes();
  private readonly sink: Sink;
  private item: JsonObject | null = null;
  private place: Place = { line: null };
  private given = 0;

  constructor(sink: Sink) {
    this.sink = sink;
  }

  /** The scores that follow are those of this item, found in this place. */
  begin(item: JsonObject | null, place: Place): void {
    this.item = item;
    this.place = place;
    this.given = 0;
  }

  write(score: Score): void {
    this.sink.score(scoreRow(score, this.takeItem()));
    this.sink.records(1);
    this.given += 1;
  }

  /** Ends an item. One that nobody has scored is said. */
  end(what: string): void {
    if (this.given === 0) this.notes.add(`${what} without a score`, this.place);
  }

  /** Counts something that is no score, with the reason why it is left out. */
  skip(what: string, example = ""): void {
    this.notes.add(what, this.place, example);
    this.given += 1;
  }

  /** Says something of the item once for the file, with a count. */
  note(what: string, example = ""): void {
    this.notes.add(what, this.place, example);
  }

  lose(reason: string): void {
    this.sink.records(1);
    this.sink.issue({ line: this.place.line, reason, severity: "record" });
    this.given += 1;
  }

  finish(): void {
    this.notes.tell(this.sink);
  }

  private takeItem(): string | null {
    const { item } = this;
    this.item = null;
    if (item === null) return null;
    const { text, isCut } = itemText(item);
    if (isCut) this.note("items with texts too long to keep beside a score, cut");
    return text;
  }
}

/** A score's row. Its id is the same whenever the same result is read again. */
export function scoreRow(score: Score, item: string | null = null): ScoreRow {
  const { target, name, source, rater = null, rationale = null, timeNs = null, isGroundTruth = null } = score;
  const { number, text } = scoreValue(score.value);
  const label = score.label ?? text;
  const told = `${target.type}\n${target.id}\n${name}\n${source}\n${rater}\n${number}\n${score.key}\n${timeNs}\n`;
  return {
    score_id: digest([told, label ?? ""], 4),
    target_type: target.type,
    target_id: target.id,
    doc_rank: null,
    name,
    value_num: number,
    value_str: label,
    source,
    rater,
    rationale,
    time_ns: timeNs,
    is_ground_truth: isGroundTruth,
    metadata: metadataText(score.metadata, item),
  };
}

/**
 * A value in the two columns for it, never rescaled. A number is one; true and false are 1 and 0 and their words; text
 * is text, and beside it the number that it spells; lists and objects are JSON text, a list of one is what it holds.
 */
export function scoreValue(value: unknown): { readonly number: number | null; readonly text: string | null } {
  if (typeof value === "number") return { number: value, text: null };
  if (typeof value === "boolean") return { number: Number(value), text: String(value) };
  if (typeof value === "string") return { number: spelled(value), text: value };
  if (Array.isArray(value) && value.length === 1) return scoreValue(value[0]);
  return { number: null, text: value === null || value === undefined ? null : jsonText(value) };
}

function spelled(text: string): number | null {
  const first = text.charCodeAt(0);
  const begins = (first >= 0x30 && first <= 0x39) || first === 0x2d || first === 0x2e || first === 0x2b;
  const number = begins && text.length < 40 ? Number(text) : Number.NaN;
  return Number.isFinite(number) ? number : null;
}

/** True for what stands where a metric could not be computed. */
export function isMissing(value: unknown): boolean {
  return value === null || value === undefined || value === "" || (typeof value === "string" && /^-?nan$/i.test(value));
}

/** The number in a cell, null for anything else. */
export function numberOf(value: unknown): number | null {
  if (typeof value === "boolean") return Number(value);
  return typeof value === "number" ? value : typeof value === "string" ? spelled(value) : null;
}

/** Text as it stands, anything else as JSON; null for nothing. */
export function textOf(value: unknown): string | null {
  return value === null || value === undefined || value === "" ? null : valueText(value);
}

/** A list or object, also when a table's cell holds it as JSON or as Python writes it; anything else as it is. */
export function structured(value: unknown): unknown {
  if (typeof value !== "string" || !/^\s*[[{(]/.test(value)) return value;
  return tryParseJson(value) ?? parsePythonRepr(value) ?? value;
}

export function objectsIn(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : none;
}

export function timeOf(...values: readonly unknown[]): bigint | null {
  for (const value of values) {
    const time = readTime(value, "s");
    if (time !== null) return time.ns;
  }
  return null;
}

const spanIds = ["span_id", "spanId", "context.span_id"];
const traceIds = ["trace_id", "traceId", "context.trace_id"];

/** The span or trace that an item says it is about, else the item itself under its own id. */
export function targetOf(item: JsonObject, id: string): Target {
  const spanId = firstText(item, spanIds);
  if (spanId !== null) return { type: "span", id: hexId(spanId, spanIdDigits) };
  const traceId = firstText(item, traceIds);
  return traceId === null ? { type: "sample", id } : { type: "trace", id: hexId(traceId, traceIdDigits) };
}

/** Keeps the id of an item that is about a span or trace. */
export function withRecord(metadata: Score["metadata"], target: Target, record: string): Score["metadata"] {
  return target.id === record ? metadata : { record, ...metadata };
}

export function firstText(object: JsonObject, keys: readonly string[]): string | null {
  for (const key of keys) {
    const text = Object.hasOwn(object, key) ? textOf(object[key]) : null;
    if (text !== null) return text;
  }
  return null;
}

/** The fields of an object but these, and but those that hold nothing. */
export function without(object: JsonObject, taken: ReadonlySet<string>): Record<string, unknown> {
  return putOthers({}, object, taken);
}

/** Sets the fields of an object but these, and but those that hold nothing, in another. */
export function putOthers(
  rest: Record<string, unknown>,
  object: JsonObject,
  taken: ReadonlySet<string>,
): Record<string, unknown> {
  for (const key in object) {
    const value = object[key];
    if (isSaid(value) && !taken.has(key)) put(rest, key, value);
  }
  return rest;
}

export function isSaid(value: unknown): boolean {
  return value !== null && value !== undefined && value !== "";
}

const none: readonly JsonObject[] = [];
const longestText = 20_000;

/** Sets a field, also one whose name has a meaning of its own. */
export function put(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key === "__proto__") Object.defineProperty(object, key, { value, enumerable: true, configurable: true });
  else object[key] = value;
}

interface ItemText {
  readonly text: string;
  readonly isCut: boolean;
}

/** JSON text of an item, with texts of no more than `longestText`. */
function itemText(item: JsonObject): ItemText {
  let text = "{";
  let isCut = false;
  for (const key of Object.keys(item)) {
    const value = item[key];
    if (value === undefined) continue;
    const isLong = typeof value === "string" && value.length > longestText;
    const whole = isLong ? "" : jsonText(value);
    const isLarge = typeof value === "object" && whole.length > longestText;
    const json = isLong || isLarge ? jsonText(cut(isLong ? value : whole)) : whole;
    isCut ||= isLong || isLarge;
    text += `${text === "{" ? "" : ","}${JSON.stringify(key)}:${json}`;
  }
  return { text: `${text}}`, isCut };
}

function cut(text: string): string {
  return `${text.slice(0, longestText)}…`;
}

function metadataText(metadata: Score["metadata"], item: string | null): string | null {
  const text = metadata === undefined ? "{}" : jsonText(metadata);
  if (item !== null) return `${text.slice(0, -1)}${text === "{}" ? "" : ","}"item":${item}}`;
  return text === "{}" ? null : text;
}
