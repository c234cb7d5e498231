import type { ColumnType } from "../../traces/schema.ts";
import type { PlainColumnType } from "./arrow-columns.ts";

/** What a value of a plain table looks like, as bits, so that a column can remember all that it has met. */
export const kinds = {
  null: 1,
  boolean: 2,
  /** An integer that a double holds exactly. */
  integer: 4,
  /** A longer integer that fits into 64 bits. */
  long: 8,
  double: 16,
  infinite: 32,
  /** "NA", "null" and their like. */
  missing: 64,
  date: 128,
  /** A date and time of day without a zone. */
  time: 256,
  zonedTime: 512,
  /** A list of numbers. */
  list: 1024,
  emptyList: 2048,
  /** Everything else, integers beyond 64 bits included. */
  text: 4096,
  /** Comes beside `double`: it has more digits than a double holds. */
  rounded: 8192,
  /** Comes beside `zonedTime`: its zone is not UTC. */
  shifted: 16384,
} as const;

export type PlainType = Extract<ColumnType, "VARCHAR" | "BIGINT" | "DOUBLE" | "BOOLEAN"> | PlainColumnType;

const remarks = kinds.null | kinds.rounded | kinds.shifted;
const whole = kinds.integer | kinds.long;
const numeric = whole | kinds.double | kinds.infinite | kinds.missing;

/** The type of a column that has met values of these kinds and keeps every digit of each. */
export function typeOf(seen: number): PlainType {
  const values = seen & ~remarks;
  if (within(values, numeric) && values & (whole | kinds.double)) return numberType(values);
  if (values === kinds.boolean) return "BOOLEAN";
  if (values === kinds.date) return "DATE";
  if (values === kinds.zonedTime || (values && within(values, kinds.date | kinds.time))) return "TIMESTAMP";
  if (values & kinds.list && within(values, kinds.list | kinds.emptyList)) return "DOUBLE[]";
  return "VARCHAR";
}

function within(values: number, allowed: number): boolean {
  return (values & ~allowed) === 0;
}

// A double would lose digits of a long integer, and BIGINT the fraction of a double: such a column stays text.
function numberType(values: number): PlainType {
  if ((values & (kinds.double | kinds.infinite)) === 0) return "BIGINT";
  return values & kinds.long ? "VARCHAR" : "DOUBLE";
}

/** True when no further value can make the column anything but text. */
export function staysText(seen: number): boolean {
  const values = seen & ~remarks;
  return typeOf(seen) === "VARCHAR" && !within(values, kinds.missing | kinds.infinite) && values !== kinds.emptyList;
}

/** What was changed in a column of this type, for its reader to know. */
export function remarksOn(type: PlainType, seen: number): string[] {
  const found: string[] = [];
  if ((type === "BIGINT" || type === "DOUBLE") && seen & kinds.missing)
    found.push('cells that say "NA", "null" or the like among the numbers became NULL');
  if (type === "DOUBLE" && seen & kinds.rounded) found.push("decimals of more than 17 digits were rounded to DOUBLE");
  if (type === "TIMESTAMP" && seen & kinds.shifted) found.push("times with an offset from UTC were converted to UTC");
  return found;
}
