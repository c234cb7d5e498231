import { expect, test } from "vitest";
import { type ContextOptions, readJsonInContext } from "../../src/importers/json/json-context.ts";
import type { Frame } from "../../src/importers/json/json-stream.ts";

const shape = { keys: { items: { items: {} } } };
const first = '{\n"name":"a","items":[1,2,';
const second = '3,4],"late":true}';

test("records of an object's first chunk are given when all of the chunk is read", async () => {
  expect(await seen([first + second], { firstTells: true })).toEqual(["1 late", "2 late", "3 late", "4 late"]);
});

test("records behind an object's first chunk are given at once where the first record tells all", async () => {
  expect(await seen([first, second], { firstTells: true })).toEqual(["1 name", "2 name", "3 name", "4 name"]);
});

test("records are given a chunk at a time where every record may look around it", async () => {
  expect(await seen([first, second], {})).toEqual(["1 name", "2 name", "3 late", "4 late"]);
});

test("an object's first chunk is read before its records are given, also inside another object", async () => {
  const inner = { keys: { groups: { items: shape } } };
  const begins = `{"name":"a","groups":[${first}3],"late":true},`;
  const chunks = [begins, `${first}3],"late":true}]}`];
  const late = ["1 late", "2 late", "3 late"];
  expect(await seen(chunks, { firstTells: true, shape: inner })).toEqual([...late, ...late]);
});

test("a record that misses something comes at its object's end", async () => {
  const missing = (frames: readonly Frame[]) => (frames.at(-1)?.rest.late ? -1 : (frames.at(-1)?.offset ?? -1));
  const all = ["1 late", "2 late", "3 late", "4 late"];
  expect(await seen([first, second], { firstTells: true, missing })).toEqual(all);
});

/** Each record, and the last key that its object had shown when it was given. */
async function seen(chunks: readonly string[], options: Partial<ContextOptions>): Promise<string[]> {
  async function* open(): AsyncGenerator<Uint8Array> {
    for (const chunk of chunks) yield new TextEncoder().encode(chunk);
  }
  const found: string[] = [];
  const all = { open, shape, missing: () => -1, signal: new AbortController().signal, ...options };
  for await (const pieces of readJsonInContext(all)) {
    for (const piece of pieces)
      if (piece.type === "record") found.push(`${piece.value} ${Object.keys(piece.frames.at(-1)?.rest ?? {}).at(-1)}`);
  }
  return found;
}
