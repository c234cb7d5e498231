import type { SpanRow } from "../traces/schema.ts";
import type { AddedColumn } from "./importer.ts";
import { type ArrowBatch, SpanBatch } from "./tables/arrow-batch.ts";
import { TextStructColumn } from "./tables/text-columns.ts";

/** So many spans with the same attributes are worth batches of their own, of so many kinds at most. */
const commonFrom = 1000;
const mostShapes = 32;
const mostKeys = 64;
/** Spans whose attributes differ from each other's without end are not told apart any longer. */
const mostPlaces = 20_000;

const mostRows = 20_000;
const megabyte = 1024 * 1024;

/** One key after another leads from the root to the place of the spans that have just these attributes. */
export interface Place {
  readonly next: Map<string, Place>;
  spans: number;
  batch: SpanBatch | null;
}

/**
 * Collects spans in batches, those with the same attributes together: the engine stores such a batch in half the time
 * (see TextStructColumn). Files of a few thousand spans stay in one.
 */
export class SpanBatches {
  readonly #added: readonly AddedColumn[] | undefined;
  readonly #give: (batch: ArrowBatch) => void;
  readonly #mixed: SpanBatch;
  readonly #batches: SpanBatch[];
  readonly #root: Place = { next: new Map(), spans: 0, batch: null };
  #place: Place | null = this.#root;
  #places = 0;
  rows = 0;

  constructor(give: (batch: ArrowBatch) => void, added?: readonly AddedColumn[]) {
    this.#give = give;
    this.#added = added;
    this.#mixed = new SpanBatch(added);
    this.#batches = [this.#mixed];
  }

  append(row: SpanRow): void {
    const { attributes } = row;
    const batch = attributes ? this.at(this.place(attributes), attributes) : this.#mixed;
    batch.append(row);
    this.appended(batch);
  }

  /** The place of spans with these attributes, null where they are not told apart. */
  place(attributes: ReadonlyMap<string, unknown>): Place | null {
    if (attributes.size === 0 || attributes.size > mostKeys) return null;
    this.#place = this.#root;
    attributes.forEach(this.#follow);
    return this.#place;
  }

  /** The batch for the next span at a place. */
  at(place: Place | null, attributes: ReadonlyMap<string, unknown>): SpanBatch {
    if (!place || ++place.spans < commonFrom) return this.#mixed;
    place.batch ??= this.#batches.length > mostShapes ? this.#mixed : this.#ownBatch([...attributes.keys()]);
    return place.batch;
  }

  /** To be told of every span that was put into a batch. */
  appended(batch: SpanBatch): void {
    this.rows++;
    const { rows } = batch;
    if (rows >= mostRows || ((rows < 16 || (rows & 15) === 0) && batch.bytes > this.#mostBytes())) this.#flush(batch);
  }

  /** The more batches there are, the less each may hold. */
  #mostBytes(): number {
    return Math.max(2, Math.min(8, 24 / this.#batches.length)) * megabyte;
  }

  readonly #follow = (_: unknown, key: string): void => {
    const place = this.#place;
    if (place) this.#place = place.next.get(key) ?? this.#newPlace(place, key);
  };

  #newPlace(before: Place, key: string): Place | null {
    if (this.#places >= mostPlaces) return null;
    this.#places++;
    const place = { next: new Map(), spans: 0, batch: null };
    before.next.set(key, place);
    return place;
  }

  /** The engine takes two names of a struct that differ in case alone for one. */
  #ownBatch(keys: readonly string[]): SpanBatch {
    if (new Set(keys.map((key) => key.toLowerCase())).size < keys.length) return this.#mixed;
    const batch = new SpanBatch(this.#added, new TextStructColumn(keys));
    this.#batches.push(batch);
    return batch;
  }

  #flush(batch: SpanBatch): void {
    if (batch.rows === 0) return;
    this.rows -= batch.rows;
    this.#give(batch.finish());
  }

  flushAll(): void {
    for (const batch of this.#batches) this.#flush(batch);
  }
}
