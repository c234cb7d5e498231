/** The kinds of message in an Arrow IPC stream that matter here. */
export const messageKind = { schema: 1, dictionary: 2, batch: 3 } as const;

/** One message of an Arrow IPC stream: its metadata, which are a flatbuffer, and its body. */
export interface ArrowMessage {
  readonly metadata: Uint8Array;
  readonly body: Uint8Array;
}

/** A table of a flatbuffer, to be read whatever types it may hold: apache-arrow refuses those that it does not know. */
export class FlatTable {
  constructor(
    readonly view: DataView,
    readonly at: number,
  ) {}

  static root(bytes: Uint8Array): FlatTable {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return new FlatTable(view, view.getUint32(0, true));
  }

  /** Where a field's value stands, or 0 when it is left out. */
  place(field: number): number {
    const slot = this.#slot(field);
    const offset = slot ? this.view.getUint16(slot, true) : 0;
    return offset ? this.at + offset : 0;
  }

  #slot(field: number): number {
    const layout = this.at - this.view.getInt32(this.at, true);
    const slot = 4 + field * 2;
    return slot < this.view.getUint16(layout, true) ? layout + slot : 0;
  }

  byte(field: number): number {
    const place = this.place(field);
    return place ? this.view.getUint8(place) : 0;
  }

  short(field: number, missing: number): number {
    const place = this.place(field);
    return place ? this.view.getInt16(place, true) : missing;
  }

  int(field: number, missing: number): number {
    const place = this.place(field);
    return place ? this.view.getInt32(place, true) : missing;
  }

  long(field: number): number {
    const place = this.place(field);
    return place ? Number(this.view.getBigInt64(place, true)) : 0;
  }

  table(field: number): FlatTable | null {
    const place = this.place(field);
    return place ? new FlatTable(this.view, place + this.view.getUint32(place, true)) : null;
  }

  /** Where a vector's or a string's elements begin, and how many there are. */
  vector(field: number): { start: number; length: number } {
    const place = this.place(field);
    if (!place) return { start: 0, length: 0 };
    const at = place + this.view.getUint32(place, true);
    const length = this.view.getUint32(at, true);
    if (at + 4 + length > this.view.byteLength) throw new Error("Arrow: damaged metadata");
    return { start: at + 4, length };
  }

  ints(field: number): number[] {
    const { start, length } = this.vector(field);
    return Array.from({ length }, (_, index) => this.view.getInt32(start + index * 4, true));
  }

  /** The 64-bit numbers of a vector whose items have `perItem` of them. */
  longs(field: number, perItem = 1): number[] {
    const { start, length } = this.vector(field);
    return Array.from({ length: length * perItem }, (_, index) =>
      Number(this.view.getBigInt64(start + index * 8, true)),
    );
  }

  tables(field: number): FlatTable[] {
    const { start, length } = this.vector(field);
    return Array.from({ length }, (_, index) => {
      const at = start + index * 4;
      return new FlatTable(this.view, at + this.view.getUint32(at, true));
    });
  }

  text(field: number): string {
    const { start, length } = this.vector(field);
    return new TextDecoder().decode(new Uint8Array(this.view.buffer, this.view.byteOffset + start, length));
  }
}

export interface Metadata {
  readonly kind: number;
  readonly bodyLength: number;
  /** The schema, dictionary or record batch that the message brings. */
  readonly header: FlatTable;
}

export function readMetadata(metadata: Uint8Array): Metadata {
  const message = FlatTable.root(metadata);
  const header = message.table(2);
  const bodyLength = message.long(3);
  if (!header || bodyLength < 0) throw new Error("Arrow: damaged metadata");
  return { kind: message.byte(1), bodyLength, header };
}

/** Rows of a record batch's message. */
export function batchRows(metadata: Uint8Array): number {
  const { kind, header } = readMetadata(metadata);
  return kind === messageKind.batch ? header.long(0) : 0;
}

const end = new Uint8Array([255, 255, 255, 255, 0, 0, 0, 0]);

/** A complete IPC stream of these messages, in memory of its own. */
export function joinMessages(messages: readonly ArrowMessage[]): Uint8Array {
  const size = messages.reduce((sum, { metadata, body }) => sum + 8 + padded(metadata.length) + body.length, 0);
  const stream = new Uint8Array(size + end.length);
  const view = new DataView(stream.buffer);
  let at = 0;
  for (const { metadata, body } of messages) {
    view.setUint32(at, 0xffffffff, true);
    view.setUint32(at + 4, padded(metadata.length), true);
    stream.set(metadata, at + 8);
    at += 8 + padded(metadata.length);
    stream.set(body, at);
    at += body.length;
  }
  stream.set(end, at);
  return stream;
}

function padded(length: number): number {
  return (length + 7) & ~7;
}

/** The messages of a complete IPC stream in memory. */
export function splitMessages(stream: Uint8Array): ArrowMessage[] {
  const messages: ArrowMessage[] = [];
  const view = new DataView(stream.buffer, stream.byteOffset, stream.byteLength);
  for (let at = 0; at + 8 <= stream.length; ) {
    const length = view.getUint32(at + 4, true);
    if (length === 0) break;
    const metadata = stream.subarray(at + 8, at + 8 + length);
    at += 8 + length;
    const { bodyLength } = readMetadata(metadata);
    messages.push({ metadata, body: stream.subarray(at, at + bodyLength) });
    at += bodyLength;
  }
  return messages;
}
