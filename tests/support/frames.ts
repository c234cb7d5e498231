/** A zstd frame that stores its content as it is: this Node has no compressor for it. At most 128 KiB. */
export function storedZstd(content: Uint8Array): Uint8Array {
  const frame = new Uint8Array(12 + content.length);
  const view = new DataView(frame.buffer);
  view.setUint32(0, 0xfd2fb528, true);
  view.setUint8(4, 0xa0);
  view.setUint32(5, content.length, true);
  const block = 1 | (content.length << 3);
  frame.set([block & 255, (block >> 8) & 255, block >> 16], 9);
  frame.set(content, 12);
  return frame;
}

/** An LZ4 frame of these blocks; a block is stored as it is unless it says that it is compressed. */
export function lz4Frame(blocks: readonly { readonly bytes: Uint8Array; readonly compressed?: boolean }[]): Uint8Array {
  const size = blocks.reduce((sum, { bytes }) => sum + 4 + bytes.length, 0);
  const frame = new Uint8Array(7 + size + 4);
  const view = new DataView(frame.buffer);
  view.setUint32(0, 0x184d2204, true);
  frame.set([0x60, 0x40, 0x82], 4);
  let at = 7;
  for (const { bytes, compressed } of blocks) {
    view.setUint32(at, compressed ? bytes.length : (bytes.length | 0x80000000) >>> 0, true);
    frame.set(bytes, at + 4);
    at += 4 + bytes.length;
  }
  return frame;
}
