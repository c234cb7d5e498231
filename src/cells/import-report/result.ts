/** What came of every source. Counts unless said otherwise. */
export interface ImportReport {
  readonly sources: readonly SourceReport[];
  /** Costs that no span reports; null when none are to compute, or a single source is asked for. */
  readonly costs: CostReport | null;
}

export interface CostReport {
  /** Spans whose cost was computed from a price list. */
  readonly priced: number;
  /** Of them, those whose cached or reasoning tokens are counted beside the others. */
  readonly countedApart: number;
  /** Models without a price and how many spans each has; null for spans that name no model. */
  readonly unpriced: readonly { readonly model: string | null; readonly spans: number }[];
}

export interface SourceReport {
  readonly id: number;
  readonly path: string;
  readonly format: string;
  /** Why it was taken for that format. */
  readonly reason: string;
  readonly compression: string | null;
  readonly sha256: string;
  readonly bytes: number;
  /** Records met in the file, and how many of them could not be read. */
  readonly records: number;
  readonly lost: number;
  /** Rows that came into each table, those that were merged away included. */
  readonly rows: Readonly<Record<"spans" | "documents" | "scores" | "embeddings" | "deployments", number>>;
  /** Plain tables and the rows in them. */
  readonly tables: readonly string[];
  readonly tableRows: number;
  /** Spans that repeated one that was there already. */
  readonly duplicates: number;
  /** Null when it brought no spans. */
  readonly spans: SpanReport | null;
  /** Attribute keys that no column takes, the most frequent first, and how many there are. */
  readonly attributes: readonly { readonly key: string; readonly spans: number }[];
  readonly attributeKeys: number;
  /** The first records that could not be read, and how many such entries there are. */
  readonly unread: readonly Unread[];
  readonly unreadEntries: number;
  /** What was changed or assumed without losing anything. */
  readonly notes: readonly Unread[];
  readonly noteEntries: number;
}

/** The spans of one source as they stand now, duplicates merged. */
export interface SpanReport {
  readonly spans: number;
  readonly traces: number;
  /** ISO, UTC. */
  readonly from: string | null;
  readonly to: string | null;
  /** Whose parent is in no source. */
  readonly orphans: number;
  readonly withoutEnd: number;
  /** That end before they start. */
  readonly negative: number;
  /** That start before their parent or end after it, by more than a millisecond. */
  readonly outside: number;
  /** By how much at most, in milliseconds, and where. */
  readonly worst: { readonly ms: number; readonly traceId: string; readonly spanId: string } | null;
}

export interface Unread {
  readonly line: number | null;
  /** Where there are no lines. */
  readonly byte: number | null;
  readonly reason: string;
  readonly records: number;
}
