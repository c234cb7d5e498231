import { Decompress } from "fzstd";
import type { IHasher } from "hash-wasm";

const frameMagic = 0xfd2fb528;
const skippableMagic = 0x184d2a50;

type Part = "magic" | "skip size" | "skipped" | "descriptor" | "header" | "block" | "content" | "checksum";

/**
 * A zstd stream, frame by frame, with what fzstd leaves unchecked: the checksum behind a frame. Of a frame it looks at
 * the headers of its blocks only. RFC 8878, section 3.1
 */
export class ZstdDecoder {
  readonly #onData: (bytes: Uint8Array) => void;
  /** XXH64, for one frame after the other. */
  readonly #hash: IHasher;
  #stream: Decompress | null = null;
  #part: Part = "magic";
  /** How many bytes the part still wants, and those of a part that is no content. */
  #wanted = 4;
  #bytes: number[] = [];
  #hasChecksum = false;
  #isLast = false;

  constructor(onData: (bytes: Uint8Array) => void, hash: IHasher) {
    this.#onData = onData;
    this.#hash = hash;
  }

  /** Throws where the stream is damaged. */
  push(piece: Uint8Array): void {
    for (let at = 0; at < piece.length; ) {
      const bytes = piece.subarray(at, at + this.#wanted);
      at += bytes.length;
      this.#wanted -= bytes.length;
      if (this.#part === "content") this.#stream?.push(bytes);
      else if (this.#part !== "skipped") this.#bytes.push(...bytes);
      while (this.#wanted === 0) this.#next();
    }
  }

  end(): void {
    if (this.#part !== "magic" || this.#bytes.length > 0) throw new Error("unexpected EOF");
  }

  /** Goes on to the next part when one is complete. */
  #next(): void {
    const [first = 0] = this.#bytes;
    if (this.#part === "magic") this.#begin(this.#number(4));
    else if (this.#part === "skip size") this.#want("skipped", this.#number(4));
    else if (this.#part === "skipped") this.#want("magic", 4);
    else if (this.#part === "descriptor") this.#describe(this.#bytes[4] ?? 0);
    else if (this.#part === "header") this.#want("block", 3);
    else if (this.#part === "block") {
      this.#isLast = (first & 1) === 1;
      // A run of one byte has that byte alone.
      this.#want("content", ((first >> 1) & 3) === 1 ? 1 : this.#number(3) >> 3);
    } else if (this.#part === "content" && !this.#isLast) this.#want("block", 3);
    else if (this.#part === "content" && this.#hasChecksum) this.#want("checksum", 4);
    else this.#endFrame();
  }

  #begin(magic: number): void {
    if (magic >>> 4 === skippableMagic >>> 4) {
      this.#bytes = [];
      this.#want("skip size", 4);
      return;
    }
    if (magic !== frameMagic) throw new Error("invalid zstd data");
    this.#stream = new Decompress((bytes) => {
      this.#hash.update(bytes);
      this.#onData(bytes);
    });
    this.#hash.init();
    this.#part = "descriptor";
    this.#wanted = 1;
  }

  #describe(descriptor: number): void {
    const isSingle = (descriptor & 0x20) !== 0;
    const sizeBytes = [isSingle ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0;
    this.#hasChecksum = (descriptor & 4) !== 0;
    this.#part = "header";
    this.#wanted = (isSingle ? 0 : 1) + ([0, 1, 2, 4][descriptor & 3] ?? 0) + sizeBytes;
  }

  /** Hands the bytes so far to the frame's decoder, and waits for those of the next part. */
  #want(part: Part, count: number): void {
    if (this.#part !== "skip size") this.#stream?.push(Uint8Array.from(this.#bytes));
    this.#bytes = [];
    this.#part = part;
    this.#wanted = count;
  }

  #endFrame(): void {
    const told = this.#part === "checksum" ? this.#number(4) : null;
    this.#stream?.push(Uint8Array.from(this.#bytes), true);
    this.#stream = null;
    const hash = this.#hash.digest("binary");
    if (told !== null && told !== new DataView(hash.buffer, hash.byteOffset).getUint32(4))
      throw new Error("its checksum does not fit what was read");
    this.#want("magic", 4);
  }

  /** The first bytes of a part as a number. */
  #number(count: number): number {
    return this.#bytes.slice(0, count).reduce((sum, byte, at) => sum + byte * 256 ** at, 0);
  }
}
