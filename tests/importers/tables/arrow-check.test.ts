import {
  type DataType,
  Dictionary,
  Field,
  Float64,
  Int32,
  List,
  Table,
  tableToIPC,
  Utf8,
  vectorFromArray,
} from "apache-arrow";
import { expect, test } from "vitest";
import { testEngine } from "../../support/engine.ts";
import { corpus } from "../../support/importing.ts";
import { seededRandom } from "../../support/random.ts";
import { plainTable, readAll, sourceFromBytes } from "../../support/source-files.ts";

const engine = testEngine();

const texts = Array.from({ length: 500 }, (_, index) => `text number ${index}`);

function stream(values: readonly unknown[], type: DataType): Uint8Array {
  return tableToIPC(new Table({ x: vectorFromArray(values, type) }), "stream");
}

/** Where these 32-bit numbers stand in a row. */
function placeOf(bytes: Uint8Array, numbers: readonly number[]): number {
  const place = Buffer.from(bytes).indexOf(Buffer.from(Int32Array.from(numbers).buffer));
  expect(place).toBeGreaterThan(0);
  return place;
}

function changed(bytes: Uint8Array, place: number, value: number): Uint8Array {
  const copy = bytes.slice();
  new DataView(copy.buffer).setInt32(place, value, true);
  return copy;
}

const textStream = stream(texts, new Utf8());
const offsets = placeOf(textStream, [0, 13, 26]);
const words = stream(
  texts.map((_, index) => `word ${index % 3}`),
  new Dictionary(new Utf8(), new Int32()),
);
const indices = placeOf(words, [0, 1, 2, 0, 1]);
const lists = stream([[1], [2, 3], [4, 5, 6], [7]], new List(new Field("item", new Float64(), true)));
const ends = placeOf(lists, [0, 1, 3, 6, 7]);

const hostile: [string, Uint8Array, string][] = [
  ["an offset far outside", changed(textStream, offsets + 400, 2_000_000_000), "a column's offsets"],
  ["a negative offset", changed(textStream, offsets + 400, -5), "a column's offsets"],
  ["an offset that goes back", changed(textStream, offsets + 400, 13), "a column's offsets"],
  ["a last offset outside", changed(textStream, offsets + 4 * 500, 1_000_000), "the ends of a column's values"],
  ["bytes that are not UTF-8", changed(textStream, offsets + 4 * 502 + 8, -1), "a column's text"],
  ["an index outside its dictionary", changed(words, indices + 40, 3), "a value that is not in its dictionary"],
  ["a list that is longer than its items", changed(lists, ends + 16, 70), "the length of a column"],
];

test.each(hostile)("%s never reaches the database", async (_, bytes, reason) => {
  const { counts, batches, issues } = await readAll(sourceFromBytes(bytes, "hostile"));
  expect(issues.at(-1)?.reason).toContain(`${reason} cannot be right`);
  expect(counts).toMatchObject({ records: 1, lost: 1 });
  expect(batches).toEqual([]);
});

test("the same without damage is read", async () => {
  for (const [bytes, count] of [
    [textStream, 500],
    [words, 500],
    [lists, 4],
  ] as const)
    expect(plainTable(await readAll(sourceFromBytes(bytes, "sound"))).rows.length).toBe(count);
});

test("whatever is damaged in a file of every type, the database takes what is read and lives", async () => {
  const database = await engine();
  const random = seededRandom(99);
  let given = 0;
  for (const name of ["every-uncompressed.feather", "every.arrows", "polars.arrow"])
    for (let round = 0; round < 40; round++) {
      const bytes = corpus(`arrow-files/${name}`).slice();
      for (let count = 0; count < 1 + round / 8; count++)
        bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
      const { batches } = await readAll(sourceFromBytes(bytes, "damaged"));
      for (const { stream: batch, rows } of batches) {
        const inserted = await database.insert({ name: "damaged" }, batch.slice(), { create: true }).then(
          () => true,
          (error) => String(error),
        );
        expect(inserted, `${name} ${round}`).toBe(true);
        const found = await database.query(
          "SELECT count(*)::INT AS n, max(length(d::VARCHAR)) AS longest FROM damaged d",
        );
        expect(found.get(0)?.n).toBe(rows);
        await database.query("DROP TABLE damaged");
        given += rows;
      }
    }
  expect(given).toBeGreaterThan(2000);
});
