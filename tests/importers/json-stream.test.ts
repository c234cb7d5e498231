import { describe, expect, test } from "vitest";
import { type JsonPiece, readJson, type Shape } from "../../src/importers/json/json-stream.ts";

const spans: Shape = { keys: { spans: { items: {} } } };
const nested: Shape = { keys: { groups: { items: spans } }, items: { keys: { groups: { items: spans } } } };

async function* chunked(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
}

async function pieces(text: string | Uint8Array, shape?: Shape, size = 65_536): Promise<JsonPiece[]> {
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  const found: JsonPiece[] = [];
  for await (const batch of readJson(chunked(bytes, size), shape)) found.push(...batch);
  return found;
}

/** Records as `line:value`, damage as `line!reason`. */
function shown(found: readonly JsonPiece[]): string[] {
  return found.flatMap((piece) => {
    if (piece.type === "record") return [`${piece.line}:${JSON.stringify(piece.value)}`];
    return piece.type === "damage" ? [`${piece.line}!${piece.reason}`] : [];
  });
}

async function read(text: string, shape?: Shape): Promise<string[]> {
  const whole = shown(await pieces(text, shape));
  for (const size of [1, 2, 3, 7, 50]) expect(shown(await pieces(text, shape, size))).toEqual(whole);
  return whole;
}

describe("values at the top", () => {
  test("JSON Lines, with blank lines, CRLF and no line break at the end", async () => {
    expect(await read('{"a":1}\r\n\n[2]\n  "three"  \n4\ntrue\n{"a":12345678901234567890}')).toEqual([
      '1:{"a":1}',
      "3:[2]",
      '4:"three"',
      "5:4",
      "6:true",
      '7:{"a":"12345678901234567890"}',
    ]);
  });

  test("concatenated and pretty-printed values, with or without commas between them", async () => {
    const pretty = JSON.stringify({ a: [1, { b: "}\n{" }] }, null, 2);
    expect(await read(`${pretty}\n${pretty}${pretty},{"c":1}{"c":2} 3 4\n`)).toEqual([
      '1:{"a":[1,{"b":"}\\n{"}]}',
      '9:{"a":[1,{"b":"}\\n{"}]}',
      '16:{"a":[1,{"b":"}\\n{"}]}',
      '23:{"c":1}',
      '23:{"c":2}',
      "23:3",
      "23:4",
    ]);
  });

  test("a record separator before each value is a blank", async () => {
    expect(await read('\u001e{"a":1}\n\u001e{"a":2}\n')).toEqual(['1:{"a":1}', '2:{"a":2}']);
  });

  test("nothing gives nothing", async () => {
    expect(await read("")).toEqual([]);
    expect(await read(" \n\n ")).toEqual([]);
  });
});

describe("shapes", () => {
  test("the elements of a list come one by one, in one line or many", async () => {
    expect(await read('[{"a":1},[2],3]', { items: {} })).toEqual(['1:{"a":1}', "1:[2]", "1:3"]);
    expect(await read('[\n{"a":1},\n  [2],\n\n3\n]\n', { items: {} })).toEqual(['2:{"a":1}', "3:[2]", "5:3"]);
    expect(await read("[\n]", { items: {} })).toEqual([]);
  });

  test("records come with the objects around them", async () => {
    const file = {
      v: 1,
      groups: [{ name: "g", spans: [{ id: 1 }, { id: 2 }], after: true }, { spans: [] }, {}],
      end: 0,
    };
    for (const indent of [0, 1]) {
      const found = (await pieces(JSON.stringify(file, null, indent), nested)).filter(
        (piece) => piece.type === "record",
      );
      expect(found.map((piece) => piece.value)).toEqual([{ id: 1 }, { id: 2 }, {}]);
      expect(found[0]!.frames.map(({ key, rest }) => [key, rest.v ?? rest.name])).toEqual([
        ["groups", 1],
        ["spans", "g"],
      ]);
    }
  });

  test("the end of an object comes after its records, with what stands behind them", async () => {
    const found = await pieces('{\n"groups": [{"spans": [1], "name": "late"}], "v": 2}', nested);
    expect(found).toMatchObject([
      {
        type: "record",
        value: 1,
        frames: [
          { key: "groups", offset: 0 },
          { key: "spans", offset: 13 },
        ],
      },
      { type: "end", offset: 13, rest: { name: "late" } },
      { type: "end", offset: 0, rest: { v: 2 } },
    ]);
  });

  test("a value of another shape comes whole", async () => {
    for (const text of ['{"other":[1]}', '{\n"other":[1]}']) {
      expect(await read(text, nested)).toEqual(['1:{"other":[1]}']);
    }
    expect(await read('{\n"groups":null}', nested)).toEqual(['1:{"groups":null}']);
    expect(await read('[{"groups":[{"spans":[1]}]},{"groups":[{"spans":[2]}]}]', nested)).toEqual(["1:1", "1:2"]);
  });

  test("keys of the prototype are keys like any other", async () => {
    const found = await pieces('{\n"__proto__": {"x": 1}, "constructor": 2, "groups": [{"spans": [3]}]}', nested);
    expect(found[0]).toMatchObject({ type: "record", value: 3 });
    expect(JSON.stringify(found.at(-1))).toContain('"rest":{"__proto__":{"x":1},"constructor":2}');
  });

  test("a line too long to be held is gone through piece by piece", async () => {
    const count = 100_000;
    const items = Array.from({ length: count }, (_, id) => ({ id, text: "x".repeat(100) }));
    const found = await pieces(JSON.stringify({ spans: items }), spans);
    expect(found.length).toBe(count + 1);
    expect(found[count - 1]).toMatchObject({ value: { id: count - 1 }, frames: [{ key: "spans", offset: 0 }] });
  });
});

describe("damage", () => {
  test("a line that was cut off costs itself alone", async () => {
    expect(await read('{"a":1}\n{"a":"tw\n{"a":3}\n{"a":4')).toEqual([
      '1:{"a":1}',
      "2!JSON: the line ends inside a string",
      '3:{"a":3}',
      "4!JSON: the file ends inside a value that begins on line 4",
    ]);
  });

  test.each([
    ["after a comma", '{"spans":[1,2,\n{"spans":[3]}\n{"spans":[4]}\n'],
    ["after a comma, before the last line", '{"spans":[1,2,\n{"spans":[3,4]}'],
    ["after an opening bracket", '{"spans":[1,2,[\n{"spans":[3]}\n{"spans":[4]}\n'],
    ["after a colon", '{"spans":[1,2,{"a":\n{"spans":[3,4]}\n'],
    ["after a number", '{"spans":[1,2\n{"spans":[3]}\n{"spans":[4]}\n'],
  ])("a line cut off %s gives the records before, and swallows none after", async (_, text) => {
    const found = await read(text, spans);
    expect(found.filter((entry) => entry.includes("!")).length).toBe(1);
    expect(found.filter((entry) => !entry.includes("!")).map((entry) => entry.slice(2))).toEqual(["1", "2", "3", "4"]);
  });

  test("elements that look like the whole do not end it", async () => {
    const text = '{"id":1,"spans":[\n{"id":2},\n{"id":3}\n]}\n{"id":4,"spans":[\n{"id":5}\n]}\n';
    expect(await read(text, spans)).toEqual(['2:{"id":2}', '3:{"id":3}', '6:{"id":5}']);
  });

  test("each line of rubbish is one loss with its line", async () => {
    expect(await read('hello\n{"a":1}\n}\n\u0000\n{"a":2}')).toEqual([
      '1!JSON: unexpected "h" where a value was expected, column 1 of the record',
      '2:{"a":1}',
      '3!JSON: unexpected "}" where a value was expected',
      "4!JSON: unexpected control character U+0000 where a value was expected, column 1 of the record",
      '5:{"a":2}',
    ]);
  });

  test("a damaged element among pretty-printed ones costs itself alone", async () => {
    const file = JSON.stringify(
      { groups: [{ spans: [{ id: 1 }, { id: 2 }, { id: 3 }] }, { spans: [{ id: 4 }] }] },
      null,
      2,
    );
    for (const broken of ['"id": "2', '"id" 2', '"id": 2 ]', '"id": tru', "{{", '"id": {"x": [']) {
      const found = await read(file.replace('"id": 2', broken), nested);
      expect(found.filter((entry) => !entry.includes("!"))).toEqual(['5:{"id":1}', '11:{"id":3}', '18:{"id":4}']);
      expect(found.filter((entry) => entry.includes("!"))).toEqual([expect.stringMatching(/^(8|9)!/)]);
    }
  });

  test("elements broken at their first byte are passed over one by one", async () => {
    expect(await read('[\n  {!\n  {!\n  {"a":1},\n  {?}\n]\n{"b":2}\n', { items: { keys: { x: {} } } })).toEqual([
      expect.stringMatching(/^2!/),
      expect.stringMatching(/^3!/),
      '4:{"a":1}',
      expect.stringMatching(/^5!/),
      '7:{"b":2}',
    ]);
  });

  test("a damaged last element ends with its list", async () => {
    const file = JSON.stringify({ groups: [{ spans: [{ id: 1 }] }, { spans: [{ id: 2 }] }] }, null, 2);
    expect(await read(file.replace('"id": 1', '"id": 1"'), nested)).toEqual([
      expect.stringContaining("5!"),
      '12:{"id":2}',
    ]);
  });

  test("a text that only its parser refuses costs its own record", async () => {
    expect(await read('{"spans":[{"a":1},{"a":tru},{"a":"\\x"},{"a":4}]}', spans)).toEqual([
      '1:{"a":1}',
      '1!JSON: unexpected "t" where a value was expected, column 6 of the record',
      "1!JSON: unknown escape inside a string, column 7 of the record",
      '1:{"a":4}',
    ]);
  });

  test("a hundred thousand open brackets are one loss", async () => {
    const deep = "[".repeat(100_000);
    const found = await pieces(`{"a":1}\n${deep}\n{"a":2}\n`);
    expect(shown(found)).toEqual(['1:{"a":1}', "2!JSON: more than 10000 levels of nesting", '3:{"a":2}']);
    expect((await pieces(`${deep}${"]".repeat(100_000)}`)).map((piece) => piece.type)).toEqual(["record"]);
  });
});
