import { Gunzip, Inflate } from "fflate";
import { createXXHash64 } from "hash-wasm";
import type { Compression } from "./importer.ts";
import { crc32 } from "./zip/crc32.ts";
import { ZstdDecoder } from "./zstd-decoder.ts";

/** Why a compressed stream could not be read to its end. `offset` counts bytes of the file as stored. */
export interface Damage {
  readonly offset: number;
  readonly reason: string;
}

/** By the first bytes. The Collector's length-prefixed zstd messages begin with a length and are not a zstd stream. */
export function compressionOf(head: Uint8Array): Compression | null {
  if (head[0] === 0x1f && head[1] === 0x8b && head[2] === 0x08) return "gzip";
  if (head[0] === 0x28 && head[1] === 0xb5 && head[2] === 0x2f && head[3] === 0xfd) return "zstd";
  // A zstd file may also begin with a skippable frame.
  if (head[1] === 0x2a && head[2] === 0x4d && head[3] === 0x18 && (head[0] ?? 0) >> 4 === 5) return "zstd";
  return null;
}

/** `deflate` is the bare stream inside a ZIP archive, whose checksum stands elsewhere. */
export type Packing = Compression | "deflate";

/**
 * The content of a compressed stream, all its members or frames one after another. Damage ends it early: `onDamage`
 * is called and what came before it has been given.
 */
export async function* decompress(
  stored: AsyncIterable<Uint8Array>,
  compression: Packing,
  onDamage: (damage: Damage) => void,
): AsyncGenerator<Uint8Array> {
  const ready: Uint8Array[] = [];
  const take = (bytes: Uint8Array) => bytes.length > 0 && ready.push(bytes);
  const decoder = await decoders[compression](take);
  let offset = 0;
  for await (const chunk of stored) {
    for (const piece of pieces(chunk)) {
      const failure = attempt(() => decoder.push(piece));
      offset += piece.length;
      yield* ready.splice(0);
      if (failure !== null) return onDamage({ offset, reason: `the ${compression} stream is damaged: ${failure}` });
    }
  }
  const failure = attempt(() => decoder.end());
  yield* ready.splice(0);
  if (failure !== null) onDamage({ offset, reason: `the ${compression} stream is damaged: ${failure}` });
}

/**
 * Small pieces keep the output of one step small: deflate can grow a thousandfold. They are copies, because decoders
 * keep what they have not used yet.
 */
function* pieces(chunk: Uint8Array): Generator<Uint8Array> {
  for (let start = 0; start < chunk.length; start += 32_768) yield chunk.slice(start, start + 32_768);
}

function attempt(step: () => void): string | null {
  try {
    step();
    return null;
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return problem === "unexpected EOF" ? "it ends too early" : problem;
  }
}

interface Decoder {
  /** Throws where the stream is damaged. */
  push(piece: Uint8Array): void;
  end(): void;
}

class DeflateDecoder implements Decoder {
  readonly #stream: Inflate;

  constructor(onData: (bytes: Uint8Array) => void) {
    this.#stream = new Inflate(onData);
  }

  push(piece: Uint8Array): void {
    this.#stream.push(piece);
  }

  end(): void {
    this.#stream.push(new Uint8Array(0), true);
  }
}

/** Checks what fflate leaves unchecked: each member's checksum and length, which stand in its last eight bytes. */
class GzipDecoder implements Decoder {
  readonly #stream: Gunzip;
  /** The last stored bytes, and the offset where they end. */
  #recent = new Uint8Array(0);
  #pushed = 0;
  #crc = 0;
  #size = 0;

  constructor(onData: (bytes: Uint8Array) => void) {
    this.#stream = new Gunzip((bytes) => {
      this.#crc = crc32(bytes, this.#crc);
      this.#size = (this.#size + bytes.length) >>> 0;
      onData(bytes);
    });
    this.#stream.onmember = (offset) => this.#check(offset);
  }

  push(piece: Uint8Array): void {
    const recent = new Uint8Array(Math.min(this.#recent.length, 16_384) + piece.length);
    recent.set(this.#recent.subarray(-16_384));
    recent.set(piece, recent.length - piece.length);
    this.#recent = recent;
    this.#pushed += piece.length;
    this.#stream.push(piece);
  }

  end(): void {
    this.#stream.push(new Uint8Array(0), true);
    this.#check(this.#pushed);
  }

  #check(end: number): void {
    const at = this.#recent.length - (this.#pushed - end) - 8;
    if (at < 0) throw new Error("it ends too early");
    const trailer = new DataView(this.#recent.buffer, at, 8);
    if (trailer.getUint32(4, true) !== this.#size) throw new Error("it ends too early");
    if (trailer.getUint32(0, true) !== this.#crc) throw new Error("its checksum does not fit what was read");
    this.#crc = 0;
    this.#size = 0;
  }
}

type Open = (onData: (bytes: Uint8Array) => void) => Decoder | Promise<Decoder>;

const decoders: Readonly<Record<Packing, Open>> = {
  gzip: (onData) => new GzipDecoder(onData),
  zstd: async (onData) => new ZstdDecoder(onData, await createXXHash64()),
  deflate: (onData) => new DeflateDecoder(onData),
};
