/** CRC-32 as gzip has it, eight bytes at a time. `crc32(second, crc32(first))` continues. */
export function crc32(bytes: Uint8Array, before = 0): number {
  let crc = ~before;
  let at = 0;
  for (const end = bytes.length - 7; at < end; at += 8) {
    const low = crc ^ (byte(bytes, at) | (byte(bytes, at + 1) << 8) | (byte(bytes, at + 2) << 16));
    const first = low ^ (byte(bytes, at + 3) << 24);
    crc =
      entry(1792 + (first & 255)) ^
      entry(1536 + ((first >>> 8) & 255)) ^
      entry(1280 + ((first >>> 16) & 255)) ^
      entry(1024 + (first >>> 24)) ^
      entry(768 + byte(bytes, at + 4)) ^
      entry(512 + byte(bytes, at + 5)) ^
      entry(256 + byte(bytes, at + 6)) ^
      entry(byte(bytes, at + 7));
  }
  for (; at < bytes.length; at++) crc = entry((crc ^ byte(bytes, at)) & 255) ^ (crc >>> 8);
  return ~crc >>> 0;
}

function byte(bytes: Uint8Array, at: number): number {
  return bytes[at] as number;
}

/** Eight tables of 256: the k-th tells what a byte does to the remainder k bytes later. */
const tables = makeTables();

function entry(index: number): number {
  return tables[index] as number;
}

function makeTables(): Int32Array {
  const table = new Int32Array(8 * 256);
  for (let value = 0; value < 256; value++) {
    let crc = value;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
    table[value] = crc;
  }
  for (let index = 256; index < table.length; index++) {
    const crc = table[index - 256] as number;
    table[index] = (table[crc & 255] as number) ^ (crc >>> 8);
  }
  return table;
}
