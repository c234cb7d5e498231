import type { Page, RowQuery, RowSource, Value } from "./row-source.ts";

const pageSize = 200;
const pagesKept = 40;

export interface LoadedRow {
  readonly values: readonly Value[];
  readonly lengths: readonly (number | null)[] | null;
}

/**
 * The rows of one source in one order, loaded a page at a time as they come into view. One request runs at once;
 * what was wanted in the meantime and has left the view again is never asked for.
 */
export class RowPages {
  readonly source: RowSource;
  readonly query: RowQuery;
  /** Rows that pass the filters; until the source has said so, all of them. */
  total: number;
  /** Whether `total` is the source's word for this query. */
  counted = false;
  failure: string | null = null;
  /** Goes up whenever there is something new to show. */
  version = 0;
  readonly #pages = new Map<number, Page>();
  readonly #listeners = new Set<() => void>();
  #stop = new AbortController();
  #wanted: readonly [from: number, to: number] = [0, 1];
  #loading = false;

  constructor(source: RowSource, query: RowQuery) {
    this.source = source;
    this.query = query;
    this.total = source.rowCount;
    if (isEverything(query) && source.preview) this.#keepPreview(source.preview);
  }

  get loading(): boolean {
    return this.#loading;
  }

  row(index: number): LoadedRow | null {
    const page = this.#pages.get(Math.floor(index / pageSize));
    const values = page?.rows[index % pageSize];
    return values ? { values, lengths: page?.lengths?.[index % pageSize] ?? null } : null;
  }

  /** Says which rows are in view; what is missing of them, and then of their surroundings, is fetched. */
  want(from: number, to: number): void {
    this.#wanted = [from, to];
    if (!this.#loading) this.#fetchNext();
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    if (this.#stop.signal.aborted) this.#stop = new AbortController();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#stop.abort();
    };
  };

  getVersion = (): number => this.version;

  #fetchNext(): void {
    const page = this.failure === null ? this.#missingPage() : null;
    if (page === null) return;
    const { signal } = this.#stop;
    const failed = (error: unknown) => this.#answered(signal, () => this.#fail(error));
    try {
      const answer = this.source.rows(page * pageSize, (page + 1) * pageSize, this.query, { signal });
      if (answer instanceof Promise) {
        this.#loading = true;
        answer.then((rows) => this.#answered(signal, () => this.#take(page, rows)), failed);
      } else this.#take(page, answer);
    } catch (error) {
      failed(error);
    }
  }

  // An answer to a question of before is dropped.
  #answered(signal: AbortSignal, use: () => void): void {
    this.#loading = false;
    if (!signal.aborted) use();
    else if (this.#listeners.size) this.#fetchNext();
  }

  #take(page: number, rows: Page): void {
    this.#pages.set(page, rows);
    this.total = rows.total;
    this.counted = true;
    this.#forget();
    this.#changed();
    this.#fetchNext();
  }

  #fail(error: unknown): void {
    this.failure = error instanceof Error ? error.message : String(error);
    this.#changed();
  }

  #changed(): void {
    this.version++;
    for (const listener of this.#listeners) listener();
  }

  /** In view first, then one page to either side. */
  #missingPage(): number | null {
    const [from, to] = this.#wanted;
    const first = Math.floor(from / pageSize);
    const last = Math.floor(Math.max(from, to - 1) / pageSize);
    const pages = Array.from({ length: last - first + 1 }, (_, index) => first + index);
    const exists = (page: number) => page >= 0 && (page === 0 || page * pageSize < this.total);
    return [...pages, last + 1, first - 1].find((page) => exists(page) && !this.#pages.has(page)) ?? null;
  }

  // The farthest from the view go first.
  #forget(): void {
    if (this.#pages.size <= pagesKept) return;
    const middle = (this.#wanted[0] + this.#wanted[1]) / 2 / pageSize;
    const distance = (page: number) => Math.abs(page - middle);
    const farthest = [...this.#pages.keys()].reduce((a, b) => (distance(a) >= distance(b) ? a : b));
    this.#pages.delete(farthest);
  }

  #keepPreview({ rows, lengths, total }: Page): void {
    this.total = total;
    this.counted = true;
    const whole = rows.length >= total ? Math.ceil(rows.length / pageSize) : Math.floor(rows.length / pageSize);
    for (let page = 0; page < whole; page++) {
      const [from, to] = [page * pageSize, (page + 1) * pageSize];
      this.#pages.set(page, { rows: rows.slice(from, to), total, lengths: lengths?.slice(from, to) });
    }
  }
}

export function isEverything({ sort, filters }: RowQuery): boolean {
  return sort === null && Object.values(filters).every((text) => text.trim() === "");
}
