import type { Value } from "./row-source.ts";

/** What was typed over each column, by its name. */
export type Filters = Readonly<Record<string, string>>;

/** What a typed filter means. Numbers keep the digits that were typed; times are full, to the microsecond. */
export type Filter =
  | { readonly op: "contains"; readonly text: string }
  | { readonly op: "null" }
  | { readonly op: "not null" }
  | { readonly op: Comparison; readonly value: string }
  | { readonly op: "between"; readonly from: string; readonly to: string };

export type Comparison = "=" | "!=" | ">" | "<" | ">=" | "<=";

export type ColumnFamily = "number" | "time" | "boolean" | "text";

export const filterHelp: Readonly<Record<ColumnFamily, string>> = {
  number: "12, >12, <=1.5, 10..20, null, not null",
  time: "2026-04-20, >2026-04-20 14:02, 2026-04-20..2026-04-22, null, not null",
  boolean: "true, false, null, not null",
  text: "part of the text, =the whole text, null, not null",
};

/** What kind of values a column type holds, as far as filters and alignment care. */
export function family(type: string): ColumnFamily {
  if (/^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|DOUBLE|FLOAT|DECIMAL(\(.*\))?)$/.test(type)) return "number";
  if (/^(TIMESTAMP(_\w+)?|TIMESTAMP WITH TIME ZONE|DATE|TIME)$/.test(type)) return "time";
  return type === "BOOLEAN" ? "boolean" : "text";
}

/** Understands a typed filter; null when it is empty. Throws with an example when it does not fit the column. */
export function parseFilter(typed: string, type: string): Filter | null {
  const text = typed.trim();
  if (text === "") return null;
  if (/^null$/i.test(text)) return { op: "null" };
  if (/^not\s+null$/i.test(text)) return { op: "not null" };
  const kind = family(type);
  if (kind === "text") return textFilter(text);
  if (kind === "boolean") return { op: "=", value: booleanOperand(text) };
  const range = /^(.+?)\s*\.\.\s*(.+)$/.exec(text);
  const [, op = "=", operand = ""] = /^(>=|<=|!=|=|>|<)?\s*(.*)$/s.exec(text) ?? [];
  const [first, last] = range ? [range[1] ?? "", range[2] ?? ""] : [operand, operand];
  const [from, to] = kind === "number" ? [numberOperand(first), numberOperand(last)] : [startOf(first), endOf(last)];
  if (range || (kind === "time" && op === "=")) return { op: "between", from, to };
  return { op: op as Comparison, value: op === ">" || op === "<=" ? to : from };
}

/** Why a typed filter is not understood; null when it is. */
export function filterProblem(typed: string, type: string): string | null {
  try {
    parseFilter(typed, type);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function textFilter(text: string): Filter {
  if (text.startsWith("!=")) return { op: "!=", value: text.slice(2).trim() };
  return text.startsWith("=") ? { op: "=", value: text.slice(1).trim() } : { op: "contains", text };
}

function booleanOperand(text: string): string {
  if (!/^(true|false)$/i.test(text)) throw notUnderstood(text, "boolean");
  return text.toLowerCase();
}

function numberOperand(text: string): string {
  const digits = text.replace(/(?<=\d)[,_ ](?=\d{3})/g, "");
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(digits)) throw notUnderstood(text, "number");
  return digits.replace(/^\+/, "");
}

// A day, an hour or a minute is a stretch of time: ">2026-04-20" begins after that day, "<=2026-04-20" takes it in.
const startOf = (text: string) => timeOperand(text, "00:00:00.000000");
const endOf = (text: string) => timeOperand(text, "23:59:59.999999");

function timeOperand(text: string, rest: string): string {
  const match = /^(\d{4}-\d{2}-\d{2})?[T ]?(\d{2}(:\d{2}(:\d{2}(\.\d{1,6})?)?)?)?Z?$/.exec(text.trim());
  const [, day = "", time = ""] = match ?? [];
  if (!day && !time) throw notUnderstood(text, "time");
  const full = time.includes(".") ? time.padEnd(rest.length, "0") : time + rest.slice(time.length);
  return day ? `${day} ${full}` : full;
}

function notUnderstood(text: string, kind: ColumnFamily): Error {
  return new Error(`filter: not understood: ${JSON.stringify(text)} (write ${filterHelp[kind]})`);
}

/** The filter as a test of plain values. */
export function filterTest(filter: Filter, type: string): (value: Value) => boolean {
  if (filter.op === "null") return (value) => value === null;
  if (filter.op === "not null") return (value) => value !== null;
  if (filter.op === "contains") return containsTest(filter.text);
  const compare = comparers[family(type)];
  if (filter.op === "between")
    return (value) => value !== null && compare(value, filter.from) >= 0 && compare(value, filter.to) <= 0;
  const { op, value: operand } = filter;
  return (value) => value !== null && holds[op](compare(value, operand));
}

const holds: Readonly<Record<Comparison, (order: number) => boolean>> = {
  "=": (order) => order === 0,
  "!=": (order) => order !== 0,
  ">": (order) => order > 0,
  "<": (order) => order < 0,
  ">=": (order) => order >= 0,
  "<=": (order) => order <= 0,
};

function containsTest(text: string): (value: Value) => boolean {
  const wanted = text.toLowerCase();
  return (value) => value !== null && plainText(value).toLowerCase().includes(wanted);
}

const comparers: Readonly<Record<ColumnFamily, (value: Value, operand: string) => number>> = {
  number: compareNumbers,
  time: (value, operand) => compareText(startOf(plainText(value)), operand),
  boolean: (value, operand) => compareText(plainText(value), operand),
  text: (value, operand) => compareText(plainText(value), operand),
};

function compareText(text: string, operand: string): number {
  return Number(text > operand) - Number(text < operand);
}

function compareNumbers(value: Value, operand: string): number {
  if (typeof value === "string" && /^-?\d+$/.test(value) && /^-?\d+$/.test(operand))
    return Number(BigInt(value) > BigInt(operand)) - Number(BigInt(value) < BigInt(operand));
  return Number(value) - Number(operand);
}

function plainText(value: Value): string {
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
