import type {
  CanonicalTable,
  ColumnType,
  DeploymentRow,
  DocumentRow,
  EmbeddingRow,
  ScoreRow,
  SpanRow,
} from "../traces/schema.ts";
import type { Mapping } from "./mapping/mapping.ts";
import type { SpanBatches } from "./span-batches.ts";

/** A file as an importer's caller hands it over: readable again and again, in order or by place. */
export interface SourceFile {
  /** How the user named it: a path, or the bare name of a dropped file. */
  readonly path: string;
  /** Size in bytes as stored (compressed, if it is). */
  readonly size: number;
  /**
   * The bytes from the start. Every call starts anew. A piece is lent until the next one is asked for: its memory may
   * then hold other bytes, so whoever needs it longer copies it.
   */
  stream(): AsyncIterable<Uint8Array>;
  slice(start: number, end: number): Promise<Uint8Array>;
}

export type Compression = "gzip" | "zstd";

/** What detection looks at: the head of the content, decompressed, never the file's name. */
export interface Sample {
  /** At most 256 KiB of decompressed content. */
  readonly head: Uint8Array;
  /** True when `head` is the whole content. */
  readonly whole: boolean;
  readonly compression: Compression | null;
  /** `head` as text (UTF-8, or UTF-16 by its mark), or null when it is binary. */
  readonly text: string | null;
  /**
   * The first JSON object or array in `text`, with whatever of it lies inside the head when it is cut off: that which
   * the text begins with, or the first line that is one when the lines before it are broken; undefined when the text
   * is not JSON. Integers of 16 digits and more are strings here.
   */
  readonly value: unknown;
  /** The names of a table's columns: of delimited text with a header, Parquet, Arrow; null for everything else. */
  readonly columns: readonly string[] | null;
  /** The names of what a ZIP archive holds; null for everything else. */
  readonly entries: readonly string[] | null;
  /** The columns of Parquet or Arrow that hold vectors, by their types and lengths; null for everything else. */
  readonly vectors: readonly string[] | null;
}

/** A record that could not be read, or a thing about the file that its reader must know. */
export interface Issue {
  /** 1-based line in the decompressed text, where the content has lines. */
  readonly line: number | null;
  /** Byte offset in the decompressed content, where there are no lines. */
  readonly offset?: number;
  readonly reason: string;
  /**
   * `record`: this many records (1 unless `records` says more) were lost here.
   * `note`: nothing was lost, but something was changed or assumed (a unit of time, an encoding).
   */
  readonly severity: "record" | "note";
  readonly records?: number;
}

/** Where an importer puts what it reads. Every call is synchronous; `drain` waits for the consumer. */
export interface Sink {
  span(row: SpanRow): void;
  /** Where the spans are collected, for an importer that puts them there itself. */
  readonly spanBatches?: SpanBatches;
  document(row: DocumentRow): void;
  score(row: ScoreRow): void;
  embedding(row: EmbeddingRow): void;
  deployment(row: DeploymentRow): void;
  /** Rows of a plain table, as a complete Arrow IPC stream. All batches of one table have the same schema. */
  arrow(table: string, stream: Uint8Array, rows: number): void;
  /** Forgets every row given so far: the importer starts anew, because it learned a column's type late. */
  restart(): void;
  issue(issue: Issue): void;
  /** Counts records met in the file: rows given + records lost must come to the same number. */
  records(count: number): void;
  /** Counts the spans (1 unless said) that carry a key which no canonical column takes (it stays in `attributes`). */
  unmapped(key: string, spans?: number): void;
  /** Resolves when the consumer has room. Await it at least once per chunk of input; throws when stopped. */
  drain(): Promise<void>;
}

/** The content of a source, decompressed. */
export interface Input {
  readonly path: string;
  /** A table name made from the path: what a plain table is called. */
  readonly tableName: string;
  readonly sample: Sample;
  /** The content from the start, in pieces that are lent as those of a file are. Every call starts anew. */
  bytes(): AsyncIterable<Uint8Array>;
  /**
   * The content as UTF-8, whatever its encoding was (UTF-16 and byte order marks are taken care of), in lent pieces.
   */
  utf8(): AsyncIterable<Uint8Array>;
  /** Random access for formats with an index at the end; null when the content is compressed. */
  readonly file: SourceFile | null;
  /** The files that are imported together with it and lie in the same folder. */
  readonly beside?: readonly SourceFile[];
  readonly signal: AbortSignal;
}

export interface Importer {
  /** Stable name, as printed by the headless import: "otlp-json". */
  readonly format: string;
  /** As shown: "OpenTelemetry (OTLP JSON)". */
  readonly title: string;
  /** Why this is the format ("the first object has resourceSpans"), or null when it is not. */
  detect(sample: Sample): string | null;
  /**
   * Reads everything it can. What it cannot read becomes an issue; only a stop and a broken device throw.
   */
  read(input: Input, sink: Sink): Promise<void>;
}

/** What came of one source. */
export interface ImportCounts {
  readonly format: string;
  readonly reason: string;
  readonly compression: Compression | null;
  /** Hex SHA-256 of the file as stored. */
  readonly sha256: string;
  readonly bytes: number;
  readonly records: number;
  readonly lost: number;
  /** Rows given, per table. */
  readonly rows: Readonly<Record<string, number>>;
  /** Attribute keys without a canonical column, with how many spans carry them. */
  readonly unmapped: Readonly<Record<string, number>>;
}

/** What `readSource` says, in order: format, then any number of the middle ones, then done. */
export type ImportMessage =
  | { readonly type: "format"; readonly format: string; readonly title: string; readonly reason: string }
  | { readonly type: "batch"; readonly table: string; readonly stream: Uint8Array; readonly rows: number }
  | { readonly type: "restart" }
  | { readonly type: "issues"; readonly issues: readonly Issue[] }
  | {
      readonly type: "progress";
      /** Bytes read of the file as stored. */
      readonly bytes: number;
      readonly size: number;
      readonly records: number;
      readonly rows: number;
    }
  | { readonly type: "done"; readonly counts: ImportCounts };

/** A SHA-256 under way. */
export interface Hash {
  /** Takes the next bytes, which stay the caller's. */
  update(bytes: Uint8Array): void | Promise<void>;
  /** Hex digits. */
  digest(): string | Promise<string>;
}

export interface ReadOptions {
  readonly signal: AbortSignal;
  /** A faster SHA-256 than the built-in one, where the platform has it. */
  readonly sha256?: () => Hash | Promise<Hash>;
  /** What the user has said of a table's columns: it is read by that, whatever it looks like. */
  readonly mapping?: Mapping;
  /** The files that are imported together with it and lie in the same folder. */
  readonly beside?: readonly SourceFile[];
  /** Columns that every batch of a canonical table carries behind its own. */
  readonly added?: AddedColumns;
}

/** Per table, columns that hold one value for all rows of a source. Plain values, so that a worker can be given them. */
export type AddedColumns = Readonly<Record<CanonicalTable, readonly AddedColumn[]>>;

export interface AddedColumn {
  readonly name: string;
  readonly type: ColumnType;
  readonly value: number | null;
}

/** Reads one source, here or in a worker. Aborting the signal ends it with the signal's reason. */
export type ReadSource = (file: SourceFile, options: ReadOptions) => AsyncIterable<ImportMessage>;
