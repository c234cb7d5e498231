import { invalidAt } from "../encoding.ts";
import type { PlainBatch } from "./arrow-body.ts";
import { type ArrowColumn, arrowTypes, isView } from "./arrow-types.ts";
import type { BatchLayout } from "./arrow-write.ts";

/** How many values each dictionary has. */
export type DictionarySizes = ReadonlyMap<number, number>;

/**
 * Makes sure that a batch does not point outside of itself: the engine trusts its offsets, and one that is damaged
 * would take it down. Throws a reason.
 */
export function checkBatch(batch: PlainBatch, columns: readonly ArrowColumn[], sizes: DictionarySizes): void {
  const { rows } = batch.layout;
  if (!(rows >= 0)) damaged("the number of rows");
  const check = new BatchCheck(batch, sizes);
  for (const column of columns) check.top(column, rows);
}

interface Node {
  readonly length: number;
  readonly nulls: number;
}

class BatchCheck {
  readonly #layout: BatchLayout;
  readonly #body: DataView;
  readonly #sizes: DictionarySizes;
  #nodes = 0;
  #buffers = 0;
  #viewCounts = 0;

  constructor({ layout, body }: PlainBatch, sizes: DictionarySizes) {
    this.#layout = layout;
    this.#body = new DataView(body.buffer, body.byteOffset, body.byteLength);
    this.#sizes = sizes;
  }

  /** Checks a column that is not inside of another, and has as many values as the batch has rows. */
  top(column: ArrowColumn, rows: number): void {
    if (this.#layout.nodes[this.#nodes * 2] !== rows) damaged("the length of a column");
    this.column(column, rows);
  }

  /** Checks a column that must have at least `least` values. */
  column(column: ArrowColumn, least: number): void {
    const node = this.#node();
    if (!(node.length >= least && node.length < 2 ** 31)) damaged("the length of a column");
    const needs = column.dictionary ? this.#indices(column.dictionary, node) : this.#values(column, node);
    for (const [index, child] of column.children.entries())
      if (!column.dictionary) this.column(child, typeof needs === "number" ? needs : (needs[index] as number));
  }

  /** Checks a column's own buffers and tells how many values its children need, all of them or each. */
  #values(column: ArrowColumn, node: Node): number | readonly number[] {
    const { kind, width } = column;
    if (kind === arrowTypes.null) return 0;
    if (kind === arrowTypes.union) return this.#union(column, node);
    const validity = this.#validity(node);
    if (isView(column)) return this.#views(kind, node, validity);
    switch (kind) {
      case arrowTypes.text:
      case arrowTypes.binary:
        return this.#bytes(node, 4, kind === arrowTypes.text);
      case arrowTypes.largeText:
      case arrowTypes.largeBinary:
        return this.#bytes(node, 8, kind === arrowTypes.largeText);
      case arrowTypes.list:
      case arrowTypes.map:
        return this.#ascending(this.#buffer(), node, 4);
      case arrowTypes.largeList:
        return this.#ascending(this.#buffer(), node, 8);
      case arrowTypes.listView:
        return this.#listViews(node, 4);
      case arrowTypes.largeListView:
        return this.#listViews(node, 8);
      case arrowTypes.struct:
        return node.length;
      case arrowTypes.fixedList:
        return node.length * width;
      default:
        return this.#fixed(kind === arrowTypes.boolean ? (node.length + 7) >> 3 : node.length * width);
    }
  }

  #fixed(size: number): number {
    if (this.#buffer().byteLength < size) damaged("the size of a column's values");
    return 0;
  }

  #node(): Node {
    const at = this.#nodes++ * 2;
    const [length, nulls] = this.#layout.nodes.slice(at, at + 2);
    return length === undefined || nulls === undefined ? damaged("the number of columns") : { length, nulls };
  }

  #buffer(): DataView {
    const at = this.#buffers++ * 2;
    const [offset = -1, size = -1] = this.#layout.buffers.slice(at, at + 2);
    if (offset < 0 || size < 0 || offset + size > this.#body.byteLength) damaged("the place of a buffer");
    return new DataView(this.#body.buffer, this.#body.byteOffset + offset, size);
  }

  #validity({ length, nulls }: Node): DataView | null {
    const bits = this.#buffer();
    if (bits.byteLength === 0 && nulls === 0) return null;
    if (bits.byteLength < (length + 7) >> 3) damaged("the size of a column's NULL marks");
    return bits;
  }

  #bytes(node: Node, width: 4 | 8, isText: boolean): number {
    const offsets = this.#buffer();
    const end = this.#ascending(offsets, node, width);
    const values = this.#buffer();
    if (end > values.byteLength) damaged("the ends of a column's values");
    if (!isText) return 0;
    const text = new Uint8Array(values.buffer, values.byteOffset, end);
    if (invalidAt(text) >= 0) damaged("a column's text");
    for (let index = 0; index < node.length; index++)
      if (((text[readInteger(offsets, index, width)] ?? 0) & 0xc0) === 0x80) damaged("a column's text");
    return 0;
  }

  /** Checks that offsets ascend and gives the last. */
  #ascending(offsets: DataView, { length }: Node, width: 4 | 8): number {
    if (length === 0) return 0;
    if (offsets.byteLength < (length + 1) * width) damaged("the number of a column's offsets");
    let before = 0;
    for (let index = 0; index <= length; index++) {
      const offset = readInteger(offsets, index, width);
      if (offset < before) damaged("a column's offsets");
      before = offset;
    }
    return before;
  }

  #listViews({ length }: Node, width: 4 | 8): number {
    const offsets = this.#buffer();
    const sizes = this.#buffer();
    if (Math.min(offsets.byteLength, sizes.byteLength) < length * width) damaged("the number of a column's offsets");
    let end = 0;
    for (let index = 0; index < length; index++) {
      const offset = readInteger(offsets, index, width);
      const size = readInteger(sizes, index, width);
      if (offset < 0 || size < 0) damaged("a column's offsets");
      end = Math.max(end, offset + size);
    }
    return end;
  }

  #indices(dictionary: NonNullable<ArrowColumn["dictionary"]>, node: Node): number {
    const { length } = node;
    const validity = this.#validity(node);
    const indices = this.#buffer();
    const { id, width, signed } = dictionary;
    const size = this.#sizes.get(id) ?? 0;
    if (indices.byteLength < length * width) damaged("the number of a column's values");
    for (let index = 0; index < length; index++) {
      if (validity && !isSet(validity, index)) continue;
      const value = readInteger(indices, index, width, signed);
      if (value < 0 || value >= size) damaged("a value that is not in its dictionary");
    }
    return 0;
  }

  #views(kind: number, { length }: Node, validity: DataView | null): number {
    const views = this.#buffer();
    const data = Array.from({ length: this.#layout.views[this.#viewCounts++] ?? 0 }, () => this.#buffer());
    if (views.byteLength < length * 16) damaged("the number of a column's values");
    for (let index = 0; index < length; index++) {
      if (validity && !isSet(validity, index)) continue;
      const at = index * 16;
      const size = views.getInt32(at, true);
      const from = size <= 12 ? views : data[views.getInt32(at + 8, true)];
      const start = size <= 12 ? at + 4 : views.getInt32(at + 12, true);
      if (!from || size < 0 || start < 0 || start + size > from.byteLength) damaged("the place of a value");
      const bytes = new Uint8Array(from.buffer, from.byteOffset + start, size);
      if (kind === arrowTypes.textView && invalidAt(bytes) >= 0) damaged("a column's text");
    }
    return 0;
  }

  #union({ width, children }: ArrowColumn, { length }: Node): number[] {
    const types = this.#buffer();
    const offsets = width ? this.#buffer() : null;
    if (types.byteLength < length || (offsets && offsets.byteLength < length * 4)) damaged("the size of a union");
    const ends = children.map(() => (offsets ? 0 : length));
    for (let index = 0; index < length; index++) {
      const type = types.getUint8(index);
      if (type >= children.length) damaged("the type of a union's value");
      if (offsets) ends[type] = Math.max(ends[type] as number, offsets.getUint32(index * 4, true) + 1);
    }
    return ends;
  }
}

function readInteger(view: DataView, index: number, width: number, signed = true): number {
  const at = index * width;
  if (width === 4) return signed ? view.getInt32(at, true) : view.getUint32(at, true);
  if (width === 8) return Number(view.getBigInt64(at, true));
  if (width === 2) return signed ? view.getInt16(at, true) : view.getUint16(at, true);
  return signed ? view.getInt8(at) : view.getUint8(at);
}

function isSet(bits: DataView, index: number): boolean {
  return (bits.getUint8(index >> 3) & (1 << (index & 7))) !== 0;
}

function damaged(what: string): never {
  throw new Error(`${what} cannot be right`);
}
