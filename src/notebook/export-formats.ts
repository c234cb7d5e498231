/** How spans can leave: the name on the command line, as shown, the file's ending and its media type. */
export const spanFormats = {
  otlp: { title: "OTLP JSON Lines", ending: "otlp.jsonl", type: "application/x-ndjson" },
  chrome: { title: "Chrome trace", ending: "trace.json", type: "application/json" },
  parquet: { title: "Parquet", ending: "parquet", type: "application/vnd.apache.parquet" },
  csv: { title: "CSV", ending: "csv", type: "text/csv" },
} as const;

export const scoreFormats = {
  csv: { title: "CSV", ending: "csv", type: "text/csv" },
  jsonl: { title: "JSON Lines", ending: "jsonl", type: "application/x-ndjson" },
} as const;

export type SpanFormat = keyof typeof spanFormats;
export type ScoreFormat = keyof typeof scoreFormats;
