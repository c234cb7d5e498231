import type { JsonObject } from "../json/json.ts";
import type { ZipArchive, ZipEntry } from "../zip/zip.ts";

/** A part of a sample that stands in an entry of its own: a run of items from `start` on, or all of its metadata. */
interface Chunk {
  readonly of: string;
  readonly start: number;
  readonly entry: ZipEntry;
}

/** The parts of a large sample, whose shell is the entry of this name, in their order. */
export function chunksOf(archive: ZipArchive, shell: string): readonly Chunk[] {
  if (!shell.endsWith("/sample.json")) return [];
  const folder = shell.slice(0, -"sample.json".length);
  const chunks: Chunk[] = [];
  for (const entry of archive.entries) {
    if (!entry.name.startsWith(folder)) continue;
    const [, of = "", start = "0"] = /^(?:(\w+)\/(\d+)|metadata)\.json$/.exec(entry.name.slice(folder.length)) ?? [];
    if (of !== "" || entry.name === `${folder}metadata.json`) chunks.push({ of, start: Number(start), entry });
  }
  return chunks.sort((one, other) => one.start - other.start);
}

/** A sample with its parts, as one that is written in one piece has them. */
export async function withChunks(
  shell: JsonObject,
  chunks: readonly Chunk[],
  read: (entry: ZipEntry) => Promise<unknown>,
): Promise<JsonObject> {
  const lists: Record<string, unknown[]> = { messages: [], events: [], calls: [], attachments: [] };
  let metadata: unknown;
  for (const { of, entry } of chunks) {
    const value = await read(entry);
    if (of === "") metadata = value;
    else if (Object.hasOwn(lists, of) && Array.isArray(value)) for (const item of value) lists[of]?.push(item);
  }
  const { messages = [], events, calls, attachments = [] } = lists;
  const { message_refs, sequences: _, ...sample } = shell;
  return {
    ...sample,
    ...(metadata === undefined ? {} : { metadata }),
    messages: ranges(message_refs).flatMap(([start, end]) => messages.slice(start, end)),
    events,
    events_data: { messages, calls },
    attachments: Object.fromEntries(attachments.map((text, at) => [String(at), text])),
  };
}

function ranges(value: unknown): readonly (readonly [number, number])[] {
  const list = Array.isArray(value) ? value.slice(0, 10_000) : [];
  return list.filter(Array.isArray).map(([start, end]) => [Number(start), Number(end)] as const);
}
