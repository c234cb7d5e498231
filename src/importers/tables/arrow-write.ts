import { type ArrowMessage, messageKind } from "./arrow-message.ts";
import type { ArrowColumn } from "./arrow-types.ts";
import { child, type FlatField, FlatWriter, scalar } from "./flat-writer.ts";

/** A record batch without its bytes: nodes and buffers as pairs of numbers, one after another. */
export interface BatchLayout {
  readonly rows: number;
  /** Length and NULLs of each column, nested ones included. */
  readonly nodes: readonly number[];
  /** Offset and length of each buffer in the body. */
  readonly buffers: readonly number[];
  /** How many more buffers each column of views has. */
  readonly views: readonly number[];
}

/** The metadata of a schema of these columns. */
export function schemaMessage(columns: readonly ArrowColumn[]): ArrowMessage {
  const header = [child(1, (writer) => writer.tables(columns.map(fieldOf)))];
  return message(messageKind.schema, header, new Uint8Array(0));
}

function fieldOf({ name, nullable, kind, details, dictionary, children, extension }: ArrowColumn): FlatField[] {
  return [
    child(0, (writer) => writer.text(name)),
    scalar(1, 1, nullable ? 1 : 0),
    scalar(2, 1, kind),
    child(3, (writer) => writer.table(details)),
    ...(dictionary ? [child(4, (writer) => writer.table(encodingOf(dictionary)))] : []),
    child(5, (writer) => writer.tables(children.map(fieldOf))),
    child(6, (writer) => writer.tables(extension.map(pairOf))),
  ];
}

function encodingOf({ id, width, signed }: NonNullable<ArrowColumn["dictionary"]>): FlatField[] {
  const index = [scalar(0, 4, width * 8), scalar(1, 1, signed ? 1 : 0)];
  return [scalar(0, 8, id), child(1, (writer) => writer.table(index))];
}

function pairOf([key, value]: readonly [string, string]): FlatField[] {
  return [child(0, (writer) => writer.text(key)), child(1, (writer) => writer.text(value))];
}

export function batchMessage(layout: BatchLayout, body: Uint8Array): ArrowMessage {
  return message(messageKind.batch, batchOf(layout), body);
}

export function dictionaryMessage(id: number, isDelta: boolean, layout: BatchLayout, body: Uint8Array): ArrowMessage {
  const data = child(1, (writer) => writer.table(batchOf(layout)));
  return message(messageKind.dictionary, [scalar(0, 8, id), data, scalar(2, 1, isDelta ? 1 : 0)], body);
}

function batchOf({ rows, nodes, buffers, views }: BatchLayout): FlatField[] {
  return [
    scalar(0, 8, rows),
    child(1, (writer) => writer.numbers(8, nodes, 2)),
    child(2, (writer) => writer.numbers(8, buffers, 2)),
    child(4, (writer) => writer.numbers(8, views)),
  ];
}

/** In version 5 of the format. */
function message(kind: number, header: readonly FlatField[], body: Uint8Array): ArrowMessage {
  const metadata = FlatWriter.buffer([
    scalar(0, 2, 4),
    scalar(1, 1, kind),
    child(2, (writer) => writer.table(header)),
    scalar(3, 8, body.length),
  ]);
  return { metadata, body };
}
