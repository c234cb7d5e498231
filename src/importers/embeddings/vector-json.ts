import type { Input, Sink } from "../importer.ts";
import { isObject, type JsonObject } from "../json/json.ts";
import { readJsonInContext } from "../json/json-context.ts";
import type { Frame, JsonPiece } from "../json/json-stream.ts";
import type { Place } from "../spans/span-row.ts";
import { isVectorName } from "./embedding-names.ts";
import { RecordReader } from "./embedding-record.ts";
import { EmbeddingWriter } from "./embedding-rows.ts";
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
  readonly #seen = new WeakSet<JsonObject>();

  constructor(sink: Sink, layout: VectorLayout) {
    const fields = new Set(layout.fields);
    this.#writer = new EmbeddingWriter(sink);
    this.#record = new RecordReader(this.#writer, (key) => fields.has(key) || isVectorName(key));
    this.#columns = new VectorColumns(this.#writer, this.#record);
    this.#layout = layout;
  }

  take(piece: JsonPiece): void {
    const isColumns = this.#layout.kind === "columns";
    if (piece.type === "end") this.#end(piece.rest, isColumns);
    else if (piece.type === "damage") {
      this.#writer.lose(piece, piece.reason);
      if (isColumns) this.#columns.damaged();
    } else if (isColumns) this.#columns.take(piece);
    else this.#take(piece.value, { line: piece.line }, piece.frames);
  }

  /** Not only the outermost object ends, but `{"float": [...]}` around vectors too. */
  #end(rest: JsonObject, isColumns: boolean): void {
    if (!isColumns) this.#around(rest);
    else if (this.#columns.isRoot(rest)) this.#columns.end(rest);
  }

  finish(): void {
    this.#columns.end();
    this.#writer.finish();
  }

  #take(value: unknown, place: Place, frames: readonly Frame[]): void {
    if (Array.isArray(value)) this.#bare(value, place);
    else if (!isObject(value)) this.#writer.lose(place, "no record of a vector");
    else if (this.#layout.kind === "dictionary") this.#dictionary(value, place);
    else if (frames.length === 0 && this.#layout.path.length > 0) this.#lone(value, place);
    else this.#one(value, place, frames);
  }

  #bare(value: readonly unknown[], place: Place): void {
    this.#writer.record(place, () => this.#writer.vector("vector", readVector(value)));
  }

  #one(value: JsonObject, place: Place, frames: readonly Frame[]): void {
    this.#writer.record(place, () => {
      for (const { rest, offset } of frames) {
        if (offset < 0) this.#around(rest);
        for (const each of kept) if (typeof rest[each] === "string") this.#writer.add(each, rest[each]);
        if (typeof rest.custom_id === "string") this.#writer.add("id", customId(rest.custom_id, value.index));
      }
      this.#record.fields(value, place);
    });
  }

  #around(object: JsonObject): void {
    if (this.#seen.has(object)) return;
    this.#seen.add(object);
    this.#writer.around(object, [...kept, "custom_id", "error", ...this.#layout.path]);
  }

  /** Where a list of records should be there is one record, or a request that has failed, or nothing. */
  #lone(value: JsonObject, place: Place): void {
    const rows = at(value, this.#layout.path);
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
      this.#writer.record(place, () => {
        this.#writer.add("id", id);
        if (isObject(entry)) this.#record.fields(entry, place);
        else this.#writer.vector("vector", readVector(entry));
        for (const [key, other] of others) if (isObject(other)) this.#beside(key, other, id, place);
      });
    }
  }

  #beside(key: string, others: JsonObject, id: string, place: Place): void {
    const beside = Object.hasOwn(others, id) ? others[id] : null;
    if (isObject(beside)) this.#record.fields(beside, place);
    else this.#writer.add(key, beside);
  }
}

/** One request of a batch may ask for several vectors. */
function customId(id: string, index: unknown): string {
  return typeof index === "number" && index > 0 ? `${id}:${index}` : id;
}
