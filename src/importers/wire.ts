/** The types of value in protobuf's wire format. */
export const varintType = 0;
export const fixed64Type = 1;
export const bytesType = 2;
export const fixed32Type = 5;

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * Reads protobuf's wire format in place: `next` moves to a field, then one of the value methods takes its value.
 * A message inside is gone through between `enter` and `leave`. Throws at bytes that cannot be such a message.
 */
export class WireReader {
  at: number;
  end: number;
  /** Number and type of the field that `next` moved to. */
  field = 0;
  type = varintType;
  private readonly bytes: Uint8Array;
  private readonly view: DataView;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = 0;
    this.end = bytes.length;
  }

  /** Moves to the next field of the message; false at its end. */
  next(): boolean {
    if (this.at >= this.end) return false;
    const tag = this.number();
    this.field = Math.floor(tag / 8);
    this.type = tag % 8;
    if (this.field < 1 || this.field > 0x1fffffff) throw new Error("protobuf: a field without a number");
    return true;
  }

  /** Goes into the message in this field. Give the result to `leave`. */
  enter(): number {
    const outer = this.end;
    this.end = this.length() + this.at;
    return outer;
  }

  leave(outer: number): void {
    this.at = this.end;
    this.end = outer;
  }

  raw(): Uint8Array {
    const length = this.length();
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  text(): string {
    const length = this.length();
    const from = this.at;
    this.at += length;
    if (length > 24) return decoder.decode(this.bytes.subarray(from, this.at));
    let text = "";
    for (let at = from; at < this.at; at += 1) {
      const byte = this.bytes[at] ?? 0;
      if (byte > 0x7f) return decoder.decode(this.bytes.subarray(from, this.at));
      text += String.fromCharCode(byte);
    }
    return text;
  }

  /** A varint of up to 32 bits, or any that a number holds. */
  uint(): number {
    this.expect(varintType);
    return this.number();
  }

  /** The decimal digits of a signed varint of 64 bits. */
  int64(): string {
    this.expect(varintType);
    const from = this.at;
    while ((this.bytes[this.at] ?? 0) > 0x7f) this.at += 1;
    this.at += 1;
    if (this.at > this.end || this.at - from > 10) throw new Error("protobuf: an integer that does not end");
    let value = 0;
    if (this.at - from <= 7) {
      for (let at = this.at - 1; at >= from; at -= 1) value = value * 128 + ((this.bytes[at] ?? 0) & 0x7f);
      return String(value);
    }
    let large = 0n;
    for (let at = this.at - 1; at >= from; at -= 1) large = (large << 7n) | BigInt((this.bytes[at] ?? 0) & 0x7f);
    return String(BigInt.asIntN(64, large));
  }

  fixed64(): bigint {
    this.expect(fixed64Type);
    return this.view.getBigUint64(this.take(8), true);
  }

  double(): number {
    this.expect(fixed64Type);
    return this.view.getFloat64(this.take(8), true);
  }

  /** Passes over the value of a field that is not known. */
  skip(): void {
    if (this.type === varintType) this.number();
    else if (this.type === fixed64Type) this.take(8);
    else if (this.type === bytesType) this.take(this.length());
    else if (this.type === fixed32Type) this.take(4);
    else throw new Error(`protobuf: a field of the unknown type ${this.type}`);
  }

  private length(): number {
    this.expect(bytesType);
    const length = this.number();
    if (length > this.end - this.at) throw new Error("protobuf: a field that is longer than its message");
    return length;
  }

  private take(size: number): number {
    const from = this.at;
    if (size > this.end - from) throw new Error("protobuf: a field that is longer than its message");
    this.at += size;
    return from;
  }

  private expect(type: number): void {
    if (this.type !== type)
      throw new Error(`protobuf: field ${this.field} has the type ${this.type} instead of ${type}`);
  }

  private number(): number {
    let value = 0;
    let scale = 1;
    for (let count = 0; count < 10 && this.at < this.end; count += 1) {
      const byte = this.bytes[this.at] ?? 0;
      this.at += 1;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
    throw new Error("protobuf: an integer that does not end");
  }
}
