import type { EmbeddingRow, ScoreRow, SpanRow } from "../../traces/schema.ts";
import { isObject, type JsonObject, jsonText, tryParseJson } from "../json/json.ts";
import { valueText } from "../spans/attributes.ts";
import { digestId } from "../spans/ids.ts";
import { readDuration, readTime, type TimeUnit } from "../spans/times.ts";

/** What a column of an unknown table can be. */
export const roles = {
  scores: ["id", "score", "label", "rater", "name", "rationale", "text", "time", "cohort"],
  embeddings: ["id", "vector", "text", "label", "model", "time", "cohort"],
  spans: [
    ...["trace", "id", "parent", "name", "kind", "time", "end", "duration", "status", "model", "input", "output"],
    ...["input_tokens", "output_tokens", "cost", "tenant", "user", "session", "service"],
  ],
} as const;

export type MappingTarget = keyof typeof roles;
export type Role = (typeof roles)[MappingTarget][number];

/** How the columns of a table become rows of a canonical one. Plain data: it stands in the notebook's `sources`. */
export interface Mapping {
  readonly to: MappingTarget;
  /** The column for a role. Of scores several columns may be `score`: each is a dimension under its own name. */
  readonly columns: Readonly<Partial<Record<Role, string | readonly string[]>>>;
  /** The unit of times that are numbers, and of durations. */
  readonly unit?: TimeUnit;
  /** What the ids of scores name. */
  readonly target?: "trace" | "span" | "session" | "sample";
  /** Who gave the scores. */
  readonly source?: "human" | "judge" | "code" | "unknown";
}

export type MappedRow =
  | { readonly table: "scores"; readonly row: ScoreRow }
  | { readonly table: "embeddings"; readonly row: EmbeddingRow }
  | { readonly table: "spans"; readonly row: MappedSpan };

/** A span as a table's row tells it; SpanWriter makes the rest of it. */
export interface MappedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId: string;
  readonly name: string;
  readonly startNs: bigint | null;
  readonly endNs: bigint | null;
  readonly status: SpanRow["status"];
  readonly attributes: readonly (readonly [key: string, text: string])[];
}

/** Which attribute says what a role says, so that it fills the same column as in a trace. */
const attributeOf: Readonly<Partial<Record<Role, string>>> = {
  kind: "openinference.span.kind",
  model: "gen_ai.request.model",
  input: "input.value",
  output: "output.value",
  input_tokens: "gen_ai.usage.input_tokens",
  output_tokens: "gen_ai.usage.output_tokens",
  cost: "gen_ai.usage.cost",
  tenant: "tenant.id",
  user: "user.id",
  session: "session.id",
  service: "service.name",
};

const settings = {
  unit: ["s", "ms", "µs", "ns"],
  target: ["trace", "span", "session", "sample"],
  source: ["human", "judge", "code", "unknown"],
} as const;

/** A mapping as it stands in a notebook's `sources`: `{to: scores, id: item, score: [tone, style], source: human}`. */
export function writeMapping({ to, columns, ...rest }: Mapping): Record<string, unknown> {
  return { to, ...columns, ...rest };
}

/** @throws Error that names the key and what was expected there */
export function readMapping(value: unknown): Mapping {
  if (!isObject(value)) throw new Error("map: expected to, and a column for each role");
  const { to, ...rest } = value;
  if (!isOneOf(to, Object.keys(roles))) throw new Error(`map: to: expected ${Object.keys(roles).join(", ")}: ${to}`);
  const target = to as MappingTarget;
  const columns: Record<string, string | string[]> = {};
  const chosen: Record<string, string> = {};
  for (const [key, given] of Object.entries(rest)) {
    const allowed: readonly string[] | undefined = Object.hasOwn(settings, key)
      ? settings[key as keyof typeof settings]
      : undefined;
    if (allowed) {
      if (!isOneOf(given, allowed)) throw new Error(`map: ${key}: expected ${allowed.join(", ")}: ${given}`);
      chosen[key] = given;
    } else if (!isOneOf(key, roles[target])) {
      throw new Error(`map: no such role for ${to}: ${key} (there are ${roles[target].join(", ")})`);
    } else columns[key] = columnNames(key, given);
  }
  return { to: target, columns, ...chosen };
}

function isOneOf(value: unknown, allowed: readonly string[]): value is string {
  return typeof value === "string" && allowed.includes(value);
}

function columnNames(role: string, value: unknown): string | string[] {
  if (Array.isArray(value) && value.length > 0 && role === "score") return value.map(String);
  if (typeof value === "string" || typeof value === "number") return String(value);
  throw new Error(`map: ${role}: expected the name of a column`);
}

/**
 * The rows that one row of the table becomes; `number` is its 1-based place, which stands in for an id where there is
 * none. Columns without a role are kept: in `metadata`, in `attributes`.
 * @throws Error where what must be there is missing or no such thing
 */
export function mapRow(mapping: Mapping, row: JsonObject, number: number): readonly MappedRow[] {
  const reader = new RowReader(mapping, row, number);
  if (mapping.to === "scores") return reader.scores();
  return [mapping.to === "embeddings" ? reader.embedding() : reader.span()];
}

class RowReader {
  readonly #mapping: Mapping;
  readonly #row: JsonObject;
  readonly #number: number;

  constructor(mapping: Mapping, row: JsonObject, number: number) {
    this.#mapping = mapping;
    this.#row = row;
    this.#number = number;
  }

  scores(): readonly MappedRow[] {
    const found = columnsOf(this.#mapping, "score").flatMap((column) => this.#score(column) ?? []);
    const label = this.#text("label");
    if (found.length > 0 || label === null) return found;
    const [column = "label"] = columnsOf(this.#mapping, "label");
    return [this.#scoreRow(column, { number: null, text: label })];
  }

  #score(column: string): MappedRow | null {
    const value = textOf(this.#row[column]);
    if (value === null) return null;
    const number = value.trim() === "" ? Number.NaN : Number(value);
    if (Number.isFinite(number)) return this.#scoreRow(column, { number, text: this.#text("label") });
    const truth = { true: 1, false: 0 }[value.trim().toLowerCase()];
    return this.#scoreRow(column, { number: truth ?? null, text: this.#text("label") ?? value });
  }

  #scoreRow(column: string, value: { number: number | null; text: string | null }): MappedRow {
    const { target = "sample", source: told = "unknown" } = this.#mapping;
    const { source, dimension } = told === "unknown" ? sourceInName(column) : { source: told, dimension: column };
    const id = this.#text("id") ?? String(this.#number);
    const name = this.#text("name") ?? dimension;
    const rater = this.#text("rater");
    const time = this.#time("time");
    const content = [target, id, name, source, rater, value.number, value.text, String(time)];
    const row: ScoreRow = {
      score_id: digestId(jsonText(content), 32),
      target_type: target,
      target_id: id,
      doc_rank: null,
      name,
      value_num: value.number,
      value_str: value.text,
      source,
      rater,
      rationale: this.#text("rationale"),
      time_ns: time,
      is_ground_truth: null,
      metadata: this.#rest({ text: this.#text("text"), cohort: this.#text("cohort") }),
    };
    return { table: "scores", row };
  }

  embedding(): MappedRow {
    const [column = ""] = columnsOf(this.#mapping, "vector");
    const vector = vectorOf(this.#row[column]);
    if (!vector) throw new Error(`column ${column}: no list of numbers`);
    const rest = this.#others().map(([key, value]) => [key, textOf(value)] as const);
    const row: EmbeddingRow = {
      id: this.#text("id") ?? String(this.#number),
      vector,
      time_ns: this.#time("time"),
      window: this.#text("cohort"),
      label: this.#text("label"),
      text: this.#text("text"),
      model: this.#text("model"),
      attributes: new Map(rest.flatMap(([key, text]) => (text === null ? [] : [[key, text]]))),
    };
    return { table: "embeddings", row };
  }

  span(): MappedRow {
    const startNs = this.#time("time");
    const unit = unitInName(columnsOf(this.#mapping, "duration")[0]) ?? this.#mapping.unit ?? "ms";
    const duration = readDuration(this.#value("duration"), unit);
    const end = this.#time("end");
    const known = Object.entries(attributeOf).map(([role, key]) => [key, this.#text(role as Role)] as const);
    const rest = this.#others().map(([key, value]) => [key, textOf(value)] as const);
    return {
      table: "spans",
      row: {
        traceId: this.#text("trace") ?? this.#text("id") ?? "",
        spanId: this.#text("id") ?? "",
        parentId: this.#text("parent") ?? "",
        name: this.#text("name") ?? this.#text("model") ?? "row",
        startNs,
        endNs: end ?? (startNs !== null && duration !== null ? startNs + duration : null),
        status: statusOf(this.#text("status")),
        attributes: [...known, ...rest].flatMap(([key, text]) => (text === null ? [] : [[key, text] as const])),
      },
    };
  }

  #value(role: Role): unknown {
    const [column] = columnsOf(this.#mapping, role);
    return column === undefined ? null : this.#row[column];
  }

  #text(role: Role): string | null {
    return textOf(this.#value(role));
  }

  #time(role: Role): bigint | null {
    const value = this.#value(role);
    const told = typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value.trim()) ? value.trim() : value;
    return readTime(dateOnly(told) ?? told, this.#mapping.unit ?? "ms")?.ns ?? null;
  }

  /** The columns that have no role. */
  #others(): readonly (readonly [string, unknown])[] {
    const used = new Set(Object.values(this.#mapping.columns).flat());
    return Object.entries(this.#row).filter(([key, value]) => !used.has(key) && value !== null && value !== undefined);
  }

  #rest(own: Readonly<Record<string, string | null>>): string | null {
    const entries = [...Object.entries(own).filter(([, value]) => value !== null), ...this.#others()];
    return entries.length ? jsonText(Object.fromEntries(entries)) : null;
  }
}

/** Wide tables have the rater in the name: `human_fluency` beside `judge_fluency`. */
function sourceInName(column: string): { source: NonNullable<Mapping["source"]>; dimension: string } {
  const [, rater, dimension] = /^(human|expert|judge|llm|model)[_ .-]+(.+)$/i.exec(column) ?? [];
  if (!rater || !dimension) return { source: "unknown", dimension: column };
  return { source: /^(human|expert)$/i.test(rater) ? "human" : "judge", dimension };
}

/** What the name of a column says of its unit: `latency_ms`, `elapsed (s)`. */
function unitInName(column: string | undefined): TimeUnit | null {
  const [, word = ""] =
    /[_\s(.](s|secs?|seconds?|ms|millis\w*|us|µs|micros\w*|ns|nanos\w*)\)?$/i.exec(column ?? "") ?? [];
  if (word === "") return null;
  if (/^(ms|mil)/i.test(word)) return "ms";
  if (/^(us|µs|mic)/i.test(word)) return "µs";
  return /^n/i.test(word) ? "ns" : "s";
}

export function columnsOf({ columns }: Mapping, role: Role): readonly string[] {
  const found = columns[role];
  return found === undefined ? [] : [found].flat();
}

function textOf(value: unknown): string | null {
  return value === null || value === undefined || value === "" ? null : valueText(value);
}

function dateOnly(value: unknown): string | null {
  return typeof value === "string" && /^\d{4}-\d\d-\d\d$/.test(value.trim()) ? `${value.trim()}T00:00:00Z` : null;
}

/** Numbers from a list, or from text with a list in it: `[0.1, 0.2]`, also without commas. */
export function vectorOf(value: unknown): Float32Array | null {
  const list = typeof value === "string" ? listIn(value) : value;
  if (!Array.isArray(list) || list.length === 0) return null;
  const numbers = Float32Array.from(list, (item) => (typeof item === "number" ? item : Number.NaN));
  return numbers.every(Number.isFinite) ? numbers : null;
}

function listIn(text: string): unknown {
  const trimmed = text.trim();
  if (!/^[[({]/.test(trimmed)) return null;
  const inside = trimmed.slice(1, -1).trim();
  return tryParseJson(`[${inside.includes(",") ? inside : inside.split(/\s+/).join(",")}]`);
}

function statusOf(text: string | null): SpanRow["status"] {
  const word = text?.trim().toLowerCase() ?? "";
  if (/^(ok|success(ful)?|succeeded|completed?|200|true|0)$/.test(word)) return "OK";
  return /^(error|fail(ed|ure)?|exception|false|[45]\d\d|timeout|cancelled)$/.test(word) ? "ERROR" : "UNSET";
}
