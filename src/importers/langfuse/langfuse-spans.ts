import type { Sink } from "../importer.ts";
import type { JsonObject } from "../json/json.ts";
import { unquoted, valueText } from "../spans/attributes.ts";
import type { SpanContext } from "../spans/span-context.ts";
import type { SpanWriter } from "../spans/span-row.ts";
import { readDuration } from "../spans/times.ts";
import { asNumber, isEmpty, text } from "../spans/written-values.ts";
import {
  addMetadata,
  addTraceMetadata,
  columnValues,
  stateCost,
  stateKind,
  stateOwner,
  stateUsage,
} from "./langfuse-attributes.ts";
import { field } from "./langfuse-fields.ts";
import { columnScore, scoreRow } from "./langfuse-scores.ts";

/** Fields that are columns of the span and need no attribute. */
const columns = new Set([
  ...["id", "traceId", "trace_id", "parentObservationId", "parent_observation_id", "name", "timestamp"],
  ...["startTime", "start_time", "endTime", "end_time", "statusMessage", "status_message"],
  ...["input", "output", "metadata", "observations", "scores"],
]);

/** Fields that are columns too, in other words: they stay as attributes but want no column. */
const mapped = new Set([
  ...["type", "level", "model", "providedModelName", "provided_model_name", "latency", "latencyMs"],
  ...["usageDetails", "usage_details", "usage", "promptTokens", "completionTokens", "totalTokens", "inputTokens"],
  ...["outputTokens", "inputUsage", "outputUsage", "totalUsage", "userId", "user_id", "sessionId", "session_id"],
  ...["costDetails", "cost_details", "totalCost", "total_cost", "inputCost", "outputCost", "calculatedTotalCost"],
  ...["calculatedInputCost", "calculatedOutputCost"],
]);

/** Lists that are no scores, in an export that puts scores into columns of their own. */
const lists = new Set(["tags", "traceTags", "toolCalls", "toolCallNames", "toolDefinitions", "comments", "userIds"]);

/** A record of an export, with its line. */
export interface ReadRow {
  readonly row: JsonObject;
  readonly line: number;
}

/** What an observation has from its trace. */
export interface Around {
  readonly trace: JsonObject | null;
  /** True for the one observation that carries what the trace says of itself. */
  readonly carries: boolean;
  /** True where that observation is the trace's only root, and stands for it. */
  readonly standsForTrace: boolean;
  /** The parent of observations that name none. */
  readonly parentId: string;
}

const alone: Around = { trace: null, carries: false, standsForTrace: false, parentId: "" };

/** Writes spans of Langfuse's observations and traces. */
export class LangfuseSpans {
  readonly writer: SpanWriter;
  private readonly context: SpanContext;
  private readonly sink: Sink;

  constructor(writer: SpanWriter, sink: Sink) {
    this.writer = writer;
    this.sink = sink;
    this.context = writer.context("", []);
  }

  /** Of a row that stands alone (`scored`), further columns may be scores. */
  observation({ row, line }: ReadRow, around: Around = alone, scored = false): void {
    const { facts } = this.writer;
    const type = text(row.type).toUpperCase();
    facts.begin();
    this.fields(row, line, scored);
    addMetadata(facts, row.metadata);
    stateKind(facts, type);
    stateUsage(facts, row);
    stateCost(facts, row);
    const model = text(row.model ?? field(row, "providedModelName", "provided_model_name"));
    if (model !== "") facts.state("model", model);
    this.payload("input", row.input);
    this.payload("output", row.output);
    stateOwner(facts, row);
    if (around.trace) this.fromTrace(around.trace, around);
    const start = this.time(field(row, "startTime", "start_time"), line);
    const end = this.time(field(row, "endTime", "end_time"), line) ?? (type === "EVENT" ? start : null);
    const id = text(row.id);
    const message = text(field(row, "statusMessage", "status_message"));
    const parentId = text(field(row, "parentObservationId", "parent_observation_id")) || around.parentId;
    const traceId = text(field(row, "traceId", "trace_id")) || text(around.trace?.id);
    this.write({ id, traceId, parentId, start, end, message, failed: isError(row), name: text(row.name), line });
  }

  /**
   * A span for the trace itself, where no observation stands for it. Langfuse gives a trace's own span the same id
   * where it turns traces into spans, so that it is there once however often it is exported. Gives that id.
   */
  trace({ row, line }: ReadRow, scored = false): string {
    const { facts } = this.writer;
    facts.begin();
    this.fields(row, line, scored);
    addTraceMetadata(facts, row.metadata, "metadata.");
    facts.state("kind", "CHAIN");
    stateUsage(facts, row);
    stateCost(facts, row);
    this.payload("input", row.input);
    this.payload("output", row.output);
    stateOwner(facts, row);
    for (const key of ["observations", "scores"]) {
      if (!isEmpty(row[key])) facts.addPart(key, valueText(row[key]));
    }
    const id = text(row.id);
    const start = this.time(row.timestamp, line);
    const latency = asNumber(row.latency);
    const length = latency === null ? readDuration(row.latencyMs ?? row.latency_ms, "ms") : readDuration(latency, "s");
    const end = start === null || length === null ? null : start + length;
    const name = text(row.name);
    const spanId = traceSpanId(id);
    this.write({ id: spanId, traceId: id, parentId: "", start, end, message: "", failed: isError(row), name, line });
    return spanId;
  }

  score({ row, line }: ReadRow, traceId = ""): void {
    const time = this.time(row.timestamp ?? field(row, "createdAt", "created_at"), line);
    this.writer.writeScore(scoreRow(row, time, traceId));
  }

  private write(span: {
    readonly id: string;
    readonly traceId: string;
    readonly parentId: string;
    readonly name: string;
    readonly start: bigint | null;
    readonly end: bigint | null;
    readonly failed: boolean;
    readonly message: string;
    readonly line: number;
  }): void {
    this.writer.write(
      {
        traceId: span.traceId,
        spanId: span.id,
        parentId: span.parentId,
        name: span.name,
        startNs: span.start,
        endNs: span.end,
        status: span.failed ? "ERROR" : "UNSET",
        statusMessage: span.message,
        events: [],
        links: [],
        row: span.line,
        place: { line: span.line },
        idsAreOwn: true,
      },
      this.context,
    );
  }

  /** Everything that has no column under its own key; scores where they have columns. */
  private fields(row: JsonObject, line: number, scored: boolean): void {
    const { facts } = this.writer;
    const withScores = scored && !("project_id" in row || "trace_id" in row || "user_id" in row);
    for (const key of Object.keys(row)) {
      const value = row[key];
      if (columns.has(key) || isEmpty(value)) continue;
      if (mapped.has(key)) facts.addPart(key, valueText(value));
      else if (!withScores || lists.has(key) || !this.columnScores(key, value, row, line)) {
        facts.add(key, valueText(value));
      }
    }
  }

  private columnScores(name: string, value: unknown, row: JsonObject, line: number): boolean {
    const values = columnValues(value);
    if (values === null) return false;
    const isTrace = !("traceId" in row);
    const timeNs = this.time(isTrace ? row.timestamp : (row.endTime ?? row.startTime), line);
    const target = { type: isTrace ? ("trace" as const) : ("span" as const), id: text(row.id), timeNs };
    for (const [place, each] of values.entries()) this.sink.score(columnScore(name, each, place, target));
    return true;
  }

  private payload(fact: "input" | "output", value: unknown): void {
    if (!isEmpty(value) && value !== "null") this.writer.facts.state(fact, valueText(value));
  }

  private fromTrace(trace: JsonObject, { carries, standsForTrace }: Around): void {
    const { facts } = this.writer;
    stateOwner(facts, trace);
    for (const [key, field] of shared) if (!isEmpty(trace[key])) facts.addPart(field, valueText(trace[key]));
    if (!carries) return;
    addTraceMetadata(facts, trace.metadata, "trace.metadata.");
    for (const key of Object.keys(trace)) {
      if (!ofTraceAlone.has(key) && !isEmpty(trace[key])) facts.addPart(`trace.${key}`, valueText(trace[key]));
    }
    for (const fact of ["input", "output"] as const) {
      if (isEmpty(trace[fact]) || trace[fact] === "null") continue;
      if (standsForTrace && facts.payload(fact) === null) this.payload(fact, trace[fact]);
      else if (facts.text(fact) !== unquoted(valueText(trace[fact])))
        facts.addPart(`trace.${fact}`, valueText(trace[fact]));
    }
  }

  private time(value: unknown, line: number): bigint | null {
    if (value === null || value === undefined || value === "") return null;
    return this.writer.time(value, { line }, "ms")?.ns ?? null;
  }
}

/** What every observation has from its trace, under the names that exports of observations give it. */
const shared = [
  ["name", "traceName"],
  ["tags", "traceTags"],
  ["userId", "userId"],
  ["sessionId", "sessionId"],
  ["release", "release"],
] as const;

/** What a trace has that is told elsewhere. */
const ofTraceAlone = new Set([
  ...["id", "name", "tags", "userId", "sessionId", "release", "input", "output", "metadata"],
  ...["scores", "corrections", "observations"],
]);

function traceSpanId(traceId: string): string {
  return traceId === "" ? "" : `t-${traceId}`;
}

function isError({ level }: JsonObject): boolean {
  return typeof level === "string" && level.toUpperCase() === "ERROR";
}
