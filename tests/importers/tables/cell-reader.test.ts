import { expect, test } from "vitest";
import { CellReader } from "../../../src/importers/tables/cell-reader.ts";
import { kinds, typeOf } from "../../../src/importers/tables/value-kinds.ts";
import { seededRandom } from "../../support/random.ts";

const reader = new CellReader();

function read(text: string): number {
  const bytes = new TextEncoder().encode(`>${text}<`);
  return reader.read(bytes, 1, bytes.length - 1);
}

function named(bits: number): string[] {
  return Object.entries(kinds)
    .filter(([, bit]) => bits & bit)
    .map(([name]) => name);
}

test("a cell is taken for what it says and for no more", () => {
  const cells: Record<string, string[]> = {
    "": ["null"],
    "  ": ["null"],
    "0": ["integer"],
    "-12": ["integer"],
    " 7 ": ["integer"],
    "9007199254740991": ["integer"],
    "9007199254740993": ["long"],
    "-9223372036854775808": ["long"],
    "9223372036854775807": ["long"],
    "9223372036854775808": ["text"],
    "340282366920938463463374607431768211455": ["text"],
    "007": ["text"],
    "-0": ["double"],
    "00.5": ["text"],
    "1.5": ["double"],
    ".5": ["double"],
    "5.": ["double"],
    "1e5": ["double"],
    "1E-7": ["double"],
    "1e": ["text"],
    "1e400": ["text"],
    "-": ["text"],
    ".": ["text"],
    "1.2.3": ["text"],
    "1,5": ["text"],
    "+49": ["text"],
    "0x1f": ["text"],
    "0.12345678901234567": ["double"],
    "0.1234567890123456789": ["double", "rounded"],
    true: ["boolean"],
    FALSE: ["boolean"],
    yes: ["text"],
    NA: ["missing"],
    null: ["missing"],
    nan: ["missing"],
    inf: ["infinite"],
    "-Infinity": ["infinite"],
    "2026-04-27": ["date"],
    "2026-02-29": ["text"],
    "2024-02-29": ["date"],
    "2026-13-01": ["text"],
    "2026-4-27": ["text"],
    "27.04.2026": ["text"],
    "2026-04-27 12:30": ["time"],
    "2026-04-27T12:30:15.123456": ["time"],
    "2026-04-27T12:30:15.123456000Z": ["zonedTime"],
    "2026-04-27T12:30:15.123456789Z": ["text"],
    "2026-04-27T12:30:15+02:00": ["zonedTime", "shifted"],
    "2026-04-27T12:30:15-0330": ["zonedTime", "shifted"],
    "2026-04-27T12:30:15+00:00": ["zonedTime"],
    "2026-04-27T25:30": ["text"],
    "2026-04-27T12:30:15Z tail": ["text"],
    "2026-04-27Tx": ["text"],
    "[0.1, -2,3e-4]": ["list"],
    "[]": ["emptyList"],
    "[1,]": ["text"],
    "[1,a]": ["text"],
    "[1] and": ["text"],
    "{}": ["text"],
    "12 apples": ["text"],
  };
  for (const [text, wanted] of Object.entries(cells)) expect(named(read(text)), JSON.stringify(text)).toEqual(wanted);
});

test("numbers are read as JavaScript reads them, to the last bit", () => {
  const random = seededRandom(3);
  for (let round = 0; round < 20_000; round++) {
    const digits = Math.floor(random() * 10 ** (1 + (round % 17))).toString();
    const point = Math.floor(random() * (digits.length + 1));
    const text = `${round % 3 ? "" : "-"}${digits.slice(0, point).replace(/^0+(?=\d)/, "") || "0"}.${digits.slice(point)}${
      round % 5 ? "" : `e${Math.floor(random() * 60) - 30}`
    }`;
    const kind = read(text);
    expect(kind & kinds.double, text).toBeTruthy();
    expect(reader.number, text).toBe(Number(text));
  }
});

test("times are read as microseconds since 1970", () => {
  const times: Record<string, number> = {
    "1970-01-01": 0,
    "2026-04-27": Date.UTC(2026, 3, 27) / 86_400_000,
    "0001-01-01": -719_162,
    "1969-12-31 23:59": -60e6,
    "2026-04-27T12:30:15.5Z": Date.UTC(2026, 3, 27, 12, 30, 15, 500) * 1000,
    "2026-04-27T12:30:15.000001+02:00": Date.UTC(2026, 3, 27, 10, 30, 15) * 1000 + 1,
    "9999-12-31T23:59:59Z": 253402300799e6,
  };
  for (const [text, value] of Object.entries(times)) {
    expect(read(text) & (kinds.date | kinds.time | kinds.zonedTime), text).toBeTruthy();
    expect(reader.number, text).toBe(value);
  }
  const random = seededRandom(5);
  for (let round = 0; round < 5000; round++) {
    const date = new Date(Math.floor((random() - 0.4) * 8e12));
    read(date.toISOString());
    expect(reader.number, date.toISOString()).toBe(date.getTime() * 1000);
  }
});

test("a value from JSON is what it is there: a number in quotes is text, a time in quotes is a time", () => {
  const values: [unknown, string[]][] = [
    [null, ["null"]],
    [true, ["boolean"]],
    [12, ["integer"]],
    [1e20, ["double"]],
    [-0, ["double"]],
    ["12", ["text"]],
    ["true", ["text"]],
    ["1764694340818061307", ["long"]],
    ["1764694340818061", ["integer"]],
    ["340282366920938463463374607431768211455", ["text"]],
    ["0000000000000001", ["text"]],
    ["2026-04-27T12:30:15Z", ["zonedTime"]],
    ["2026-04-27é", ["text"]],
    ["NaN", ["missing"]],
    ["", ["text"]],
    [[1, null, 2.5], ["list"]],
    [[], ["emptyList"]],
    [[null], ["text"]],
    [[1, "a"], ["text"]],
    [{ a: 1 }, ["text"]],
  ];
  for (const [value, wanted] of values) expect(named(reader.readValue(value)), JSON.stringify(value)).toEqual(wanted);
});

test("a column's type keeps every digit of every value in it", () => {
  const { integer, long, double, missing, infinite, text, boolean, date, time, zonedTime, list, emptyList } = kinds;
  const types: [number, string][] = [
    [0, "VARCHAR"],
    [kinds.null, "VARCHAR"],
    [missing, "VARCHAR"],
    [integer, "BIGINT"],
    [integer | long | missing, "BIGINT"],
    [integer | double | kinds.null, "DOUBLE"],
    [double | infinite, "DOUBLE"],
    [long | double, "VARCHAR"],
    [integer | text, "VARCHAR"],
    [boolean, "BOOLEAN"],
    [boolean | integer, "VARCHAR"],
    [date, "DATE"],
    [date | time, "TIMESTAMP"],
    [zonedTime | kinds.shifted, "TIMESTAMP"],
    [zonedTime | time, "VARCHAR"],
    [date | zonedTime, "VARCHAR"],
    [list | emptyList, "DOUBLE[]"],
    [emptyList, "VARCHAR"],
    [list | text, "VARCHAR"],
  ];
  for (const [seen, type] of types) expect(typeOf(seen), named(seen).join()).toBe(type);
});
