import type { Sample } from "../importer.ts";
import { isObject, type JsonObject, tryParseJson } from "../json/json.ts";
import type { Shape } from "../json/json-stream.ts";
import { isVectorName } from "./embedding-names.ts";
import { areVectors, vectorFields } from "./vector-fields.ts";

/** How a JSON file holds its vectors. */
export interface VectorLayout {
  /**
   * `records`: objects, or bare vectors, which `shape` reaches. `columns`: one list for the ids, one for the vectors and
   * so on. `dictionary`: an object with an entry for each id, which `path` leads to.
   */
  readonly kind: "records" | "columns" | "dictionary";
  readonly shape: Shape;
  readonly path: readonly string[];
  /** The fields that hold vectors. */
  readonly fields: readonly string[];
  readonly reason: string;
}

const list: Shape = { items: {} };

/** Where the lists of vector databases and of their answers stand. */
const paths: readonly (readonly string[])[] = [
  ["result", "points"],
  ["result"],
  ["points"],
  ["vectors"],
  ["matches"],
  ["objects"],
  ["response", "body", "data"],
  ["body", "data"],
  ["data"],
  ["hits", "hits"],
  ...["rows", "results", "records", "items", "documents", "entities", "embeddings", "value", "nodes", "chunks"].map(
    (key) => [key],
  ),
];

const dictionaries: readonly (readonly string[])[] = [["embedding_dict"], ["vectors"], ["embeddings"]];

export const columnKeys: Readonly<Record<string, string>> = {
  ids: "id",
  id: "id",
  embeddings: "embeddings",
  vectors: "embeddings",
  documents: "document",
  texts: "text",
  metadatas: "metadata",
  metadata: "metadata",
  uris: "uri",
  labels: "label",
  timestamps: "timestamp",
};

/** The layout of a JSON file of vectors; null when it is none. */
export function vectorLayout(sample: Sample): VectorLayout | null {
  const { value } = sample;
  if (Array.isArray(value)) return bareVectors(value) ?? ofRecords(value.filter(isObject).slice(0, 20), sample);
  return isObject(value) ? ofRecords(firstRecords(value, sample), sample) : null;
}

function bareVectors(value: readonly unknown[]): VectorLayout | null {
  const shape = Array.isArray(value[0]) ? list : {};
  const lists = Array.isArray(value[0]) ? sound(value) : [value];
  if (!areVectors(lists)) return null;
  return { kind: "records", shape, path: [], fields: [], reason: "lists of numbers, all of one length" };
}

/** Without the last of several, which may be cut off. */
function sound(values: readonly unknown[]): readonly unknown[] {
  return values.length > 1 ? values.slice(0, Math.min(20, values.length - 1)) : values;
}

/** The object with which the text begins, and those on the lines behind it. */
function firstRecords(first: JsonObject, { text, whole }: Sample): readonly JsonObject[] {
  const lines = (text ?? "").slice(0, 256 * 1024).split("\n", 20);
  const rest = whole || lines.length === 20 ? lines.slice(1) : lines.slice(1, -1);
  return [first, ...rest.map((line) => (line.startsWith("{") ? tryParseJson(line) : null)).filter(isObject)];
}

function ofRecords(records: readonly JsonObject[], sample: Sample): VectorLayout | null {
  const [first] = records;
  if (!first) return null;
  const lone = Array.isArray(sample.value) || "id" in first ? null : first;
  return (
    columns(first) ??
    (lone && dictionary(lone, dictionaries)) ??
    flat(records) ??
    wrapped(records) ??
    (lone && dictionary(lone, [[]]))
  );
}

function flat(records: readonly JsonObject[]): VectorLayout | null {
  const fields = vectorFields(records);
  if (fields.length === 0 && !records.some(isPoint)) return null;
  const reason = fields.length ? `records with the vector ${fields.join(", ")}` : "records of a vector database";
  return {
    kind: "records",
    shape: list,
    path: [],
    fields: [...fields, ...(records.some(isPinecone) ? ["values"] : [])],
    reason,
  };
}

/** A record as Qdrant or Pinecone writes it, whatever the length of its vector. */
function isPoint(record: JsonObject): boolean {
  return (
    isPinecone(record) || ("id" in record && isObject(record.payload) && hasVector(record.vector ?? record.vectors))
  );
}

function isPinecone(record: JsonObject): boolean {
  const beside = isObject(record.metadata) || isObject(record.sparse_values) || isObject(record.sparseValues);
  return "id" in record && beside && isNumbers(record.values);
}

function hasVector(value: unknown): boolean {
  return isNumbers(value) || (isObject(value) && Object.values(value).some(isNumbers));
}

function isNumbers(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === "number");
}

function wrapped(records: readonly JsonObject[]): VectorLayout | null {
  const [first] = records;
  const graph = first ? graphPath(first) : null;
  for (const path of graph ? [graph, ...paths] : paths) {
    for (const record of records) {
      const rows = at(record, path);
      const inner = Array.isArray(rows) ? flat(rows.filter(isObject).slice(0, 20)) : null;
      if (!inner) continue;
      const shape = shapeOf(path);
      return { ...inner, path, shape: { ...shape, items: shape }, reason: `${path.join(".")} holds ${inner.reason}` };
    }
  }
  return null;
}

/** Weaviate's GraphQL answers name a class on the way. */
function graphPath(value: JsonObject): readonly string[] | null {
  const get = at(value, ["data", "Get"]);
  const [name] = isObject(get) ? Object.keys(get) : [];
  return name === undefined ? null : ["data", "Get", name];
}

export function at(value: JsonObject, path: readonly string[]): unknown {
  let inner: unknown = value;
  for (const key of path) inner = isObject(inner) && Object.hasOwn(inner, key) ? inner[key] : undefined;
  return inner;
}

function shapeOf(path: readonly string[]): Shape {
  return path.reduceRight<Shape>((inner, key) => ({ keys: { [key]: inner } }), list);
}

function columns(first: JsonObject): VectorLayout | null {
  const name = ["embeddings", "vectors"].find((key) => key in first);
  if (name === undefined) return null;
  const held = first[name];
  const lists = isObject(held) ? held.float : held;
  const named = Array.isArray(first.ids) && ("documents" in first || "metadatas" in first || "uris" in first);
  const isColumn =
    Array.isArray(lists) && lists.length > 0 && sound(lists).every((item) => isNumbers(item) || item === null);
  if (!isColumn && !(named && (lists === null || (Array.isArray(lists) && lists.length === 0)))) return null;
  const keys = Object.fromEntries(Object.keys(columnKeys).map((key) => [key, list]));
  const shape = { keys: { ...keys, [name]: { ...list, keys: { float: list } } } };
  const reason = `the object has ${Array.isArray(first.ids) ? "ids and " : ""}${name}, each a list`;
  return { kind: "columns", shape: { ...shape, items: shape }, path: [], fields: [name], reason };
}

function dictionary(first: JsonObject, among: readonly (readonly string[])[]): VectorLayout | null {
  for (const path of among) {
    const entries = at(first, path);
    if (!isObject(entries)) continue;
    const values = sound(Object.values(entries));
    const records = values.filter(isObject);
    const fields = records.length === values.length ? vectorFields(records) : [];
    const named = path.some(isVectorName) && values.length > 0 && values.every(isNumbers);
    if (fields.length === 0 && !named && !(values.length > 1 && areVectors(values))) continue;
    return { kind: "dictionary", shape: {}, path, fields, reason: "an object with a vector for each id" };
  }
  return null;
}
