import type {
  CanonicalTable,
  DeploymentRow,
  DocumentRow,
  EmbeddingRow,
  Row,
  ScoreRow,
  SpanRow,
} from "../traces/schema.ts";
import type { AddedColumns, Issue, Sink } from "./importer.ts";
import { IssueList } from "./issue-list.ts";
import type { MessageQueue } from "./message-queue.ts";
import { SpanBatches } from "./span-batches.ts";
import { CanonicalBatch } from "./tables/arrow-batch.ts";

const mostRows = 20_000;
const mostBytes = 8 * 1024 * 1024;
const progressEveryMs = 100;

export interface Position {
  /** Bytes read of the file as stored. */
  readonly position: number;
  readonly file: { readonly size: number };
}

/** Packs what an importer gives into messages: rows into batches, and now and then how far it is. */
export class MessageSink implements Sink {
  readonly #queue: MessageQueue;
  readonly #stored: Position;
  readonly #signal: AbortSignal;
  readonly spanBatches: SpanBatches;
  readonly #documents: CanonicalBatch<"documents">;
  readonly #scores: CanonicalBatch<"scores">;
  readonly #embeddings: CanonicalBatch<"embeddings">;
  readonly #deployments: CanonicalBatch<"deployments">;
  readonly #issues = new IssueList();
  readonly #rows = new Map<string, number>();
  readonly #unmapped = new Map<string, number>();
  #records = 0;
  #lastProgress = performance.now();

  constructor(queue: MessageQueue, stored: Position, signal: AbortSignal, added?: AddedColumns) {
    this.spanBatches = new SpanBatches(({ stream, rows }) => this.arrow("spans", stream, rows), added?.spans);
    this.#documents = new CanonicalBatch("documents", added?.documents);
    this.#scores = new CanonicalBatch("scores", added?.scores);
    this.#embeddings = new CanonicalBatch("embeddings", added?.embeddings);
    this.#deployments = new CanonicalBatch("deployments", added?.deployments);
    this.#queue = queue;
    this.#stored = stored;
    this.#signal = signal;
  }

  span(row: SpanRow): void {
    this.spanBatches.append(row);
  }

  document(row: DocumentRow): void {
    this.#add("documents", this.#documents, row);
  }

  score(row: ScoreRow): void {
    this.#add("scores", this.#scores, row);
  }

  embedding(row: EmbeddingRow): void {
    this.#add("embeddings", this.#embeddings, row);
  }

  deployment(row: DeploymentRow): void {
    this.#add("deployments", this.#deployments, row);
  }

  #add<T extends CanonicalTable>(table: T, batch: CanonicalBatch<T>, row: Row<T>): void {
    batch.append(row);
    const { rows } = batch;
    if (rows >= mostRows || ((rows < 16 || (rows & 15) === 0) && batch.bytes > mostBytes)) this.#flush(table, batch);
  }

  #flush<T extends CanonicalTable>(table: T, batch: CanonicalBatch<T>): void {
    if (batch.rows === 0) return;
    const { stream, rows } = batch.finish();
    this.arrow(table, stream, rows);
  }

  arrow(table: string, stream: Uint8Array, rows: number): void {
    this.#rows.set(table, (this.#rows.get(table) ?? 0) + rows);
    this.#queue.push({ type: "batch", table, stream, rows });
  }

  #flushAll(): void {
    this.spanBatches.flushAll();
    this.#flush("documents", this.#documents);
    this.#flush("scores", this.#scores);
    this.#flush("embeddings", this.#embeddings);
    this.#flush("deployments", this.#deployments);
  }

  restart(): void {
    this.#flushAll();
    this.#queue.dropBatches();
    this.#issues.clear();
    this.#rows.clear();
    this.#unmapped.clear();
    this.#records = 0;
    this.#queue.push({ type: "restart" });
  }

  issue(issue: Issue): void {
    this.#issues.add(issue);
  }

  records(count: number): void {
    this.#records += count;
  }

  unmapped(key: string, spans = 1): void {
    this.#unmapped.set(key, (this.#unmapped.get(key) ?? 0) + spans);
  }

  async drain(): Promise<void> {
    this.#signal.throwIfAborted();
    if (performance.now() - this.#lastProgress >= progressEveryMs) {
      this.#progress();
      // Lets the thread take its other messages, of which one may say stop.
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
    await this.#queue.room();
    this.#signal.throwIfAborted();
  }

  #progress(): void {
    this.#lastProgress = performance.now();
    this.#sendIssues();
    const waiting = this.spanBatches.rows + this.#documents.rows + this.#scores.rows + this.#embeddings.rows;
    const rows = this.#given() + waiting + this.#deployments.rows;
    const { position: bytes, file } = this.#stored;
    this.#queue.push({ type: "progress", bytes, size: file.size, records: this.#records, rows });
  }

  #given(): number {
    let rows = 0;
    for (const count of this.#rows.values()) rows += count;
    return rows;
  }

  #sendIssues(): void {
    const issues = this.#issues.take();
    if (issues.length) this.#queue.push({ type: "issues", issues });
  }

  /** Sends everything that is left and gives the counts. */
  finish(): Counted {
    this.#flushAll();
    this.#issues.close();
    this.#progress();
    const rows = Object.fromEntries(this.#rows);
    return { records: this.#records, lost: this.#issues.lost, rows, unmapped: Object.fromEntries(this.#unmapped) };
  }
}

export interface Counted {
  readonly records: number;
  readonly lost: number;
  readonly rows: Readonly<Record<string, number>>;
  readonly unmapped: Readonly<Record<string, number>>;
}
