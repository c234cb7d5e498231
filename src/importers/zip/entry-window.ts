import { concat } from "../encoding.ts";
import { readEntry, type Stretches, type ZipEntry } from "./zip.ts";

const windowsAtOnce = 4;
const windowBytes = 4_194_304;

/** The entries that were read by place last, newest last. */
const windows = new Map<ZipEntry, EntryWindow>();

/**
 * Stretches of a compressed entry. It unpacks forwards and keeps the last few megabytes, so that going through an entry
 * in order costs one pass, however it is cut; only going back farther starts anew.
 */
export class EntryWindow {
  readonly #file: Stretches;
  readonly #entry: ZipEntry;
  #chunks: AsyncIterator<Uint8Array>;
  #kept: Uint8Array[] = [];
  /** The stretch that is kept. */
  #from = 0;
  #to = 0;
  #failure: unknown = null;
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(file: Stretches, entry: ZipEntry) {
    this.#file = file;
    this.#entry = entry;
    this.#chunks = readEntry(file, entry);
  }

  static of(file: Stretches, entry: ZipEntry): EntryWindow {
    const window = windows.get(entry) ?? new EntryWindow(file, entry);
    windows.delete(entry);
    windows.set(entry, window);
    for (const oldest of windows.keys()) if (windows.size > windowsAtOnce) windows.delete(oldest);
    return window;
  }

  slice(start: number, end: number): Promise<Uint8Array> {
    const slice = this.#turn.then(() => this.#slice(start, end));
    this.#turn = slice.catch(() => undefined);
    return slice;
  }

  async #slice(start: number, end: number): Promise<Uint8Array> {
    if (start < this.#from) this.#restart();
    while (this.#to < end && (await this.#unpack(start)));
    const parts: Uint8Array[] = [];
    let at = this.#from;
    for (const chunk of this.#kept) {
      if (at < end && at + chunk.length > start) parts.push(chunk.subarray(Math.max(0, start - at), end - at));
      at += chunk.length;
    }
    return concat(parts);
  }

  #restart(): void {
    this.#chunks = readEntry(this.#file, this.#entry);
    this.#kept = [];
    this.#from = 0;
    this.#to = 0;
    this.#failure = null;
  }

  async #unpack(needed: number): Promise<boolean> {
    if (this.#failure !== null) throw this.#failure;
    try {
      const { done, value } = await this.#chunks.next();
      if (done) return false;
      this.#kept.push(value);
      this.#to += value.length;
    } catch (error) {
      this.#failure = error;
      throw error;
    }
    this.#forget(Math.min(needed, this.#to - windowBytes));
    return true;
  }

  #forget(before: number): void {
    let count = 0;
    for (const { length } of this.#kept) {
      if (this.#from + length > before) break;
      this.#from += length;
      count += 1;
    }
    this.#kept.splice(0, count);
  }
}
