import type { JsonObject } from "../json/json.ts";

/**
 * Langfuse writes the same things in two spellings (`traceId` in the UI and the API, `trace_id` in the blob storage
 * export) and in CSV as text.
 */
export function field(row: JsonObject, camel: string, snake: string): unknown {
  const value = row[camel];
  return value === undefined ? row[snake] : value;
}
