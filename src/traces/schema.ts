/**
 * The canonical tables, once: importers build batches from these columns, the notebook creates the tables from them,
 * and the row types below are derived from them.
 *
 * Times are nanoseconds since 1970-01-01T00:00Z. `events`, `links` and `metadata` hold JSON text.
 * `attributes` holds every attribute of the source under its own key, mapped or not; a value that is not text is JSON.
 */
export type ColumnType = "VARCHAR" | "BIGINT" | "INTEGER" | "DOUBLE" | "BOOLEAN" | "MAP(VARCHAR, VARCHAR)" | "FLOAT[]";

export const canonicalTables = {
  spans: {
    trace_id: "VARCHAR",
    span_id: "VARCHAR",
    parent_span_id: "VARCHAR",
    name: "VARCHAR",
    kind: "VARCHAR",
    start_ns: "BIGINT",
    end_ns: "BIGINT",
    status: "VARCHAR",
    status_message: "VARCHAR",
    model: "VARCHAR",
    provider: "VARCHAR",
    input_tokens: "BIGINT",
    output_tokens: "BIGINT",
    cache_read_tokens: "BIGINT",
    cache_write_tokens: "BIGINT",
    reasoning_tokens: "BIGINT",
    cost_usd: "DOUBLE",
    cost_source: "VARCHAR",
    tenant: "VARCHAR",
    user_id: "VARCHAR",
    session_id: "VARCHAR",
    prompt_version: "VARCHAR",
    input: "VARCHAR",
    output: "VARCHAR",
    service: "VARCHAR",
    scope: "VARCHAR",
    attributes: "MAP(VARCHAR, VARCHAR)",
    events: "VARCHAR",
    links: "VARCHAR",
    source_row: "BIGINT",
  },
  documents: {
    span_id: "VARCHAR",
    trace_id: "VARCHAR",
    rank: "INTEGER",
    doc_id: "VARCHAR",
    score: "DOUBLE",
    score_kind: "VARCHAR",
    content: "VARCHAR",
    last_updated: "VARCHAR",
    metadata: "VARCHAR",
  },
  scores: {
    score_id: "VARCHAR",
    target_type: "VARCHAR",
    target_id: "VARCHAR",
    doc_rank: "INTEGER",
    name: "VARCHAR",
    value_num: "DOUBLE",
    value_str: "VARCHAR",
    source: "VARCHAR",
    rater: "VARCHAR",
    rationale: "VARCHAR",
    time_ns: "BIGINT",
    is_ground_truth: "BOOLEAN",
    metadata: "VARCHAR",
  },
  embeddings: {
    id: "VARCHAR",
    vector: "FLOAT[]",
    time_ns: "BIGINT",
    window: "VARCHAR",
    label: "VARCHAR",
    text: "VARCHAR",
    model: "VARCHAR",
    attributes: "MAP(VARCHAR, VARCHAR)",
  },
  deployments: {
    time_ns: "BIGINT",
    kind: "VARCHAR",
    name: "VARCHAR",
    version: "VARCHAR",
    author: "VARCHAR",
    changelog: "VARCHAR",
    env: "VARCHAR",
    config: "VARCHAR",
  },
} as const satisfies Record<string, Record<string, ColumnType>>;

export type CanonicalTable = keyof typeof canonicalTables;

type Value<T extends ColumnType> = T extends "VARCHAR"
  ? string
  : T extends "BIGINT"
    ? bigint
    : T extends "INTEGER" | "DOUBLE"
      ? number
      : T extends "BOOLEAN"
        ? boolean
        : T extends "FLOAT[]"
          ? Float32Array
          : Map<string, string>;

export type Row<T extends CanonicalTable> = {
  -readonly [C in keyof (typeof canonicalTables)[T]]: (typeof canonicalTables)[T][C] extends ColumnType
    ? Value<(typeof canonicalTables)[T][C]> | null
    : never;
};

export type SpanRow = Row<"spans">;
export type DocumentRow = Row<"documents">;
export type ScoreRow = Row<"scores">;
export type EmbeddingRow = Row<"embeddings">;
export type DeploymentRow = Row<"deployments">;

export const canonicalTableNames = Object.keys(canonicalTables) as CanonicalTable[];
