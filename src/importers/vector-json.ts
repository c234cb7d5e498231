import { isVectorName } from "./embedding-names.ts";
import { RecordReader } from "./embedding-record.ts";
import { EmbeddingWriter } from "./embedding-rows.ts";
import type { Input, Sink } from "./importer.ts";
import { isObject, type JsonObject } from "./json.ts";
import { readJsonInContext } from "./json-context.ts";
import type { Frame, JsonPiece } from "./json-stream.ts";
import type { Place } from "./span-row.ts";
import { VectorColumns } from "./vector-columns.ts";
import { at, type VectorLayout } from "./vector-layout.ts";
import { readVector } from "./vector-text.ts";

/** Reads JSON with vectors in any of the layouts, record by record. */
export async function readVectorJson(input: Input, sink: Sink, layout: VectorLayout): Promise<void> {
  const reader = new VectorJsonReader(sink, layout);
  const options = { open: () => input.utf8(), shape: layout.shape, missing: withoutModel, signal: input.signal };
  for await (const pieces of readJsonInContext(options)) {
    for (const piece of pieces) reader.take(piece);
    await sink.drain();
  }
  reader.finish();
}

/** An answer of an embedding service names its model behind the vectors. */
function withoutModel(frames: readonly Frame[]): number {
  const last = frames.at(-1);
  return last?.key === "data" && last.offset >= 0 && last.rest.model === undefined ? last.offset : -1;
}

/** What is worth keeping of the objects around records; the rest speaks of the request and not of them. */
const kept = ["model", "namespace", "collection", "collection_name", "class"];

class VectorJsonReader {
  readonly #writer: EmbeddingWriter;
  readonly #record: RecordReader;
  readonly #columns: VectorColumns;
  readonly #layout: VectorLayout;

  constructor(sink: Sink, layout: VectorLayout) {
    const fields = new Set(layout.fields);
    this.#writer = new EmbeddingWriter(sink);
    this.#record = new RecordReader(this.#writer, (key) => fields.has(key) || isVectorName(key));
    this.#columns = new VectorColumns(this.#writer, this.#record);
    this.#layout = layout;
  }

  take(piece: JsonPiece): void {
    const { kind } = this.#layout;
    if (piece.type === "end") {
      if (kind === "columns" && this.#isRoot(piece.rest)) this.#columns.end(piece.rest);
    } else if (piece.type === "damage") {
      this.#writer.lose(piece, piece.reason);
      if (kind === "columns") this.#columns.damaged();
    } else if (kind === "columns") this.#columns.take(piece);
    else this.#guarded(piece.value, { line: piece.line }, piece.frames);
  }

  /** The object `{"float": [...]}` around vectors ends too. */
  #isRoot(rest: JsonObject): boolean {
    return this.#columns.isRoot(rest);
  }

  finish(): void {
    this.#columns.end({});
    this.#writer.finish();
  }

  #guarded(value: unknown, place: Place, frames: readonly Frame[]): void {
    try {
      this.#take(value, place, frames);
    } catch (error) {
      this.#writer.lose(place, error instanceof Error ? error.message : String(error));
    }
  }

  #take(value: unknown, place: Place, frames: readonly Frame[]): void {
    if (Array.isArray(value)) this.#bare(value, place);
    else if (!isObject(value)) this.#writer.lose(place, "no record of a vector");
    else if (this.#layout.kind === "dictionary") this.#dictionary(value, place);
    else if (frames.length === 0 && this.#layout.path.length > 0) this.#lone(value, place);
    else this.#one(value, place, frames);
  }

  #bare(value: readonly unknown[], place: Place): void {
    this.#writer.begin();
    this.#writer.vector("vector", readVector(value));
    this.#writer.end(place);
  }

  #one(value: JsonObject, place: Place, frames: readonly Frame[]): void {
    this.#writer.begin();
    for (const { rest } of frames) {
      for (const key of kept) if (typeof rest[key] === "string") this.#writer.add(key, rest[key]);
      if (typeof rest.custom_id === "string") this.#writer.add("id", customId(rest.custom_id, value.index));
    }
    this.#record.fields(value, place);
    this.#writer.end(place);
  }

  /** Where a list of records should be there is one record, or a request that has failed, or nothing. */
  #lone(value: JsonObject, place: Place): void {
    const rows = at(value, this.#layout.path);
    if (Array.isArray(rows)) return;
    if (isObject(rows)) this.#one(rows, place, []);
    else this.#failed(value, place);
  }

  #failed(value: JsonObject, place: Place): void {
    const error = at(value, ["error"]) ?? at(value, ["response", "body", "error"]);
    const message = isObject(error) ? error.message : error;
    const because = typeof message === "string" ? `: ${message.slice(0, 200)}` : "";
    this.#writer.lose(place, `no ${this.#layout.path.join(".")} here${because}`);
  }

  #dictionary(value: JsonObject, place: Place): void {
    const entries = at(value, this.#layout.path);
    if (isObject(entries)) this.#entries(value, entries, place);
    else this.#writer.lose(place, "no vectors here");
  }

  /** What the object has under other keys for the same ids goes with them. */
  #entries(value: JsonObject, entries: JsonObject, place: Place): void {
    const others = this.#layout.path.length ? Object.entries(value).filter(([, other]) => other !== entries) : [];
    for (const [id, entry] of Object.entries(entries)) {
      this.#writer.begin();
      this.#writer.add("id", id);
      if (isObject(entry)) this.#record.fields(entry, place);
      else this.#writer.vector("vector", readVector(entry));
      for (const [key, other] of others) {
        if (!isObject(other) || !Object.hasOwn(other, id)) continue;
        const beside = other[id];
        if (isObject(beside)) this.#record.fields(beside, place);
        else this.#writer.add(key, beside);
      }
      this.#writer.end(place);
    }
  }
}

/** One request of a batch may ask for several vectors. */
function customId(id: string, index: unknown): string {
  return typeof index === "number" && index > 0 ? `${id}:${index}` : id;
}
