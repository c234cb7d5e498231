const damaged = "LZ4: damaged data";

/**
 * The content of one LZ4 frame, of which the size is known. Checksums are passed over.
 * Throws where the frame is damaged.
 */
export function decompressLz4(frame: Uint8Array, size: number): Uint8Array {
  const output = new Uint8Array(size);
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  if (view.getUint32(0, true) !== 0x184d2204) throw new Error(damaged);
  const flags = view.getUint8(4);
  const checksum = flags & 16 ? 4 : 0;
  let at = 7 + (flags & 8 ? 8 : 0) + (flags & 1 ? 4 : 0);
  let written = 0;
  for (let header = view.getUint32(at, true); header !== 0; header = view.getUint32(at, true)) {
    const block = frame.subarray(at + 4, at + 4 + (header & 0x7fffffff));
    if (header & 0x80000000) {
      output.set(block, written);
      written += block.length;
    } else written = decompressBlock(block, output, written);
    at += 4 + block.length + checksum;
  }
  if (written !== size) throw new Error(damaged);
  return output;
}

/** Adds a block's content to the output from `written` on and gives the new end. */
function decompressBlock(block: Uint8Array, output: Uint8Array, written: number): number {
  let at = 0;
  let to = written;
  const more = (length: number) => {
    let total = length;
    let byte = 255;
    for (; byte === 255; total += byte) {
      byte = block[at++] ?? -1;
      if (byte < 0) throw new Error(damaged);
    }
    return total;
  };
  while (at < block.length) {
    const token = block[at++] as number;
    const literals = token >> 4 === 15 ? more(15) : token >> 4;
    if (at + literals > block.length || to + literals > output.length) throw new Error(damaged);
    output.set(block.subarray(at, at + literals), to);
    at += literals;
    to += literals;
    if (at === block.length) break;
    const distance = (block[at] as number) | ((block[at + 1] ?? 0) << 8);
    at += 2;
    const length = ((token & 15) === 15 ? more(15) : token & 15) + 4;
    if (distance === 0 || distance > to || to + length > output.length) throw new Error(damaged);
    for (let stop = to + length; to < stop; to++) output[to] = output[to - distance] as number;
  }
  return to;
}
