import { Decompress } from "fzstd";
import { frameLength, type MessageFrame, messageFrames } from "../frames.ts";
import type { Sample } from "../importer.ts";

/** How a file holds OTLP's requests as bytes: one alone, or many with their length before each. */
export type OtlpFraming = "message" | "lengths" | "zstd protobuf" | "zstd json" | "none";

/** A decompressed message is not held beyond this. */
const longest = 1024 * 1024 * 1024;

export function otlpFraming({ head, whole }: Sample): OtlpFraming {
  if (head.length < 4) return "none";
  if (isZstd(head.subarray(4))) return insideFrames(head);
  // A length begins with 0x0a as well only where its message has more than 160 MB.
  if (beginsRequest(head, whole ? head.length : Number.POSITIVE_INFINITY)) return "message";
  const length = frameLength(head, 0);
  const fits = !whole || 4 + length <= head.length;
  return fits && beginsRequest(head.subarray(4, 4 + length), length) ? "lengths" : "none";
}

/** The messages of a file in which each has its length before it, decompressed when they are zstd frames. */
export async function* unframed(
  chunks: AsyncIterable<Uint8Array>,
  framing: OtlpFraming,
): AsyncGenerator<Iterable<MessageFrame>, void, undefined> {
  if (framing === "lengths") {
    yield* messageFrames(chunks, beginsRequest);
    return;
  }
  for await (const frames of messageFrames(chunks, isZstd)) yield decompressed(frames);
}

/** True for bytes that begin as an ExportTraceServiceRequest does: with the resource or the scope of some spans. */
export function beginsRequest(bytes: Uint8Array, size = bytes.length): boolean {
  const message = enter(bytes, 0, size, 0x0a);
  if (!message || message.end === message.at) return false;
  if (bytes[message.at] === 0x12) return enter(bytes, message.at, message.end, 0x12) !== null;
  const resource = enter(bytes, message.at, message.end, 0x0a);
  if (!resource) return false;
  const first = bytes[resource.at];
  if (resource.at < resource.end) return first === 0x0a || first === 0x10 || first === 0x1a;
  return resource.at >= message.end || bytes.length <= resource.at || first === 0x12;
}

interface Extent {
  readonly at: number;
  readonly end: number;
}

/** The inside of the field with this tag, null when there is another or it does not fit. */
function enter(bytes: Uint8Array, from: number, end: number, tag: number): Extent | null {
  if (bytes[from] !== tag) return null;
  let length = 0;
  let at = from + 1;
  for (let scale = 1; at < from + 6; scale *= 128) {
    const byte = bytes[at] ?? 0x80;
    at += 1;
    length += (byte & 0x7f) * scale;
    if (byte < 0x80) return at + length <= end ? { at, end: at + length } : null;
  }
  return null;
}

function isZstd(bytes: Uint8Array): boolean {
  return bytes[0] === 0x28 && bytes[1] === 0xb5 && bytes[2] === 0x2f && bytes[3] === 0xfd;
}

/** What the first frame holds that can be decompressed. */
function insideFrames(head: Uint8Array): OtlpFraming {
  for (let at = 0; at + 8 <= head.length && isZstd(head.subarray(at + 4)); at += 4 + frameLength(head, at)) {
    const framing = insideZstd(head.subarray(at + 4, at + 4 + frameLength(head, at)));
    if (framing !== "none") return framing;
  }
  return "none";
}

/** What the first bytes inside a zstd frame are, which may be cut off. */
function insideZstd(frame: Uint8Array): OtlpFraming {
  let first: number | undefined;
  try {
    new Decompress((chunk) => {
      first ??= chunk[0];
    }).push(frame);
  } catch {}
  if (first === 0x7b || first === 0x5b) return "zstd json";
  return first === 0x0a ? "zstd protobuf" : "none";
}

function* decompressed(frames: Iterable<MessageFrame>): Generator<MessageFrame> {
  for (const frame of frames) {
    if (frame.type === "damage") yield frame;
    else yield decompressedFrame(frame.bytes, frame.offset);
  }
}

function decompressedFrame(bytes: Uint8Array, offset: number): MessageFrame {
  const parts: Uint8Array[] = [];
  let size = 0;
  try {
    new Decompress((chunk) => {
      size += chunk.length;
      if (size > longest) throw new Error("more than 1 GiB");
      parts.push(chunk);
    }).push(bytes, true);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return { type: "damage", offset, reason: `zstd: a frame that cannot be decompressed: ${problem}` };
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return { type: "message", offset, bytes: whole };
}
