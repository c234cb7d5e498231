import type { Importer, Input, Sample, Sink } from "../importer.ts";
import { isObject, type JsonObject } from "../json/json.ts";
import { readJsonInContext } from "../json/json-context.ts";
import type { Frame, JsonPiece, Shape } from "../json/json-stream.ts";
import { detectInspectEntries, readInspectArchive } from "./inspect-archive.ts";
import { InspectLog } from "./inspect-log.ts";

/**
 * Logs of the evaluation framework Inspect: `.eval` archives, finished or not, and their twins in JSON; also samples by
 * themselves. https://github.com/UKGovernmentBEIS/inspect_ai, src/inspect_ai/log
 */
export const inspect: Importer = {
  format: "inspect",
  title: "Inspect log",
  detect: detectInspect,
  read: readInspect,
};

const list: Shape = { items: {} };
const log: Shape = { keys: { samples: list, reductions: { items: { keys: { samples: list } } } } };
const file: Shape = { ...log, items: log };

function detectInspect({ value, entries }: Sample): string | null {
  if (entries !== null) return detectInspectEntries(entries);
  const first = Array.isArray(value) ? value[0] : value;
  if (!isObject(first)) return null;
  if (isObject(first.eval) && isEvaluation(first.eval)) return "eval names a task and its run";
  const [sample] = Array.isArray(first.samples) ? first.samples : [];
  if (isObject(sample) && isSample(sample)) return "samples have an epoch, a target and their events or messages";
  return isSample(first) ? "the first object has an epoch, a target and events or messages" : null;
}

function isEvaluation(value: JsonObject): boolean {
  return typeof value.task === "string" && ("run_id" in value || "task_id" in value || "dataset" in value);
}

function isSample(value: JsonObject): boolean {
  const told = Array.isArray(value.events) || Array.isArray(value.messages) || isObject(value.transcript);
  return "epoch" in value && "target" in value && "input" in value && told;
}

async function readInspect(input: Input, sink: Sink): Promise<void> {
  const log = new InspectLog(sink);
  if (input.sample.entries !== null && input.file) await readInspectArchive(input.file, log, () => sink.drain());
  else await readInspectJson(input, log, sink);
  log.finish();
}

async function readInspectJson(input: Input, log: InspectLog, sink: Sink): Promise<void> {
  const reader = new JsonLogReader(log);
  const options = {
    open: () => input.utf8(),
    shape: file,
    missing: withoutContext,
    firstTells: true,
    signal: input.signal,
  };
  for await (const pieces of readJsonInContext(options)) {
    for (const piece of pieces) reader.take(piece);
    log.tellCount();
    await sink.drain();
  }
  reader.finish();
}

/** Samples need what was run, and reduced scores their scorer: both stand before them, as a rule. */
function withoutContext(frames: readonly Frame[]): number {
  const last = frames.at(-1);
  if (last?.key !== "samples" || last.offset < 0) return -1;
  const isKnown = isReduction(frames) ? last.rest.scorer !== undefined : last.rest.eval !== undefined;
  return isKnown ? -1 : last.offset;
}

function isReduction(frames: readonly Frame[]): boolean {
  return frames.at(-2)?.key === "reductions";
}

const nothing: JsonObject = {};

class JsonLogReader {
  private readonly log: InspectLog;
  /** The log around the last record, until its own end is read: a file that is cut off has none. */
  private open: { readonly rest: JsonObject; readonly line: number } | null = null;

  constructor(log: InspectLog) {
    this.log = log;
  }

  take(piece: JsonPiece): void {
    if (piece.type === "damage") this.log.lose(piece, piece.reason);
    else if (piece.type === "record") this.record(piece.value, piece.line, piece.frames);
    else if (isObject(piece.rest.eval)) this.header(piece.rest, this.open?.line ?? 1);
  }

  finish(): void {
    if (this.open && isObject(this.open.rest.eval)) this.header(this.open.rest, this.open.line);
  }

  private record(value: unknown, line: number, frames: readonly Frame[]): void {
    const [around] = frames;
    const last = frames.at(-1);
    if (around && this.open?.rest !== around.rest) this.open = { rest: around.rest, line };
    if (last?.key !== "samples") this.whole(value, line);
    else if (isReduction(frames)) this.log.reduced(value, last.rest, { line });
    else this.log.sample(value, last.rest, { line });
  }

  /** A log without samples, or a sample without its log. */
  private whole(value: unknown, line: number): void {
    if (isObject(value) && isObject(value.eval)) this.header(value, line);
    else if (!isObject(value) || isSample(value)) this.log.sample(value, nothing, { line });
    else this.log.lose({ line }, "neither a log of Inspect nor a sample of one");
  }

  private header(header: JsonObject, line: number): void {
    this.open = null;
    this.log.header(header, { line });
  }
}
