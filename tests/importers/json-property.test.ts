import { describe, expect, test } from "vitest";
import { parseJson, tryParseJson } from "../../src/importers/json/json.ts";
import { type JsonPiece, readJson, type Shape } from "../../src/importers/json/json-stream.ts";
import { seededRandom } from "../support/random.ts";

const rounds = 400;
const shapes: readonly Shape[] = [
  {},
  { items: {} },
  { keys: { spans: { items: {} } } },
  { items: { keys: { spans: { items: {} } } }, keys: { spans: { items: {} } } },
];

async function* chunked(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
}

/** Each piece as it is when it comes: the objects around a record fill up later. */
async function read(text: string, shape: Shape, size: number): Promise<string[]> {
  const found: string[] = [];
  for await (const batch of readJson(chunked(new TextEncoder().encode(text), size), shape))
    for (const piece of batch) found.push(shown(piece));
  return found;
}

function shown(piece: JsonPiece): string {
  if (piece.type === "record") return record(piece.line, piece.value);
  return piece.type === "damage" ? `${piece.line}!${piece.reason}` : `end ${JSON.stringify(piece.rest)}`;
}

const record = (line: number, value: unknown) => `${line}:${JSON.stringify(value)}`;

class Maker {
  readonly random: () => number;

  constructor(seed: number) {
    this.random = seededRandom(seed);
  }

  below(limit: number): number {
    return Math.floor(this.random() * limit);
  }

  pick<Value>(values: readonly Value[]): Value {
    return values[this.below(values.length)] as Value;
  }

  /** JSON text, in one line or many. */
  value(depth: number, blank: () => string): string {
    if (depth === 0 || this.random() < 0.3) return this.pick(scalars);
    const count = this.below(4);
    const inner = () => blank() + this.value(depth - 1, blank) + blank();
    if (this.random() < 0.5) return `[${blank()}${Array.from({ length: count }, inner).join(",")}]`;
    const keys = ["a", "id", "x y", "spans", "t:"].slice(0, count);
    return `{${blank()}${keys.map((key) => `${blank()}"${key}":${inner()}`).join(",")}}`;
  }

  damaged(text: string): string {
    const at = this.below(text.length);
    const cuts = [text.slice(0, at), text.slice(0, at) + text.slice(at + 1 + this.below(5))];
    const added = this.pick(['"', "{", "}", "[", "]", ",", ":", "\\", "tru", "\u0000", "é"]);
    return this.pick([...cuts, text.slice(0, at) + added + text.slice(at)]);
  }

  chunk(): number {
    return this.pick([1, 2 + this.below(10), 20 + this.below(100), 65_536]);
  }
}

const scalars = [
  ...['"x"', '"é\\n{"', '"a\\"b"', '"},{"', '"a, 1234567890123456,"', '"\\\\"', '"\\":1234567890123456,"', '""'],
  ...["1", "-2.5", "12345678901234567890", "-1764694340818061", "1e-7", "true", "null", "NaN", "-Infinity", "[]", "{}"],
];

const noBlank = () => "";
const linesBefore = (text: string) => text.split("\n").length;

describe("random JSON in random chunks", () => {
  test("gives each value at the top with its line", async () => {
    for (let seed = 0; seed < rounds; seed += 1) {
      const maker = new Maker(seed);
      const blank = maker.pick([noBlank, () => maker.pick(["", " ", "\n  ", "\r\n\t"])]);
      const expected: string[] = [];
      let text = "";
      for (let count = maker.below(6); count >= 0; count -= 1) {
        const value = maker.value(4, blank);
        expected.push(record(linesBefore(text), parseJson(value)));
        text += value + maker.pick(["\n", "\n\n", ",\n", " \r\n"]);
      }
      expect(await read(text, {}, maker.chunk()), `seed ${seed}`).toEqual(expected);
    }
  });

  test("gives each element of a list with its line", async () => {
    for (let seed = 0; seed < rounds; seed += 1) {
      const maker = new Maker(seed);
      const blank = maker.pick([noBlank, () => maker.pick(["", " ", "\n  ", "\n"])]);
      const expected: string[] = [];
      const multiline = maker.random() < 0.5;
      let text = multiline ? "[\n" : "[";
      for (let count = maker.below(8); count >= 0; count -= 1) {
        const value = maker.value(3, blank);
        expected.push(record(linesBefore(text), parseJson(value)));
        text += value + (count > 0 ? maker.pick([",", ",\n  ", "\n,\n"]) : "\n]\n");
      }
      // A line that is a whole value of its own comes with the line's number.
      expect(await read(text, { items: {} }, maker.chunk()), `seed ${seed}`).toEqual(expected);
    }
  });
});

describe("randomly damaged JSON", () => {
  test("of a value to a line costs the damaged lines alone", async () => {
    for (let seed = 0; seed < rounds; seed += 1) {
      const maker = new Maker(seed);
      const whole = Array.from({ length: 6 }, (_, id) => `{"id":${id},"v":${maker.value(3, noBlank)}}`);
      const lines = whole.map((line) => (maker.random() < 0.3 ? maker.damaged(line) : line));
      const found = await read(lines.join("\n"), {}, maker.chunk());
      let damage = 0;
      for (const [index, line] of lines.entries()) {
        // Commas between values at the top are blanks.
        const value = tryParseJson(line.replace(/^,|,$/g, ""));
        const here = found.filter((entry) => Number.parseInt(entry, 10) === index + 1);
        // What a damaged value seems to go on with is told with it.
        damage = value === undefined ? damage + here.filter((entry) => /^\d+!/.test(entry)).length : 0;
        if (value !== undefined) expect(here, `seed ${seed}`).toEqual([record(index + 1, value)]);
        else if (line !== "") expect(damage, `seed ${seed}: ${line}`).toBeGreaterThan(0);
      }
    }
  });

  test("gives the same in chunks of any size, with every shape", async () => {
    for (let seed = 0; seed < rounds; seed += 1) {
      const maker = new Maker(seed);
      const blank = maker.pick([noBlank, () => maker.pick(["", " ", "\n  ", "\n"])]);
      const values = Array.from({ length: 4 }, () => maker.value(4, blank));
      const text = maker.damaged(maker.damaged(values.join("\n")) || "[");
      const shape = maker.pick(shapes);
      expect(await read(text, shape, maker.chunk()), `seed ${seed}`).toEqual(await read(text, shape, 65_536));
    }
  });
});

test("text whose lines each begin what never ends is gone through once", async () => {
  for (const line of ['{"a":\n', "[\n"]) {
    const found = await read(line.repeat(12_000), { items: {} }, 65_536);
    expect(found[0], line).toMatch(/^\d+!/);
  }
});
