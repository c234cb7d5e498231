import Papa from "papaparse";
import { expect, test } from "vitest";
import { CsvScanner } from "../../../src/importers/tables/csv-scanner.ts";
import { seededRandom } from "../../support/random.ts";

interface Scanned {
  readonly line: number;
  readonly cells: readonly string[];
  readonly oddity: string | null;
}

function scan(text: string, { chunk = 1 << 16, delimiter = ",", newline = 10 } = {}): Scanned[] {
  const bytes = new TextEncoder().encode(text);
  const scanner = new CsvScanner({ delimiter: delimiter.charCodeAt(0), newline });
  const records: Scanned[] = [];
  const take = () => {
    while (scanner.next()) records.push({ line: scanner.line, cells: cellsOf(scanner), oddity: scanner.oddity });
  };
  for (let at = 0; at < bytes.length; at += chunk) {
    scanner.push(bytes.subarray(at, at + chunk));
    take();
  }
  scanner.end();
  take();
  return records;
}

function cellsOf({ bytes, starts, ends, quotes, cells }: CsvScanner): string[] {
  return Array.from({ length: cells }, (_, cell) => {
    const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes.subarray(starts[cell], ends[cell]));
    return quotes[cell] === 3 ? text.replaceAll('""', '"') : text;
  });
}

const cells = (text: string, options = {}) => scan(text, options).map((record) => record.cells);

test("quotes hold delimiters, line breaks and doubled quotes", () => {
  expect(cells('a,"b,c","d\ne","f ""g"""\n"",,x')).toEqual([
    ["a", "b,c", "d\ne", 'f "g"'],
    ["", "", "x"],
  ]);
});

test("lines end in any of three ways, and empty ones are no records", () => {
  expect(cells('a,b\r\n"c",d\r\n\r\n')).toEqual([
    ["a", "b"],
    ["c", "d"],
  ]);
  expect(cells("a,b\rc,d\r", { newline: 13 })).toEqual([
    ["a", "b"],
    ["c", "d"],
  ]);
  expect(cells('\n\na\n\n""\n')).toEqual([["a"], [""]]);
  expect(cells("a,\n,b")).toEqual([
    ["a", ""],
    ["", "b"],
  ]);
});

test("a record knows its line, also behind cells of several lines", () => {
  expect(scan('a\n"b\nc\nd"\n\ne\n').map((record) => record.line)).toEqual([1, 2, 6]);
});

test("a quote that is never closed is a plain character, and the lines after it are records", () => {
  const records = scan('a,b\n1,"never\n2,x\n3,y\n');
  expect(records.map((record) => record.cells)).toEqual([
    ["a", "b"],
    ["1", '"never'],
    ["2", "x"],
    ["3", "y"],
  ]);
  expect(records.map((record) => record.oddity)).toEqual([null, "unclosed", null, null]);
});

test("a quote that would swallow the lines up to another cell's quote is a plain character too", () => {
  const records = scan('a,"open\n"b",2\n"c",3\n');
  expect(records.map((record) => record.cells)).toEqual([
    ["a", '"open'],
    ["b", "2"],
    ["c", "3"],
  ]);
  expect(records.map((record) => record.line)).toEqual([1, 2, 3]);
});

test("text behind a closing quote stays in the cell, quotes and all", () => {
  expect(scan('"a" b,"c" \n5" pipe,d\n')).toEqual([
    { line: 1, cells: ['"a" b', '"c" '], oddity: "stray" },
    { line: 2, cells: ['5" pipe', "d"], oddity: null },
  ]);
});

test("what comes out does not depend on where the chunks end", () => {
  const text = 'é,"漢 ""字""\r\nx",z\r\n"open\n1,2\r\n"a"b,3,"",\n,,\n"end"';
  const whole = scan(text);
  for (let chunk = 1; chunk < 20; chunk++) expect(scan(text, { chunk })).toEqual(whole);
});

test("well-formed text of every kind is read as another parser reads it", () => {
  const random = seededRandom(11);
  const pick = <T>(items: readonly T[]) => items[Math.floor(random() * items.length)] as T;
  const pieces = ["a", " ", ",", ";", '"', "\n", "\r\n", "é", "🙂", "12", "\t", "\0"];
  for (let round = 0; round < 300; round++) {
    const width = 1 + Math.floor(random() * 5);
    const cell = () => Array.from({ length: Math.floor(random() * 6) }, () => pick(pieces)).join("");
    const rows = Array.from({ length: 1 + Math.floor(random() * 8) }, () => Array.from({ length: width }, cell));
    const delimiter = pick([",", ";", "\t"]);
    const newline = pick(["\n", "\r\n"] as const);
    const text = Papa.unparse(rows, { delimiter, newline, quotes: random() < 0.3 });
    const wanted = Papa.parse<string[]>(text, { delimiter, newline, skipEmptyLines: false }).data;
    const filled = wanted.filter((row) => row.length > 1 || row[0] !== "" || text.includes('""'));
    const found = cells(text, { delimiter, chunk: 1 + Math.floor(random() * 40) });
    if (width > 1) expect(found, JSON.stringify(text)).toEqual(filled);
    else expect(found.filter(([value]) => value)).toEqual(wanted.filter(([value]) => value));
  }
});

test("a record of many megabytes that comes in small pieces is read in time", () => {
  const long = "x".repeat(20_000_000);
  const records = scan(`a,"${long}",b\n`, { chunk: 4096 });
  expect(records[0]?.cells.map((cell) => cell.length)).toEqual([1, 20_000_000, 1]);
});
