import {
  Bool,
  type Data,
  DateDay,
  Field,
  Float32,
  Float64,
  Int32,
  Int64,
  List,
  TimestampMicrosecond,
} from "apache-arrow";
import type { ColumnType } from "../../traces/schema.ts";
import { type ColumnBuilder, columnData, grown, Validity } from "./column-memory.ts";
import { TextColumn, TextMapColumn } from "./text-columns.ts";

/** The types that only plain tables have. DATE takes days and TIMESTAMP microseconds since 1970, as numbers. */
export type PlainColumnType = "DATE" | "TIMESTAMP" | "DOUBLE[]";

export function columnBuilder(type: ColumnType | PlainColumnType): ColumnBuilder {
  switch (type) {
    case "VARCHAR":
      return new TextColumn();
    case "BIGINT":
      return new LongColumn(new Int64());
    case "TIMESTAMP":
      return new LongColumn(new TimestampMicrosecond());
    case "INTEGER":
      return new NumberColumn(new Int32(), new Int32Array(64));
    case "DATE":
      return new NumberColumn(new DateDay(), new Int32Array(64));
    case "DOUBLE":
      return new NumberColumn(new Float64(), new Float64Array(64));
    case "BOOLEAN":
      return new BooleanColumn();
    case "FLOAT[]":
      return new ListColumn(new Float32(), new Float32Array(64));
    case "DOUBLE[]":
      return new ListColumn(new Float64(), new Float64Array(64));
    case "MAP(VARCHAR, VARCHAR)":
      return new TextMapColumn();
  }
}

/** 64-bit integers, from bigints and whole numbers, which the caller knows to fit. */
export class LongColumn implements ColumnBuilder {
  length = 0;
  #values = new BigInt64Array(64);
  #words = new Int32Array(this.#values.buffer);
  readonly #validity = new Validity();

  constructor(readonly type: Int64 | TimestampMicrosecond) {}

  get bytes(): number {
    return this.length * 8;
  }

  append(value: unknown): void {
    if (typeof value === "bigint") {
      this.#reserve();
      this.#values[this.length++] = value;
    } else if (typeof value === "number" && Number.isInteger(value)) this.appendNumber(value);
    else this.appendNull();
  }

  appendNull(): void {
    this.#validity.markNull(this.length);
    this.appendNumber(0);
  }

  /** A whole number, written as its two words without making a bigint. */
  appendNumber(value: number): void {
    const high = Math.floor(value / 4_294_967_296);
    this.appendWords(high, value - high * 4_294_967_296);
  }

  appendWords(high: number, low: number): void {
    this.#reserve();
    const at = this.length++ * 2;
    this.#words[at] = low;
    this.#words[at + 1] = high;
  }

  #reserve(): void {
    if (this.length < this.#values.length) return;
    this.#values = grown(this.#values, this.length + 1);
    this.#words = new Int32Array(this.#values.buffer);
  }

  finish(): Data {
    const { length } = this;
    this.length = 0;
    return columnData(this.type, length, this.#validity, { values: this.#values.subarray(0, length) });
  }
}

export class NumberColumn implements ColumnBuilder {
  length = 0;
  #values: Int32Array | Float64Array;
  readonly #whole: boolean;
  readonly #validity = new Validity();

  constructor(
    readonly type: Int32 | DateDay | Float64,
    values: Int32Array | Float64Array,
  ) {
    this.#values = values;
    this.#whole = values instanceof Int32Array;
  }

  get bytes(): number {
    return this.length * 8;
  }

  append(value: unknown): void {
    if (typeof value === "number" && (!this.#whole || (value | 0) === value)) this.appendNumber(value);
    else this.appendNull();
  }

  appendNumber(value: number): void {
    if (this.length === this.#values.length) this.#values = grown(this.#values, this.length + 1);
    this.#values[this.length++] = value;
  }

  appendNull(): void {
    this.#validity.markNull(this.length);
    this.appendNumber(0);
  }

  finish(): Data {
    const { length } = this;
    this.length = 0;
    return columnData(this.type, length, this.#validity, { values: this.#values.subarray(0, length) });
  }
}

export class BooleanColumn implements ColumnBuilder {
  readonly type = new Bool();
  length = 0;
  #bits: Uint8Array = new Uint8Array(1024);
  readonly #validity = new Validity();

  get bytes(): number {
    return this.length >> 3;
  }

  append(value: unknown): void {
    const index = this.length++;
    this.#bits = grown(this.#bits, (index >> 3) + 1);
    if (value === true) this.#bits[index >> 3] = (this.#bits[index >> 3] as number) | (1 << (index & 7));
    else if (value !== false) this.#validity.markNull(index);
  }

  appendNull(): void {
    this.append(null);
  }

  finish(): Data {
    const { length } = this;
    const values = this.#bits.subarray(0, (length + 7) >> 3);
    this.length = 0;
    this.#bits = new Uint8Array(1024);
    return columnData(this.type, length, this.#validity, { values });
  }
}

/** Lists of numbers, from typed arrays and from arrays; what is not a number in an array becomes NULL. */
export class ListColumn implements ColumnBuilder {
  readonly type: List<Float32 | Float64>;
  length = 0;
  #items: Float32Array | Float64Array;
  #used = 0;
  #offsets = new Int32Array(64);
  readonly #validity = new Validity();
  readonly #itemValidity = new Validity();

  constructor(
    readonly item: Float32 | Float64,
    items: Float32Array | Float64Array,
  ) {
    this.type = new List(new Field<Float32 | Float64>("item", item, true));
    this.#items = items;
  }

  get bytes(): number {
    return this.#used * this.#items.BYTES_PER_ELEMENT + this.length * 4;
  }

  append(value: unknown): void {
    if (value instanceof Float32Array || value instanceof Float64Array) this.#appendTyped(value);
    else if (Array.isArray(value)) for (const item of value) this.#appendItem(item);
    else this.#validity.markNull(this.length);
    this.#offsets = grown(this.#offsets, ++this.length + 1);
    this.#offsets[this.length] = this.#used;
  }

  appendNull(): void {
    this.append(null);
  }

  #appendTyped(items: Float32Array | Float64Array): void {
    this.#items = grown(this.#items, this.#used + items.length);
    this.#items.set(items, this.#used);
    this.#used += items.length;
  }

  #appendItem(item: unknown): void {
    this.#items = grown(this.#items, this.#used + 1);
    if (typeof item !== "number") this.#itemValidity.markNull(this.#used);
    this.#items[this.#used++] = typeof item === "number" ? item : 0;
  }

  finish(): Data {
    const { length } = this;
    const items = columnData(this.item, this.#used, this.#itemValidity, {
      values: this.#items.subarray(0, this.#used),
    });
    const offsets = this.#offsets.subarray(0, length + 1);
    this.length = 0;
    this.#used = 0;
    return columnData(this.type, length, this.#validity, { offsets, children: [items] });
  }
}
