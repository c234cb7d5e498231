import type { SourceFile } from "../importer.ts";
import { isObject, type JsonObject } from "../json/json.ts";
import { readJson } from "../json/json-stream.ts";
import type { Place } from "../spans/span-row.ts";
import { openZip, type ZipArchive, type ZipEntry, ZipError } from "../zip/zip.ts";
import { chunksOf, withChunks } from "./inspect-chunks.ts";
import { text } from "./inspect-fields.ts";
import type { InspectLog } from "./inspect-log.ts";

const sampleName = /^samples\/(.+_epoch_\d+)(?:\.json|\/sample\.json)$/;
const summaryName = /^(?:_journal\/)?summaries\/\d+\.json$/;

/** Why these are the entries of an Inspect log, or null. */
export function detectInspectEntries(entries: readonly string[]): string | null {
  if (entries.includes("_journal/start.json")) return "the archive holds the journal of an evaluation";
  if (!entries.includes("header.json") && !entries.includes("start.json")) return null;
  const holds = entries.some((name) => sampleName.test(name)) || entries.includes("summaries.json");
  return holds ? "the archive holds an evaluation's header and its samples" : null;
}

/** Reads an Inspect log that is an archive, one sample at a time. */
export async function readInspectArchive(file: SourceFile, log: InspectLog, drain: () => Promise<void>): Promise<void> {
  const archive = await openZip(file);
  const reader = new ArchiveReader(archive, log);
  if (archive.damage !== null) log.lose({ line: null, offset: file.size }, archive.damage);
  await reader.header();
  for (const entry of archive.entries) {
    await reader.entry(entry);
    log.tellCount();
    await drain();
  }
  await reader.summaries();
  reader.tellHeader();
}

const nothing: JsonObject = {};

class ArchiveReader {
  private readonly archive: ZipArchive;
  private readonly log: InspectLog;
  private head: JsonObject = nothing;
  /** The samples that were read, by the name that their entry has for them. */
  private readonly read = new Set<string>();

  constructor(archive: ZipArchive, log: InspectLog) {
    this.archive = archive;
    this.log = log;
  }

  /** An unfinished log has its beginning in the journal alone; early logs have what it came to in a file of its own. */
  async header(): Promise<void> {
    const { archive } = this;
    const whole = archive.find("header.json");
    const parts = whole
      ? [whole]
      : ["_journal/start.json", "start.json", "results.json"].map((name) => archive.find(name));
    for (const part of parts) {
      const value = part ? await this.json(part) : undefined;
      if (isObject(value)) this.head = { ...this.head, ...value };
    }
    if (!whole && this.head.status === undefined) this.head = { ...this.head, status: "started" };
  }

  tellHeader(): void {
    this.log.header(this.head, { line: null, offset: 0 });
  }

  async entry(entry: ZipEntry): Promise<void> {
    const name = sampleName.exec(entry.name)?.[1];
    if (name !== undefined) await this.sample(entry, name);
    else if (entry.name === "reductions.json") this.log.reductions(await this.json(entry), placeOf(entry));
  }

  private async sample(entry: ZipEntry, name: string): Promise<void> {
    const value = await this.json(entry);
    if (value === undefined) return;
    const chunks = isObject(value) ? chunksOf(this.archive, entry.name) : [];
    const sample =
      chunks.length === 0 ? value : await withChunks(value as JsonObject, chunks, (part) => this.json(part));
    this.log.sample(sample, this.head, placeOf(entry));
    this.read.add(name);
  }

  /** Of samples that have not been written down, or cannot be read, the summary is left. */
  async summaries(): Promise<void> {
    const whole = this.archive.find("summaries.json") ?? this.archive.find("summary.json");
    const lists = whole ? [whole] : this.archive.entries.filter(({ name }) => summaryName.test(name));
    let given = 0;
    for (const entry of lists) {
      const list = await this.json(entry);
      for (const summary of Array.isArray(list) ? list.filter(isObject) : []) {
        if (this.read.has(`${text(summary.id)}_epoch_${text(summary.epoch)}`)) continue;
        this.log.sample(summary, this.head, placeOf(entry));
        given += 1;
      }
    }
    if (given > 0)
      this.log.note(
        { line: null, offset: 0 },
        `samples of which only a summary could be read, without their steps: ${given}`,
      );
  }

  /** The value in an entry; undefined when it cannot be read, which is told. */
  private async json(entry: ZipEntry): Promise<unknown> {
    const content = new EntryContent(this.archive, entry);
    const { value, problem } = await firstValue(content.chunks());
    const { damage } = content;
    if (problem !== null) this.log.lose(placeOf(entry), damage ?? `${entry.name}: ${problem}`);
    else if (damage !== null) this.log.note(placeOf(entry), `${damage}; it could be read all the same`);
    return value;
  }
}

/** An entry as far as it can be read. */
class EntryContent {
  /** Why that is not to its end. */
  damage: string | null = null;
  private readonly archive: ZipArchive;
  private readonly entry: ZipEntry;

  constructor(archive: ZipArchive, entry: ZipEntry) {
    this.archive = archive;
    this.entry = entry;
  }

  async *chunks(): AsyncGenerator<Uint8Array> {
    try {
      yield* this.archive.read(this.entry);
    } catch (error) {
      if (!(error instanceof ZipError)) throw error;
      this.damage = error.message;
    }
  }
}

async function firstValue(chunks: AsyncIterable<Uint8Array>): Promise<{ value: unknown; problem: string | null }> {
  let found: { value: unknown; problem: string | null } | null = null;
  for await (const pieces of readJson(chunks)) {
    for (const piece of pieces) {
      if (piece.type === "record") found ??= { value: piece.value, problem: null };
      if (piece.type === "damage") found ??= { value: undefined, problem: piece.reason };
    }
  }
  return found ?? { value: undefined, problem: "it is empty" };
}

function placeOf({ offset }: ZipEntry): Place {
  return { line: null, offset };
}
