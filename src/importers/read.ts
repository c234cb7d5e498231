import { Content } from "./content.ts";
import type { Importer, Issue, ReadOptions, ReadSource, SourceFile } from "./importer.ts";
import { importers } from "./index.ts";
import { mappedTable } from "./mapping/mapped.ts";
import { MessageQueue } from "./message-queue.ts";
import { MessageSink } from "./message-sink.ts";
import { StoredFile } from "./stored-file.ts";
import { unreadable, whyUnreadable } from "./unreadable.ts";

/** How many batches may wait for their consumer. */
const mostBatches = 3;

/**
 * Reads one source with the first importer that knows its content. A file that cannot be read ends with counts of
 * zero and an issue that says why; only a stop and a failing device throw.
 */
export const readSource: ReadSource = async function* (file, options) {
  const stopped = new AbortController();
  const signal = AbortSignal.any([options.signal, stopped.signal]);
  const queue = new MessageQueue(mostBatches);
  const reading = readInto(queue, file, { ...options, signal }).finally(() => queue.end());
  // Seen again below, where it is thrown to the caller.
  reading.catch(() => undefined);
  try {
    yield* queue.messages();
    await reading;
  } finally {
    stopped.abort(new DOMException("the reader was left", "AbortError"));
    queue.end();
    await reading.catch(() => undefined);
  }
};

async function readInto(queue: MessageQueue, file: SourceFile, options: ReadOptions): Promise<void> {
  const { signal } = options;
  signal.throwIfAborted();
  const stored = await StoredFile.open(file, options);
  const content = await Content.open(stored, signal, options.beside);
  const sink = new MessageSink(queue, stored, signal, options.added);
  const mapped = options.mapping ? [mappedTable(options.mapping)] : importers;
  const { importer, ...choice } = chooseImporter(content, mapped);
  queue.push({ type: "format", ...choice });
  if (importer) await readWith(importer, content, sink);
  else if (stored.damage === null) sink.issue(unreadable(content.sample));
  for (const issue of await content.issues()) report(sink, issue);
  const sha256 = await stored.sha256(() => sink.drain());
  const { format, reason } = choice;
  const { compression } = content.sample;
  queue.push({ type: "done", counts: { format, reason, compression, sha256, bytes: file.size, ...sink.finish() } });
}

interface Choice {
  readonly importer: Importer | null;
  readonly format: string;
  readonly title: string;
  readonly reason: string;
}

function chooseImporter({ sample, stored }: Content, among: readonly Importer[]): Choice {
  for (const importer of among) {
    const reason = importer.detect(sample);
    if (reason !== null) return { importer, format: importer.format, title: importer.title, reason };
  }
  return { importer: null, format: "unknown", title: "Unknown", reason: stored.damage ?? whyUnreadable(sample) };
}

/** A reader that fails must not take the others down: what it has read stays, and the failure is an issue. */
async function readWith(importer: Importer, content: Content, sink: MessageSink): Promise<void> {
  try {
    await importer.read(content, sink);
  } catch (error) {
    content.signal.throwIfAborted();
    if (content.stored.failure !== null) throw content.stored.failure;
    const problem = error instanceof Error ? error.message : String(error);
    report(sink, { line: null, reason: `reading stopped: ${problem}`, severity: "record" });
  }
}

/** Tells of an issue that no record stands for: at least one record is lost with it. */
function report(sink: MessageSink, issue: Issue): void {
  if (issue.severity === "record") sink.records(issue.records ?? 1);
  sink.issue(issue);
}
