/**
 * The compact form of Thrift in which Parquet writes its footer: just enough of it to change some numbers and to copy
 * everything else byte by byte.
 */
export interface ThriftField {
  readonly id: number;
  readonly type: number;
  /** The value's bytes, without the field's header. */
  readonly value: Uint8Array;
}

export const thriftType = { i64: 6, list: 9, struct: 12 } as const;

const damaged = "damaged footer";
const deepest = 32;

class ThriftReader {
  constructor(
    readonly bytes: Uint8Array,
    public at = 0,
  ) {}

  byte(): number {
    const byte = this.bytes[this.at++];
    if (byte === undefined) throw new Error(damaged);
    return byte;
  }

  varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.byte();
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
    throw new Error(damaged);
  }

  /** The id and type of the next field; type 0 at the struct's end. */
  header(before: number): { id: number; type: number } {
    const byte = this.byte();
    const type = byte & 15;
    if (type === 0) return { id: 0, type };
    return { id: byte >> 4 ? before + (byte >> 4) : Number(fromZigzag(this.varint())), type };
  }

  list(): { type: number; length: number } {
    const byte = this.byte();
    const length = byte >> 4 === 15 ? Number(this.varint()) : byte >> 4;
    if (length > this.bytes.length) throw new Error(damaged);
    return { type: byte & 15, length };
  }

  skip(type: number, depth = 0): void {
    if (depth > deepest) throw new Error(damaged);
    if (type === 3) this.at++;
    else if (type >= 4 && type <= 6) this.varint();
    else if (type === 7) this.at += 8;
    else if (type === 8) this.#skipBytes();
    else if (type === 9 || type === 10) this.#skipList(depth);
    else if (type === thriftType.struct) this.#skipStruct(depth);
    else if (type !== 1 && type !== 2) throw new Error(damaged);
    if (this.at > this.bytes.length) throw new Error(damaged);
  }

  #skipBytes(): void {
    const length = Number(this.varint());
    this.at += length;
  }

  #skipList(depth: number): void {
    const { type, length } = this.list();
    for (let item = 0; item < length; item++) {
      if (type <= 2) this.at++;
      else this.skip(type, depth + 1);
    }
  }

  #skipStruct(depth: number): void {
    for (let field = this.header(0); field.type !== 0; field = this.header(field.id)) this.skip(field.type, depth + 1);
  }
}

function fromZigzag(value: bigint): bigint {
  return value & 1n ? -(value >> 1n) - 1n : value >> 1n;
}

/** The fields of the struct that the bytes begin with. Throws where they are damaged. */
export function readStruct(bytes: Uint8Array): ThriftField[] {
  const reader = new ThriftReader(bytes);
  const fields: ThriftField[] = [];
  for (let { id, type } = reader.header(0); type !== 0; { id, type } = reader.header(id)) {
    const start = reader.at;
    reader.skip(type);
    fields.push({ id, type, value: bytes.subarray(start, reader.at) });
  }
  return fields;
}

/** The items of a list of structs, each as its bytes. */
export function readStructs(value: Uint8Array): Uint8Array[] {
  const reader = new ThriftReader(value);
  const { type, length } = reader.list();
  if (type !== thriftType.struct) throw new Error(damaged);
  return Array.from({ length }, () => {
    const start = reader.at;
    reader.skip(type);
    return value.subarray(start, reader.at);
  });
}

export function readLong(value: Uint8Array): number {
  return Number(fromZigzag(new ThriftReader(value).varint()));
}

export function readText(value: Uint8Array): string {
  const reader = new ThriftReader(value);
  const length = Number(reader.varint());
  return new TextDecoder().decode(value.subarray(reader.at, reader.at + length));
}

/** Struct fields in ascending order as bytes, end mark included. */
export function writeStruct(fields: readonly ThriftField[]): Uint8Array {
  const bytes: number[] = [];
  let before = 0;
  for (const { id, type, value } of fields) {
    const step = id - before;
    if (step > 0 && step < 16) bytes.push((step << 4) | type);
    else bytes.push(type, ...varintBytes(toZigzag(id)));
    for (const byte of value) bytes.push(byte);
    before = id;
  }
  bytes.push(0);
  return Uint8Array.from(bytes);
}

export function writeStructs(structs: readonly Uint8Array[]): Uint8Array {
  const bytes = structs.length < 15 ? [(structs.length << 4) | 12] : [0xfc, ...varintBytes(BigInt(structs.length))];
  for (const struct of structs) for (const byte of struct) bytes.push(byte);
  return Uint8Array.from(bytes);
}

export function writeLong(value: number): Uint8Array {
  return Uint8Array.from(varintBytes(toZigzag(value)));
}

function toZigzag(value: number): bigint {
  return value < 0 ? -BigInt(value) * 2n - 1n : BigInt(value) * 2n;
}

function varintBytes(value: bigint): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  bytes.push(Number(rest));
  return bytes;
}
