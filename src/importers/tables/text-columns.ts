import { type Data, Dictionary, Field, Int32, Map_, Struct, Utf8, Vector } from "apache-arrow";
import { type ColumnBuilder, columnData, grown, Validity } from "./column-memory.ts";

const encoder = new TextEncoder();

/** How many strings are encoded in one call, and how many units: longer strings cost the heap more than they save. */
const waitingAtMost = 256;
const unitsAtMost = 32_768;

/** Memory kept from batch to batch ends here, so that one giant value does not stay for good. */
const keptBytes = 32 * 1024 * 1024;

/**
 * Text. Strings are encoded many at a time: one call each costs several times as much, and in a run of nothing but
 * ASCII the ends of the values follow from their lengths.
 */
export class TextColumn implements ColumnBuilder {
  readonly type = new Utf8();
  length = 0;
  #bytes: Uint8Array = new Uint8Array(4096);
  #view = new DataView(this.#bytes.buffer);
  #used = 0;
  #offsets = new Int32Array(64);
  /** Strings that are not encoded yet, without those that are empty, and how many values were there before them. */
  #waiting: string[] = [];
  #firstWaiting = 0;
  readonly #validity = new Validity();

  get bytes(): number {
    return (this.#offsets[this.length] as number) + this.length * 4;
  }

  append(value: unknown): void {
    if (typeof value !== "string") this.appendNull();
    else if (value.length === 0) this.#end(0);
    else {
      // The end is right if the text turns out to be ASCII, where a string has as many bytes as units.
      const size = this.#end(value.length);
      if (this.#waiting.push(value) === waitingAtMost || size > unitsAtMost) this.#encode();
    }
  }

  appendNull(): void {
    this.#validity.markNull(this.length);
    this.#end(0);
  }

  /** Ends a value of that size and tells how many bytes and units wait to be encoded. */
  #end(size: number): number {
    const end = (this.#offsets[this.length] as number) + size;
    if (++this.length === this.#offsets.length) this.#offsets = grown(this.#offsets, this.length + 1);
    this.#offsets[this.length] = end;
    return end - this.#used;
  }

  /** Text that is UTF-8 already. With a view of all of `source` at hand it is copied four bytes at a time. */
  appendBytes(source: Uint8Array, start: number, end: number, view?: DataView): void {
    if (this.#waiting.length) this.#encode();
    const size = end - start;
    const to = this.#used;
    const bytes = this.#reserve(size + 3);
    if (view !== undefined && size <= 384 && end + 3 <= view.byteLength) {
      // Up to three bytes too many are written over by the next text.
      const written = this.#view;
      for (let from = start, at = to; from < end; from += 4, at += 4)
        written.setInt32(at, view.getInt32(from, true), true);
    } else if (size > 24) bytes.set(source.subarray(start, end), to);
    else for (let index = 0; index < size; index++) bytes[to + index] = source[start + index] as number;
    this.#used = to + size;
    this.#end(size);
    this.#firstWaiting = this.length;
  }

  #reserve(size: number): Uint8Array {
    if (this.#used + size > this.#bytes.length) this.#keep(grown(this.#bytes, this.#used + size));
    return this.#bytes;
  }

  #keep(bytes: Uint8Array): void {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer);
  }

  #encode(): void {
    const start = this.#used;
    const joined = this.#waiting.length === 1 ? (this.#waiting[0] as string) : this.#waiting.join("");
    if (this.#write(joined) !== joined.length) this.#encodeEach(start);
    this.#waiting = [];
    this.#firstWaiting = this.length;
  }

  /** Encodes the waiting strings one by one and sets the ends of all values since the first of them. */
  #encodeEach(start: number): void {
    this.#used = start;
    let next = 0;
    let before = this.#offsets[this.#firstWaiting] as number;
    for (let index = this.#firstWaiting + 1; index <= this.length; index++) {
      const end = this.#offsets[index] as number;
      if (end > before) this.#write(this.#waiting[next++] as string);
      this.#offsets[index] = this.#used;
      before = end;
    }
  }

  #write(text: string): number {
    if (text.length > 1_000_000) return this.#writeLong(text);
    const { written } = encoder.encodeInto(text, this.#reserve(text.length * 3).subarray(this.#used));
    this.#used += written;
    return written;
  }

  #writeLong(text: string): number {
    const encoded = encoder.encode(text);
    this.#reserve(encoded.length).set(encoded, this.#used);
    this.#used += encoded.length;
    return encoded.length;
  }

  finish(): Data {
    if (this.#waiting.length) this.#encode();
    const offsets = this.#offsets.subarray(0, this.length + 1);
    const data = columnData(this.type, this.length, this.#validity, {
      offsets,
      values: this.#bytes.subarray(0, this.#used),
    });
    if (this.#bytes.length > keptBytes) this.#keep(new Uint8Array(4096));
    this.length = 0;
    this.#used = 0;
    this.#firstWaiting = 0;
    return data;
  }
}

/** Maps from text to text. The keys are few and long, so a batch stores each once and then names it by number. */
export class TextMapColumn implements ColumnBuilder {
  readonly type: Map_<Dictionary<Utf8, Int32>, Utf8>;
  length = 0;
  #used = 0;
  #offsets = new Int32Array(64);
  #keys = new Int32Array(64);
  readonly #known = new Map<string, number>();
  readonly #values = new TextColumn();
  readonly #validity = new Validity();
  readonly #keyType = new Dictionary(new Utf8(), new Int32(), 0);
  readonly #entryType = new Struct<{ key: Dictionary<Utf8, Int32>; value: Utf8 }>([
    new Field("key", this.#keyType, false),
    new Field("value", new Utf8(), true),
  ]);

  constructor() {
    this.type = new Map_(new Field("entries", this.#entryType, false));
  }

  get bytes(): number {
    return this.#values.bytes + (this.#used + this.length) * 4;
  }

  append(value: unknown): void {
    if (value instanceof Map) value.forEach(this.#appendEntry);
    else this.#validity.markNull(this.length);
    this.end();
  }

  appendNull(): void {
    this.append(null);
  }

  /** Ends a map whose entries have been given. */
  end(): void {
    this.length++;
    if (this.length >= this.#offsets.length) this.#offsets = grown(this.#offsets, this.length + 1);
    this.#offsets[this.length] = this.#used;
  }

  readonly #appendEntry = (value: unknown, key: string): void => this.entry(key).append(value);

  /** The column for the value of the map's next key. */
  entry(key: string): TextColumn {
    let index = this.#known.get(key);
    if (index === undefined) {
      index = this.#known.size;
      this.#known.set(key, index);
    }
    if (this.#used === this.#keys.length) this.#keys = grown(this.#keys, this.#used + 1);
    this.#keys[this.#used++] = index;
    return this.#values;
  }

  finish(): Data {
    const keys = columnData(this.#keyType, this.#used, null, {
      values: this.#keys.subarray(0, this.#used),
      dictionary: this.#dictionary(),
    });
    const entries = columnData(this.#entryType, this.#used, null, { children: [keys, this.#values.finish()] });
    const offsets = this.#offsets.subarray(0, this.length + 1);
    const data = columnData(this.type, this.length, this.#validity, { offsets, children: [entries] });
    this.length = 0;
    this.#used = 0;
    return data;
  }

  #dictionary(): Vector {
    const names = new TextColumn();
    for (const key of this.#known.keys()) names.append(key);
    this.#known.clear();
    return new Vector([names.finish()]);
  }
}

/**
 * Maps that all have the same keys in the same order, as a struct: the engine makes maps of it without comparing the
 * keys of each with one another, which costs more than everything else about a map.
 */
export class TextStructColumn implements ColumnBuilder {
  readonly type: Struct;
  length = 0;
  readonly #columns: readonly TextColumn[];

  constructor(keys: readonly string[]) {
    this.type = new Struct(keys.map((key) => new Field(key, new Utf8(), true)));
    this.#columns = keys.map(() => new TextColumn());
  }

  get bytes(): number {
    return this.#columns.reduce((sum, column) => sum + column.bytes, 0);
  }

  append(value: unknown): void {
    let at = 0;
    if (value instanceof Map) for (const text of value.values()) this.#columns[at++]?.append(text);
    this.end();
  }

  /** The column for the value of the key at this place; the keys must come in order. */
  entry(_: string, place: number): TextColumn {
    return this.#columns[place] as TextColumn;
  }

  end(): void {
    this.length++;
  }

  appendNull(): void {
    throw new Error("attributes: a struct of them is never NULL");
  }

  finish(): Data {
    const children = this.#columns.map((column) => column.finish());
    const data = columnData(this.type, this.length, null, { children });
    this.length = 0;
    return data;
  }
}
