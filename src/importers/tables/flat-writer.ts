/** One field of a table: a number in place, or something that stands further on. */
export type FlatField =
  | { readonly id: number; readonly bytes: 1 | 2 | 4 | 8; readonly value: number }
  | { readonly id: number; readonly write: (writer: FlatWriter) => number };

/** A field that holds a number. Absent where it has the format's default value, like every field left out. */
export function scalar(id: number, bytes: 1 | 2 | 4 | 8, value: number): FlatField {
  return { id, bytes, value };
}

/** A field that holds a table, a vector or a string, written by this. */
export function child(id: number, write: (writer: FlatWriter) => number): FlatField {
  return { id, write };
}

/**
 * Writes a flatbuffer from its root on: every table has its layout before it and what it points to behind it, as the
 * format's offsets want it.
 */
export class FlatWriter {
  #bytes = new Uint8Array(1024);
  #view = new DataView(this.#bytes.buffer);
  #length = 4;

  /** A whole buffer with this root. */
  static buffer(root: readonly FlatField[]): Uint8Array {
    const writer = new FlatWriter();
    const table = writer.table(root);
    writer.#view.setUint32(0, table, true);
    writer.#align(8);
    return writer.#bytes.slice(0, writer.#length);
  }

  /** Writes a table and all that it points to, and tells its place. */
  table(fields: readonly FlatField[]): number {
    const slots = fields.reduce((most, { id }) => Math.max(most, id + 1), 0);
    const layout = this.#take(4 + slots * 2, 2);
    // Eight bytes a field keep every number aligned.
    const size = 8 + fields.length * 8;
    const table = this.#take(size, 8);
    this.#view.setUint16(layout, 4 + slots * 2, true);
    this.#view.setUint16(layout + 2, size, true);
    this.#view.setInt32(table, table - layout, true);
    for (const [index, field] of fields.entries()) {
      const offset = 8 + index * 8;
      this.#view.setUint16(layout + 4 + field.id * 2, offset, true);
      if ("value" in field) this.#number(table + offset, field.bytes, field.value);
      else this.#point(table + offset, field.write(this));
    }
    return table;
  }

  text(text: string): number {
    const encoded = new TextEncoder().encode(text);
    const place = this.#take(4 + encoded.length + 1, 4);
    this.#view.setUint32(place, encoded.length, true);
    this.#bytes.set(encoded, place + 4);
    return place;
  }

  tables(tables: readonly (readonly FlatField[])[]): number {
    const place = this.#take(4 + tables.length * 4, 4);
    this.#view.setUint32(place, tables.length, true);
    for (const [index, fields] of tables.entries()) this.#point(place + 4 + index * 4, this.table(fields));
    return place;
  }

  /** A vector of numbers, or of structs of 64-bit numbers: `perItem` numbers make an item. */
  numbers(bytes: 4 | 8, values: readonly number[], perItem = 1): number {
    // The length stands right before the numbers, which are aligned to their size.
    const place = this.#take(8 + values.length * bytes, 8) + 4;
    this.#view.setUint32(place, values.length / perItem, true);
    for (const [index, value] of values.entries()) this.#number(place + 4 + index * bytes, bytes, value);
    return place;
  }

  #number(place: number, bytes: number, value: number): void {
    if (bytes === 1) this.#view.setUint8(place, value);
    else if (bytes === 2) this.#view.setInt16(place, value, true);
    else if (bytes === 4) this.#view.setInt32(place, value, true);
    else this.#view.setBigInt64(place, BigInt(value), true);
  }

  #point(from: number, to: number): void {
    this.#view.setUint32(from, to - from, true);
  }

  #align(to: number): void {
    this.#take(0, to);
  }

  /** Sets aside so many bytes at a place that is a multiple of `align`. */
  #take(bytes: number, align: number): number {
    const place = Math.ceil(this.#length / align) * align;
    this.#length = place + bytes;
    if (this.#length > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(this.#length, this.#bytes.length * 2));
      larger.set(this.#bytes);
      this.#bytes = larger;
      this.#view = new DataView(larger.buffer);
    }
    return place;
  }
}
