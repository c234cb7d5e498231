import { ByteWindow } from "./json/byte-window.ts";

/** One message of a file in which each has its length before it, or a stretch in which none could be found. */
export type MessageFrame =
  | { readonly type: "message"; readonly offset: number; readonly bytes: Uint8Array }
  | { readonly type: "damage"; readonly offset: number; readonly reason: string };

/** Knows a message by its first bytes and its length. */
type Begins = (head: Uint8Array, length: number) => boolean;

/** A longer message is taken for a length that is wrong. */
const longest = 512 * 1024 * 1024;

/** As many bytes as it takes to know a message that follows its length. */
const headSize = 20;

/**
 * The messages of `[length][message][length][message]…`, the length being 32 bits, big-endian. After a length that
 * cannot be right it goes on at the next place where `begins` knows a message behind a length.
 */
export async function* messageFrames(
  chunks: AsyncIterable<Uint8Array>,
  begins: Begins,
): AsyncGenerator<Iterable<MessageFrame>, void, undefined> {
  const window = new ByteWindow();
  const reader = new FrameReader(window, begins);
  for await (const chunk of chunks) {
    window.push(chunk);
    yield reader.atHand();
  }
  window.ended = true;
  yield reader.atHand();
}

export function frameLength(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset + at, 4).getUint32(0);
}

class FrameReader {
  private readonly window: ByteWindow;
  private readonly begins: Begins;
  /** Where the stretch without a message began that is being passed over, or -1. */
  private lostFrom = -1;

  constructor(window: ByteWindow, begins: Begins) {
    this.window = window;
    this.begins = begins;
  }

  /** The messages that are at hand as a whole; at the content's end also what is left. */
  *atHand(): Generator<MessageFrame> {
    const { window } = this;
    while (window.end - window.keep >= headSize || (window.ended && window.end > window.keep)) {
      const offset = window.keep;
      if (this.isFrame(offset)) {
        if (this.lostFrom >= 0) yield this.lost();
        const end = offset + 4 + frameLength(window.bytes, offset - window.start);
        if (end > window.end && !window.ended) return;
        if (end <= window.end) yield { type: "message", offset, bytes: window.slice(offset + 4, end) };
        else
          yield { type: "damage", offset, reason: `the file ends ${end - window.end} bytes before the message does` };
        window.keep = Math.min(end, window.end);
      } else {
        if (this.lostFrom < 0) this.lostFrom = offset;
        window.keep += 1;
      }
    }
    if (window.ended && this.lostFrom >= 0) yield this.lost();
  }

  private isFrame(offset: number): boolean {
    const { window } = this;
    if (window.end - offset <= 4) return false;
    const length = frameLength(window.bytes, offset - window.start);
    if (length === 0 || length > longest) return false;
    return this.begins(window.slice(offset + 4, Math.min(offset + 4 + length, window.end)), length);
  }

  private lost(): MessageFrame {
    const offset = this.lostFrom;
    this.lostFrom = -1;
    return { type: "damage", offset, reason: `${this.window.keep - offset} bytes where no message was found` };
  }
}
