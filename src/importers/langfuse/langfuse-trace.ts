import { isObject, type JsonObject } from "../json/json.ts";
import { asList, text } from "../spans/written-values.ts";
import { field } from "./langfuse-fields.ts";
import type { Around, LangfuseSpans, ReadRow } from "./langfuse-spans.ts";

/**
 * The records of one trace that come with it. As a rule one observation has no parent: it is the trace's root, its
 * times are the trace's, and it carries what the trace says of itself, so that the trace adds no span. Only a trace
 * with several such observations (or without any observation) gets a span of its own, of which they are the children:
 * none of them lasts as long as the trace or has its input and output. A trace without a root stays without one.
 *
 * One observation is held back until it is known which it is.
 */
export class LangfuseTrace {
  private readonly spans: LangfuseSpans;
  private readonly trace: JsonObject | null;
  private readonly guard: (row: ReadRow, work: () => void) => void;
  private readonly id: string;
  private readonly around: Around;
  private held: ReadRow | null = null;
  private rootId = "";
  private roots = 0;
  private observations = 0;
  private readonly named: Record<"observations" | "scores", unknown[]> = { observations: [], scores: [] };

  /** `guard` does the work for one record, and counts the record as lost when that fails. */
  constructor(spans: LangfuseSpans, trace: JsonObject | null, guard: (row: ReadRow, work: () => void) => void) {
    this.spans = spans;
    this.trace = trace;
    this.guard = guard;
    this.id = text(trace?.id);
    this.around = { trace, carries: false, standsForTrace: false, parentId: "" };
  }

  /** An observation or a score of the trace, or only the id of one. */
  take(key: "observations" | "scores", value: unknown, line: number): void {
    if (typeof value === "string" && this.trace) this.named[key].push(value);
    else {
      const read = { row: isObject(value) ? value : {}, line };
      this.guard(read, () => {
        if (!isObject(value))
          throw new Error(`${key.slice(0, -1)}: an object was expected: ${text(value).slice(0, 40)}`);
        if (key === "scores") this.spans.score(read, this.id);
        else this.observation(read);
      });
    }
  }

  /** To be called when all of the trace's records have come. */
  end(line: number): void {
    const { held, trace } = this;
    this.held = null;
    if (held) this.write(held, { ...this.around, carries: true, standsForTrace: true });
    if (!trace) return;
    if (this.observations === 0) this.writeTrace(line);
    for (const key of ["scores", "corrections"]) {
      for (const score of asList(trace[key]) ?? []) {
        if (isObject(score)) this.guard({ row: score, line }, () => this.spans.score({ row: score, line }, this.id));
        else if (typeof score === "string") this.named.scores.push(score);
      }
    }
  }

  private observation(read: ReadRow): void {
    this.observations += 1;
    const traceId = text(field(read.row, "traceId", "trace_id"));
    if (!this.trace || (traceId !== "" && traceId !== this.id)) this.spans.observation(read);
    else if (isRoot(read.row)) this.root(read);
    else if (this.roots === 0 && (!this.held || startsBefore(read.row, this.held.row))) this.hold(read);
    else this.write(read, this.around);
  }

  private root(read: ReadRow): void {
    this.roots += 1;
    if (this.roots === 1) this.hold(read);
    else {
      if (this.roots === 2) {
        this.rootId = this.writeTrace(read.line);
        this.hold(null);
      }
      this.write(read, { ...this.around, parentId: this.rootId });
    }
  }

  private hold(read: ReadRow | null): void {
    const before = this.held;
    this.held = read;
    if (before) this.write(before, isRoot(before.row) ? { ...this.around, parentId: this.rootId } : this.around);
  }

  private write(read: ReadRow, around: Around): void {
    this.guard(read, () => this.spans.observation(read, around));
  }

  private writeTrace(line: number): string {
    const row = { ...this.trace, ...named(this.named) };
    let id = "";
    this.guard({ row, line }, () => {
      id = this.spans.trace({ row, line });
    });
    return id;
  }
}

function named(ids: Readonly<Record<string, readonly unknown[]>>): JsonObject {
  return Object.fromEntries(Object.entries(ids).filter(([, list]) => list.length > 0));
}

function isRoot(row: JsonObject): boolean {
  return text(field(row, "parentObservationId", "parent_observation_id")) === "";
}

/** True where a span begins before another, or with it and ends behind it: what is nearer to the root. */
function startsBefore(row: JsonObject, other: JsonObject): boolean {
  const order = compared(row, other, "startTime", "start_time");
  return order < 0 || (order === 0 && compared(row, other, "endTime", "end_time") > 0);
}

/** Times of one trace are written in one way, so that they compare as they are. */
function compared(row: JsonObject, other: JsonObject, camel: string, snake: string): number {
  const time = text(field(row, camel, snake));
  const than = text(field(other, camel, snake));
  return time < than ? -1 : time > than ? 1 : 0;
}
