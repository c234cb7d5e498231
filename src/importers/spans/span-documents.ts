import type { DocumentRow } from "../../traces/schema.ts";
import { isObject, type JsonObject, jsonText, tryParseJson } from "../json/json.ts";
import { unquoted, valueText } from "./attributes.ts";
import { parsePythonRepr } from "./python-repr.ts";

export interface DocumentOwner {
  readonly traceId: string;
  readonly spanId: string;
}

/** Under these names a document says when it was last changed, the surest first. */
const ages = ["last_updated", "updated_at", "modified", "date", "timestamp"];

/**
 * The documents that a span found, in the order it gave them; `rank` counts from 1. `list` holds objects, whatever
 * convention they came from; undefined and other things in it are passed over.
 */
export function documentRows(list: readonly unknown[], kind: string | null, owner: DocumentOwner): DocumentRow[] {
  return list.flatMap((item, place) => {
    const document = isObject(item) && isObject(item.document) ? item.document : item;
    return isObject(document) ? [documentRow(document, place + 1, kind, owner)] : [];
  });
}

/** The list inside JSON text, or null. */
export function documentList(text: string): readonly unknown[] | null {
  const value = tryParseJson(unquoted(text));
  const list = isObject(value) && Array.isArray(value.documents) ? value.documents : value;
  return Array.isArray(list) ? list : null;
}

/** An object written as JSON or as Python prints it; null when the text is neither. */
export function readMetadata(value: unknown): JsonObject | null {
  if (isObject(value)) return value;
  if (typeof value !== "string") return null;
  const text = unquoted(value);
  const parsed = tryParseJson(text) ?? parsePythonRepr(text);
  return isObject(parsed) ? parsed : null;
}

function documentRow(document: JsonObject, rank: number, kind: string | null, owner: DocumentOwner): DocumentRow {
  const metadata = readMetadata(document.metadata);
  return {
    span_id: owner.spanId,
    trace_id: owner.traceId,
    rank,
    doc_id: first(document, ["id", "document_id", "doc_id"]) ?? first(metadata ?? {}, ["id", "doc_id", "doc_uri"]),
    score: scoreOf(document.score),
    score_kind: kind,
    content: first(document, ["content", "text", "page_content", "body"]),
    last_updated: first(metadata ?? {}, ages) ?? first(document, ages),
    metadata: metadataText(document, metadata),
  };
}

const columns = new Set([
  "id",
  "document_id",
  "doc_id",
  "score",
  "content",
  "text",
  "page_content",
  "body",
  "metadata",
]);

/** The metadata as JSON, with whatever else the document has; text that could not be read stays text. */
function metadataText(document: JsonObject, metadata: JsonObject | null): string | null {
  const others = Object.entries(document).filter(([key]) => !columns.has(key));
  const { metadata: raw } = document;
  if (others.length === 0)
    return metadata ? jsonText(metadata) : raw === undefined || raw === null ? null : jsonText(raw);
  return jsonText({ ...Object.fromEntries(others), ...(metadata ?? (raw === undefined ? {} : { metadata: raw })) });
}

function first(object: JsonObject, keys: readonly string[]): string | null {
  for (const key of keys) {
    const value = object[key];
    if (value !== undefined && value !== null && value !== "") return valueText(value);
  }
  return null;
}

function scoreOf(value: unknown): number | null {
  const score = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof score === "number" && Number.isFinite(score) ? score : null;
}
