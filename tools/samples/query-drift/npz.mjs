import { crc32 } from "../crc32.mjs";

/** Arrays of NumPy in one file, as numpy.savez writes them: a ZIP whose entries are not compressed. */

/** 16-bit floats in rows of `columns`. */
export function halves(rows, columns) {
  const bytes = Buffer.alloc(rows.length * columns * 2);
  for (const [i, row] of rows.entries())
    for (const [j, value] of row.entries()) bytes.writeUInt16LE(half(value), (i * columns + j) * 2);
  return array("<f2", `(${rows.length}, ${columns})`, bytes);
}

/** Texts of fixed width, filled up with NULs; one text alone stands for every row. */
export function texts(values) {
  const encoded = [values].flat().map((text) => Buffer.from(text));
  const width = Math.max(...encoded.map(({ length }) => length));
  const bytes = Buffer.alloc(width * encoded.length);
  for (const [i, text] of encoded.entries()) text.copy(bytes, i * width);
  return array(`|S${width}`, Array.isArray(values) ? `(${values.length},)` : "()", bytes);
}

/** Moments in milliseconds since 1970. */
export function times(values) {
  const bytes = Buffer.alloc(values.length * 8);
  for (const [i, value] of values.entries()) bytes.writeBigInt64LE(BigInt(value), i * 8);
  return array("<M8[ms]", `(${values.length},)`, bytes);
}

function array(descr, shape, bytes) {
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${shape}, }`;
  const padded = `${text.padEnd(64 * Math.ceil((text.length + 11) / 64) - 11)}\n`;
  const head = Buffer.from("\x93NUMPY\x01\x00\x00\x00", "latin1");
  head.writeUInt16LE(padded.length, 8);
  return Buffer.concat([head, Buffer.from(padded), bytes]);
}

/** The nearest 16-bit float, of two equally near ones the even one. */
function half(value) {
  const sign = value < 0 ? 0x8000 : 0;
  let size = Math.abs(value);
  if (size >= 65520) throw new Error(`half float: too large: ${value}`);
  let exponent = 15;
  for (; size < 1 && exponent > 1; exponent--) size *= 2;
  for (; size >= 2; exponent++) size /= 2;
  const digits = even(size * 1024);
  return sign + (digits < 1024 ? digits : (exponent - 1) * 1024 + digits);
}

function even(value) {
  const below = Math.floor(value);
  const rest = value - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below;
}

/** @param {[string, Buffer][]} arrays names and arrays */
export function archive(arrays) {
  const parts = [];
  const directory = [];
  let offset = 0;
  for (const [name, bytes] of arrays) {
    const head = entryHead(`${name}.npy`, bytes);
    directory.push(directoryEntry(head, offset));
    parts.push(head.local, bytes);
    offset += head.local.length + bytes.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(arrays.length, 8);
  end.writeUInt16LE(arrays.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, listed, end]);
}

/** What the entry's own head and the directory's say alike. Dated 1 January 1980, as numpy does. */
function entryHead(name, bytes) {
  const shared = Buffer.alloc(26);
  shared.writeUInt16LE(20, 0);
  shared.writeUInt16LE(0x21, 8);
  shared.writeUInt32LE(crc32(bytes), 10);
  shared.writeUInt32LE(bytes.length, 14);
  shared.writeUInt32LE(bytes.length, 18);
  shared.writeUInt16LE(name.length, 22);
  const local = Buffer.concat([Buffer.from("PK\x03\x04"), shared, Buffer.from(name)]);
  return { name, shared, local };
}

function directoryEntry({ name, shared }, offset) {
  const rest = Buffer.alloc(14);
  rest.writeUInt32LE(offset, 10);
  return Buffer.concat([Buffer.from("PK\x01\x02\x14\x00"), shared, rest, Buffer.from(name)]);
}
