import { ByteWindow } from "./byte-window.ts";

/** One message of a file in which each has its length before it, or a stretch in which none could be found. */
export type MessageFrame =
  | { readonly type: "message"; readonly offset: number; readonly bytes: Uint8Array }
  | { readonly type: "damage"; readonly offset: number; readonly reason: string };

/** Knows a message by its first bytes and its length. */
type Begins = (head: Uint8Array, length: number) => boolean;

/** A longer message is taken for a length that is wrong. */
const longest = 512 * 1024 * 1024;

/**
 * The messages of `[length][message][length][message]…`, the length being 32 bits, big-endian. After a length that
 * cannot be right it goes on at the next place where `begins` knows a message behind a length.
 */
export async function* messageFrames(
  chunks: AsyncIterable<Uint8Array>,
  begins: Begins,
): AsyncGenerator<Iterable<MessageFrame>, void, undefined> {
  const window = new ByteWindow();
  for await (const chunk of chunks) {
    window.push(chunk);
    yield framesAtHand(window, begins);
  }
  window.ended = true;
  yield framesAtHand(window, begins);
}

export function frameLength(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset + at, 4).getUint32(0);
}

function* framesAtHand(window: ByteWindow, begins: Begins): Generator<MessageFrame> {
  while (window.end - window.keep > 4) {
    const offset = window.keep;
    const length = frameLength(window.bytes, offset - window.start);
    const end = offset + 4 + length;
    const head = window.slice(offset + 4, Math.min(end, window.end));
    if (length === 0 || length > longest || (head.length > 16 && !begins(head, length))) {
      const next = nextFrame(window, begins);
      if (next === null && !window.ended) return;
      yield { type: "damage", offset, reason: "no message where one was expected" };
      window.keep = next ?? window.end;
    } else if (end <= window.end) {
      yield { type: "message", offset, bytes: window.slice(offset + 4, end) };
      window.keep = end;
    } else {
      if (window.ended)
        yield { type: "damage", offset, reason: `the file ends ${end - window.end} bytes before the message does` };
      if (window.ended) window.keep = window.end;
      return;
    }
  }
  if (window.ended && window.end > window.keep) {
    yield { type: "damage", offset: window.keep, reason: `${window.end - window.keep} bytes that are no message` };
    window.keep = window.end;
  }
}

/** The offset of the next length with a message behind it. */
function nextFrame(window: ByteWindow, begins: Begins): number | null {
  for (let at = window.keep + 1; at + 20 < window.end; at += 1) {
    const length = frameLength(window.bytes, at - window.start);
    if (length > 16 && length <= longest && begins(window.slice(at + 4, Math.min(at + 4 + length, window.end)), length))
      return at;
  }
  return null;
}
