import { createSHA256 } from "hash-wasm";
import type { Hash, ReadOptions, SourceFile } from "./importer.ts";
import { ZipError } from "./zip/zip.ts";

/** Reads a file's bytes, hashes each of them the first time that it passes, and knows how far it is. */
export class StoredFile {
  readonly file: SourceFile;
  /** Bytes read in the pass under way. */
  position = 0;
  /** What the device said when it failed. */
  failure: unknown = null;
  /** Why the file cannot be read to its end, when it lies in an archive and is damaged there. */
  damage: string | null = null;
  readonly #signal: AbortSignal;
  readonly #hash: Hash;
  #hashed = 0;

  constructor(file: SourceFile, hash: Hash, signal: AbortSignal) {
    this.file = file;
    this.#hash = hash;
    this.#signal = signal;
  }

  static async open(file: SourceFile, { signal, sha256 }: ReadOptions): Promise<StoredFile> {
    const hash = sha256 ? await sha256() : await builtInHash();
    return new StoredFile(file, hash, signal);
  }

  async *stream(): AsyncGenerator<Uint8Array> {
    this.position = 0;
    try {
      for await (const chunk of this.#watched(this.file.stream())) {
        this.#signal.throwIfAborted();
        await this.#take(chunk);
        yield chunk;
      }
    } catch (error) {
      this.#endDamaged(error);
    }
  }

  /** The file itself, for readers that jump about in it. */
  get random(): SourceFile {
    const { path, size } = this.file;
    const slice = async (start: number, end: number) => {
      this.#signal.throwIfAborted();
      const bytes = await this.#watch(() => this.file.slice(start, end));
      this.position = Math.max(this.position, end);
      return bytes;
    };
    return { path, size, stream: () => this.stream(), slice };
  }

  async #take(chunk: Uint8Array): Promise<void> {
    const start = this.position;
    this.position += chunk.length;
    if (this.position <= this.#hashed) return;
    const update = this.#hash.update(start < this.#hashed ? chunk.subarray(this.#hashed - start) : chunk);
    if (update) await update;
    this.#hashed = this.position;
  }

  /** The hash of the whole file; what no pass has read yet is read now. */
  async sha256(onProgress: () => Promise<void>): Promise<string> {
    this.position = this.#hashed;
    try {
      while (this.#hashed < this.file.size) {
        this.#signal.throwIfAborted();
        const chunk = await this.#watch(() => this.file.slice(this.#hashed, this.#hashed + 4_194_304));
        if (chunk.length === 0) break;
        await this.#take(chunk);
        await onProgress();
      }
    } catch (error) {
      this.#endDamaged(error);
    }
    // What cannot be read whole is not the same as another file of which as much can be read.
    if (this.damage !== null) await this.#hash.update(new TextEncoder().encode(`${this.file.path}: ${this.damage}`));
    return await this.#hash.digest();
  }

  #endDamaged(error: unknown): void {
    if (!(error instanceof ZipError)) throw error;
    this.damage = error.message;
  }

  async *#watched(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    const iterator = chunks[Symbol.asyncIterator]();
    try {
      for (;;) {
        const next = await this.#watch(() => iterator.next());
        if (next.done) return;
        yield next.value;
      }
    } finally {
      await iterator.return?.();
    }
  }

  async #watch<T>(read: () => Promise<T>): Promise<T> {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof ZipError)) this.failure = error;
      throw error;
    }
  }
}

async function builtInHash(): Promise<Hash> {
  const hash = await createSHA256();
  return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest("hex") };
}
