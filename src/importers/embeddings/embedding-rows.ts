import type { Sink } from "../importer.ts";
import type { JsonObject } from "../json/json.ts";
import { valueText } from "../spans/attributes.ts";
import { Notes } from "../spans/notes.ts";
import type { Place } from "../spans/span-row.ts";
import { isoToNanos, readTime } from "../spans/times.ts";
import { type FieldRole, fieldRole, type Role } from "./embedding-names.ts";
import { mostDimensions, tooMany } from "./vector-text.ts";

interface Named {
  readonly name: string;
  readonly vector: Float32Array | string;
}

interface Filled {
  readonly key: string;
  readonly rank: number;
  readonly value: unknown;
}

const mostGroups = 1000;

/**
 * Makes rows of embeddings. For each record: `begin`, `add` for every field, `vector` for each vector, then `end`,
 * which counts the record; a record of several vectors counts as that many. Call `finish` after the last one.
 */
export class EmbeddingWriter {
  readonly notes = new Notes();
  private readonly sink: Sink;
  private readonly roles = new Map<string, FieldRole | null>();
  private readonly filled = new Map<Role, Filled>();
  private attributes = new Map<string, string>();
  private vectors: Named[] = [];
  private readonly groups = new Map<string, number>();
  private readonly leftOut = new Set<string>();
  private seen = 0;

  constructor(sink: Sink) {
    this.sink = sink;
  }

  /** One record as a whole; what `fill` throws is the reason why it is lost. */
  record(place: Place, fill: () => void): void {
    this.begin();
    try {
      fill();
      this.end(place);
    } catch (error) {
      this.lose(place, error instanceof Error ? error.message : String(error));
    }
  }

  begin(): void {
    this.filled.clear();
    this.vectors = [];
    this.attributes = new Map();
  }

  /** A field of the record: it goes to the column that its name tells, else to the attributes. */
  add(key: string, value: unknown): void {
    if (value === null || value === undefined) return;
    const found = this.roleOf(key);
    const before = found && this.filled.get(found.role);
    if (before?.key === key && before.value === value) return;
    if (found === null || (before && before.rank <= found.rank)) this.attribute(key, value);
    else {
      if (before) this.attribute(before.key, before.value);
      this.filled.set(found.role, { key, rank: found.rank, value });
    }
  }

  /** A vector of the record under its own name, or the reason why it could not be read. */
  vector(name: string, vector: Float32Array | string): void {
    this.vectors.push({ name, vector });
  }

  end(place: Place): void {
    const position = this.seen++;
    if (this.vectors.length === 0) this.lose(place, "no vector");
    else this.rows(position, place);
  }

  private rows(position: number, place: Place): void {
    const common = this.common(position, place);
    for (const { name, vector } of this.vectors) {
      const reason = typeof vector === "string" ? vector : whyRefused(vector);
      if (reason !== null || typeof vector === "string") this.lose(place, `${this.titled(name)}${reason}`);
      else this.write(vector, name, common, place);
    }
  }

  /** Remembers the fields of an object around records that are told as not kept. */
  around(object: JsonObject, taken: readonly string[]): void {
    for (const key of Object.keys(object)) {
      const value = object[key];
      const isNothing = value === null || (typeof value === "object" && Object.keys(value).length === 0);
      if (!isNothing && !taken.includes(key) && this.leftOut.size < 50) this.leftOut.add(key);
    }
  }

  /** Counts records that could not be read. */
  lose(place: Place, reason: string, records = 1): void {
    this.sink.records(records);
    const many = records === 1 ? {} : { records };
    this.sink.issue({ ...place, reason, severity: "record", ...many });
  }

  /** Says what there is to say about the file as a whole. */
  finish(): void {
    this.notes.tell(this.sink);
    if (this.leftOut.size > 0)
      this.note(`fields around the vectors, which are not kept: ${[...this.leftOut].join(", ")}`);
    if (this.groups.size < 2) return;
    const groups = [...this.groups].sort((a, b) => b[1] - a[1]);
    const listed = groups.slice(0, 10).map(([group, count]) => `${group}: ${count.toLocaleString("en-US")}`);
    const more = groups.length > 10 ? `; and ${groups.length - 10} more` : "";
    const reason = `vectors of several dimensions or models, not to be compared with each other: ${listed.join("; ")}${more}`;
    this.note(reason);
  }

  private note(reason: string): void {
    this.sink.issue({ line: null, offset: 0, reason, severity: "note" });
  }

  private roleOf(key: string): FieldRole | null {
    const known = this.roles.get(key);
    if (known !== undefined) return known;
    const found = fieldRole(key);
    if (this.roles.size < 10_000) this.roles.set(key, found);
    return found;
  }

  private attribute(key: string, value: unknown): void {
    this.attributes.set(this.attributes.has(key) ? this.freeKey(key) : key, valueText(value));
  }

  private freeKey(key: string): string {
    for (let at = 2; ; at++) if (!this.attributes.has(`${key}_${at}`)) return `${key}_${at}`;
  }

  private common(position: number, place: Place) {
    const id = this.text("id");
    if (id === null) this.notes.add("vectors without an id, which are named by their position from 0", place);
    return {
      id: id ?? String(position),
      time_ns: this.time(place),
      window: this.text("window"),
      label: this.text("label"),
      text: this.text("text"),
      model: this.text("model"),
    };
  }

  private text(role: Role): string | null {
    const found = this.filled.get(role);
    return found ? valueText(found.value) : null;
  }

  private time(place: Place): bigint | null {
    const found = this.filled.get("time");
    if (!found) return null;
    const read = found.key === "time_ns" ? readTime(found.value, "ns") : readAnyTime(found.value);
    if (read === null) {
      this.attribute(found.key, found.value);
      this.notes.add(`values of ${found.key} that are no time`, place, valueText(found.value));
      return null;
    }
    if (read.unit !== null && found.key !== "time_ns")
      this.notes.add(`numbers in ${found.key} that are taken as times in ${read.unit}`, place, valueText(found.value));
    return read.ns;
  }

  private titled(name: string): string {
    return this.vectors.length > 1 ? `${name}: ` : "";
  }

  private write(vector: Float32Array, name: string, common: ReturnType<EmbeddingWriter["common"]>, place: Place): void {
    if (isZero(vector)) this.notes.add("vectors of nothing but zeros, which have no direction", place, common.id);
    const several = this.vectors.length > 1;
    const model = common.model ?? (several ? name : null);
    const attributes = several ? new Map([...this.attributes, ["vector_name", name]]) : this.attributes;
    this.count(
      `${vector.length} dimensions${model === null ? "" : ` of ${model}`}${several && model !== name ? `, ${name}` : ""}`,
    );
    this.sink.records(1);
    this.sink.embedding({ ...common, model, vector, attributes });
  }

  private count(group: string): void {
    const count = this.groups.get(group);
    if (count !== undefined || this.groups.size < mostGroups) this.groups.set(group, (count ?? 0) + 1);
  }
}

function whyRefused(vector: Float32Array): string | null {
  if (vector.length === 0) return "an empty vector";
  if (vector.length > mostDimensions) return tooMany(vector.length);
  let sum = 0;
  for (let at = 0; at < vector.length; at++) sum += vector[at] as number;
  if (Number.isFinite(sum)) return null;
  const at = vector.findIndex((value) => !Number.isFinite(value));
  return `number ${at + 1} of ${vector.length} is ${vector[at]}, not finite`;
}

function isZero(vector: Float32Array): boolean {
  for (let at = 0; at < vector.length; at++) if (vector[at] !== 0) return false;
  return true;
}

/** A time of any form; the unit is null where it was text with a date. */
function readAnyTime(value: unknown): { ns: bigint; unit: string | null } | null {
  if (typeof value === "string") {
    const ns = isoToNanos(completed(value.trim()));
    if (ns !== null) return { ns, unit: null };
  }
  return readTime(value, "s");
}

/** A date without a time of day is its beginning. */
function completed(text: string): string {
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return `${text}T00:00:00Z`;
  const minutes = /^(\d{4}-\d\d-\d\d[T ]\d\d:\d\d)(Z|[+-]\d\d:?\d\d)?$/.exec(text);
  return minutes ? `${minutes[1]}:00${minutes[2] ?? ""}` : text;
}
