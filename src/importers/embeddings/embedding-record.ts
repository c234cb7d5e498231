import { isObject, type JsonObject, jsonText, tryParseJson } from "../json/json.ts";
import type { Place } from "../spans/span-row.ts";
import { isContainer } from "./embedding-names.ts";
import type { EmbeddingWriter } from "./embedding-rows.ts";
import { isSparse, mayBeVectorText, readVector } from "./vector-text.ts";

type Sort = "vector" | "container" | "field";

const deepest = 3;

/** Takes the records of vector stores apart: which fields are vectors, and what their users have put beside them. */
export class RecordReader {
  readonly #writer: EmbeddingWriter;
  readonly #isVector: (key: string) => boolean;
  readonly #sorts = new Map<string, Sort>();

  constructor(writer: EmbeddingWriter, isVector: (key: string) => boolean) {
    this.#writer = writer;
    this.#isVector = isVector;
  }

  take(record: JsonObject, place: Place): void {
    this.#writer.begin();
    this.fields(record, place);
    this.#writer.end(place);
  }

  /** The fields of a record that its caller begins and ends. */
  fields(record: JsonObject, place: Place, depth = 0): void {
    for (const key of Object.keys(record)) this.field(key, record[key], place, depth);
  }

  field(key: string, value: unknown, place: Place, depth = 0): void {
    if (value === null || value === undefined) return;
    const sort = this.#sortOf(key);
    if (sort === "vector" && typeof value === "object") this.#vector(key, value, place);
    else if (sort === "vector" && typeof value === "string" && mayBeVectorText(value))
      this.#writer.vector(key, readVector(value));
    else if (sort !== "container" || depth >= deepest) this.#writer.add(key, value);
    else {
      const inner = typeof value === "string" && value.trimStart().startsWith("{") ? tryParseJson(value) : value;
      if (isObject(inner)) this.fields(inner, place, depth + 1);
      else this.#writer.add(key, value);
    }
  }

  #sortOf(key: string): Sort {
    const known = this.#sorts.get(key);
    if (known) return known;
    const sort = this.#isVector(key) ? "vector" : isContainer(key) ? "container" : "field";
    if (this.#sorts.size < 10_000) this.#sorts.set(key, sort);
    return sort;
  }

  /** One vector, or an object of several under their names. */
  #vector(key: string, value: object, place: Place): void {
    if (isSparse(value)) this.#sparse(key, value, place);
    else if (isObject(value) && holdsVectors(value)) this.#named(value, place);
    else this.#writer.vector(key, readVector(value));
  }

  #named(value: JsonObject, place: Place): void {
    for (const name of Object.keys(value)) {
      const inner = value[name];
      if (isSparse(inner)) this.#sparse(name, inner, place);
      else if (inner !== null) this.#writer.vector(name, readVector(inner));
    }
  }

  #sparse(key: string, value: unknown, place: Place): void {
    this.#writer.notes.add("sparse vectors, which stay in the attributes", place, key);
    this.#writer.add(key, jsonText(value));
  }
}

/** True for named vectors; `{"values": [...]}` is one vector with something around it. */
function holdsVectors(value: JsonObject): boolean {
  const inner = Object.entries(value);
  if (inner.length === 1 && ["values", "embedding", "float", "vector"].includes(inner[0]?.[0] ?? "")) return false;
  return inner.some(([, item]) => typeof item === "object" && item !== null);
}
