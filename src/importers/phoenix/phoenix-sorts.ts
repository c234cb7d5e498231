import { isObject, type JsonObject } from "../json/json.ts";

export type RowSort = "span" | "annotation" | "evaluation" | "document" | "run" | null;

type Has = (key: string) => boolean;

/** What a row of Phoenix is, told from its keys. */
export function rowSort(row: JsonObject): RowSort {
  const has: Has = (key) => Object.hasOwn(row, key);
  if (isObject(row.context)) return "span_id" in row.context || has("span_kind") ? "span" : null;
  if (isSpanRow(has)) return "span";
  return sortOfKeys(has);
}

/** The same for the names of columns. */
export function columnsSort(columns: readonly string[]): RowSort {
  const names = new Set(columns);
  const has: Has = (key) => names.has(key);
  return isSpanRow(has) ? "span" : sortOfKeys(has);
}

function isSpanRow(has: Has): boolean {
  return has("context.span_id") && (has("span_kind") || has("start_time") || has("name"));
}

function sortOfKeys(has: Has): RowSort {
  if (isAnnotation(has)) return "annotation";
  if (isRun(has)) return "run";
  const named = has("context.span_id");
  if (!named && !has("context.trace_id")) return null;
  const judged = has("label") || has("explanation");
  if (named && has("document_position") && !judged && (!has("score") || holdsDocument(has))) return "document";
  if (judged || has("score")) return "evaluation";
  return named ? "span" : null;
}

function isAnnotation(has: Has): boolean {
  const judged = ["result", "result.score", "result.label", "score", "label"].some(has);
  return judged && (has("annotation_name") || (has("annotator_kind") && has("name")));
}

function isRun(has: Has): boolean {
  return has("example_id") && has("repetition_number") && (has("output") || has("reference_output"));
}

function holdsDocument(has: Has): boolean {
  return has("reference") || has("document.content") || has("content") || has("text");
}
