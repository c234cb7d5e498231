import type { Importer, Input, Sample, Sink } from "../importer.ts";
import { isObject, type JsonObject, tryParseJson } from "../json/json.ts";
import { readJsonInContext } from "../json/json-context.ts";
import { looksWhole } from "../json/json-cursor.ts";
import type { Frame, JsonPiece, Shape, TakeLine } from "../json/json-stream.ts";
import { readRows } from "../rows.ts";
import { SpanWriter } from "../spans/span-row.ts";
import { asList, asNumber, text } from "../spans/written-values.ts";
import { isDownload, kindOfColumns, type RowKind, rowKind, surelyKind } from "./langfuse-rows.ts";
import { LangfuseSpans, type ReadRow } from "./langfuse-spans.ts";
import { LangfuseTrace } from "./langfuse-trace.ts";

/**
 * What comes out of Langfuse: a trace's download, answers of the public API, the batch exports of the UI, and the files
 * of the blob storage export.
 * https://github.com/langfuse/langfuse, worker/src/features
 */
export const langfuse: Importer = {
  format: "langfuse",
  title: "Langfuse",
  detect: detectLangfuse,
  read: readLangfuse,
};

const list: Shape = { items: {} };
const trace: Shape = { keys: { observations: list, scores: list } };
const traces: Shape = { items: trace };
const file: Shape = { keys: { data: traces, traces, observations: list, scores: list }, items: trace };

const told: Readonly<Record<RowKind, string>> = {
  observation: "an observation of Langfuse (parentObservationId)",
  trace: "a trace of Langfuse",
  score: "a score of Langfuse",
  manifest: "a manifest of Langfuse's blob storage export",
};

function detectLangfuse({ value, columns }: Sample): string | null {
  if (columns) {
    const kind = kindOfColumns(columns);
    return kind ? `the columns are those of ${told[kind]}` : null;
  }
  const first = Array.isArray(value) ? value[0] : value;
  if (!isObject(first)) return null;
  if (isDownload(first)) return "the first object has a trace of Langfuse and its observations";
  const kind = surelyKind(first);
  if (kind) return `the first object is ${told[kind]}`;
  for (const key of ["data", "traces", "observations", "scores"]) {
    const [row] = asArray(first[key]);
    const inner = isObject(row) ? surelyKind(row) : null;
    if (inner) return `${key} begins with ${told[inner]}`;
  }
  const { meta, data } = first;
  const paged = isObject(meta) && "totalItems" in meta && "totalPages" in meta;
  return paged && Array.isArray(data) && data.length === 0 ? "the object is an empty answer of Langfuse's API" : null;
}

async function readLangfuse(input: Input, sink: Sink): Promise<void> {
  const reader = new LangfuseReader(sink);
  if (input.sample.columns !== null) {
    await readRows(input, sink, (row, { line }) => reader.tableRow(row, line ?? 0));
  } else {
    const takeLine: TakeLine = (content, from, to, line) => reader.takeLine(content, from, to, line);
    const options = { open: () => input.utf8(), shape: file, missing: withoutTrace, takeLine, signal: input.signal };
    for await (const pieces of readJsonInContext(options)) {
      for (const piece of pieces) reader.take(piece);
      reader.writer.tellCount();
      await sink.drain();
    }
  }
  reader.finish();
}

/** What the trace says of itself stands beside its observations, and may stand behind them. */
function withoutTrace(frames: readonly Frame[]): number {
  const last = frames.at(-1);
  if (!last || last.offset < 0 || !isListOfTrace(last.key)) return -1;
  const { trace: own, timestamp } = last.rest;
  return own === undefined && timestamp === undefined ? last.offset : -1;
}

type ListOfTrace = "observations" | "scores";

function isListOfTrace(key: string): key is ListOfTrace {
  return key === "observations" || key === "scores";
}

class LangfuseReader {
  readonly writer: SpanWriter;
  private readonly sink: Sink;
  private readonly spans: LangfuseSpans;
  /** The trace that is being read, and the object that it comes in. */
  private current: LangfuseTrace | null = null;
  private around: Pick<Frame, "rest" | "offset"> | null = null;
  private line = 0;
  private rows = 0;

  constructor(sink: Sink) {
    this.sink = sink;
    this.writer = new SpanWriter(sink);
    this.spans = new LangfuseSpans(this.writer, sink);
  }

  /** A line that is a value of its own, taken as a whole. */
  takeLine(content: string, from: number, to: number, line: number): boolean {
    const value = looksWhole(content, from, to) ? tryParseJson(content.slice(from, to)) : undefined;
    if (value === undefined) return false;
    this.whole(value, line);
    return true;
  }

  take(piece: JsonPiece): void {
    if (piece.type === "damage") this.writer.lose(piece, piece.reason);
    else if (piece.type === "end") this.ended(piece.offset, piece.rest);
    else {
      const { value, line, frames } = piece;
      const last = frames.at(-1);
      this.line = line;
      if (last && isListOfTrace(last.key)) this.inTrace(last.key, last, value, line);
      else this.record(value, line, frames.length === 0);
    }
  }

  tableRow(row: JsonObject, line: number): void {
    this.rows += 1;
    if (this.rows % 1000 === 0) this.writer.tellCount();
    this.record(row, line, true);
  }

  finish(): void {
    this.close();
    this.writer.finish();
  }

  private whole(value: unknown, line: number): void {
    if (Array.isArray(value)) {
      for (const item of value) this.wholeObject(item, line);
    } else this.wholeObject(value, line);
  }

  private wholeObject(value: unknown, line: number): void {
    const outer = isObject(value) ? (value.data ?? value.traces) : null;
    if (Array.isArray(outer)) for (const item of outer) this.withLists(item, line, false);
    else this.withLists(value, line, true);
  }

  /** A value that may be a trace with its observations. */
  private withLists(value: unknown, line: number, scored: boolean): void {
    if (!isObject(value) || !(Array.isArray(value.observations) || Array.isArray(value.scores))) {
      this.record(value, line, scored);
      return;
    }
    const { observations, scores, ...rest } = value;
    const around = this.traceIn(rest);
    for (const item of asArray(observations)) around.take("observations", item, line);
    for (const item of asArray(scores)) around.take("scores", item, line);
    around.end(line);
  }

  private inTrace(key: ListOfTrace, frame: Frame, value: unknown, line: number): void {
    if (!this.isCurrent(frame.offset, frame.rest)) {
      this.close();
      this.around = frame;
      this.current = this.traceIn(frame.rest);
    }
    this.current?.take(key, value, line);
  }

  private ended(offset: number, rest: JsonObject): void {
    if (this.isCurrent(offset, rest)) this.close();
    else if (traceOf(rest)) this.traceIn(rest).end(this.line);
  }

  private isCurrent(offset: number, rest: JsonObject): boolean {
    return this.around !== null && (offset >= 0 ? offset === this.around.offset : rest === this.around.rest);
  }

  private close(): void {
    this.current?.end(this.line);
    this.current = null;
    this.around = null;
  }

  private traceIn(rest: JsonObject): LangfuseTrace {
    return new LangfuseTrace(this.spans, traceOf(rest), (read, work) => this.guard(read, work));
  }

  private record(value: unknown, line: number, scored: boolean): void {
    const read = { row: isObject(value) ? value : {}, line };
    this.guard(read, () => {
      const kind = isObject(value) ? rowKind(value) : null;
      if (kind === "observation") this.spans.observation(read, undefined, scored);
      else if (kind === "trace") this.traceRow(read, scored);
      else if (kind === "score") this.spans.score(read);
      else if (kind === "manifest") this.manifest(read);
      else throw new Error("no observation, trace or score of Langfuse");
    });
  }

  private traceRow(read: ReadRow, scored: boolean): void {
    this.spans.trace(read, scored);
    for (const key of ["scores", "corrections"]) {
      for (const score of asList(read.row[key]) ?? []) {
        const each = { row: isObject(score) ? score : {}, line: read.line };
        if (isObject(score)) this.guard(each, () => this.spans.score(each, text(read.row.id)));
      }
    }
  }

  /** The list of an export's files holds no records. */
  private manifest({ row, line }: ReadRow): void {
    const files = (asList(row.files) ?? []).filter(isObject);
    const rows = files.reduce((sum, { rowCount }) => sum + (asNumber(rowCount) ?? 0), 0);
    const tables = [...new Set(files.map(({ table }) => text(table)))].join(", ");
    const reason = `a manifest: it names ${files.length} files with ${rows} rows of ${tables}, and holds none itself`;
    this.sink.issue({ line, reason, severity: "note" });
  }

  private guard({ line }: ReadRow, work: () => void): void {
    try {
      work();
    } catch (error) {
      this.writer.lose({ line }, error instanceof Error ? error.message : String(error));
    }
  }
}

/** What an object with lists says of the trace that they belong to. */
function traceOf(rest: JsonObject): JsonObject | null {
  if (isObject(rest.trace)) return rest.trace;
  return typeof rest.id === "string" && rest.timestamp !== undefined ? rest : null;
}

function asArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
