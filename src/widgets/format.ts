import { family } from "./filter.ts";
import type { Value } from "./row-source.ts";

export type Formatter = (value: Value) => string;

/** Digits in groups of three: "12,345.678". Takes digit strings of any length. */
export function groupDigits(number: number | string): string {
  const text = String(number);
  const match = /^(-?)(\d+)(\.\d+)?$/.exec(text);
  if (!match) return text;
  const [, sign = "", whole = "", fraction = ""] = match;
  return `${sign === "-" ? "−" : ""}${whole.replace(/\B(?=(\d{3})+$)/g, ",")}${fraction}`;
}

/** "1 row", "1,234 rows". */
export function counted(n: number, noun: string): string {
  return `${groupDigits(n)} ${noun}${n === 1 ? "" : "s"}`;
}

/** One way to write every value of a column, chosen from some of them. NULL is the caller's to show. */
export function columnFormatter(name: string, type: string, sample: readonly Value[]): Formatter {
  const kind = family(type);
  if (kind === "time") return timeFormatter(sample);
  if (kind !== "number") return textOf;
  if (/(^|_)(id|year)$/i.test(name)) return (value) => String(value);
  const places = decimalPlaces(sample);
  return (value) => fixed(value, places);
}

/** A number with a fixed count of decimals; what would vanish or overflow is written with an exponent. */
export function fixed(value: Value, places: number): string {
  const number = Number(value);
  if (typeof value === "string" && /^-?\d+$/.test(value)) return groupDigits(value);
  if (!Number.isFinite(number)) return Number.isNaN(number) ? "NaN" : number > 0 ? "∞" : "−∞";
  const size = Math.abs(number);
  if (size !== 0 && (size >= 1e15 || size < 0.5 * 10 ** -places)) return number.toExponential(2).replace("-", "−");
  return groupDigits(number.toFixed(places));
}

/** Enough decimals for three significant digits of a typical value, no more than the values have. */
export function decimalPlaces(sample: readonly Value[]): number {
  const sizes = sample.map((value) => Math.abs(Number(value))).filter((size) => Number.isFinite(size) && size > 0);
  const written = Math.max(0, ...sizes.map(decimalsWritten));
  if (written === 0) return 0;
  const typical = [...sizes].sort((a, b) => a - b)[Math.floor(sizes.length / 2)] ?? 1;
  return Math.min(written, 8, Math.max(1, 2 - Math.floor(Math.log10(typical))));
}

function decimalsWritten(size: number): number {
  const [, fraction = "", exponent = "0"] = /^\d+(?:\.(\d+))?(?:e(.+))?$/.exec(String(size)) ?? [];
  return Math.max(0, fraction.length - Number(exponent));
}

/** Times in UTC with as many places of the second as the sample needs. */
function timeFormatter(sample: readonly Value[]): Formatter {
  const fractions = sample.map((value) => /\.(\d+)/.exec(String(value))?.[1]?.replace(/0+$/, "").length ?? 0);
  const most = Math.max(0, ...fractions);
  const places = most === 0 ? 0 : most <= 3 ? 3 : 6;
  return (value) => {
    const [, whole = "", fraction = ""] = /^(.*?)(?:\.(\d+))?Z?$/s.exec(String(value)) ?? [];
    const text = whole.replace("T", " ");
    if (!text.includes(":")) return text;
    const shown = fraction.replace(/0+$/, "").padEnd(places, "0");
    return shown ? `${text}.${shown}` : text;
  };
}

/** A value as one piece of text: nested ones as compact JSON. */
export function textOf(value: Value): string {
  if (value === null) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

const marks: Readonly<Record<string, string>> = { "\n": "↵", "\r": "", "\t": "⇥", "\0": "␀" };

/** Text on one line: line breaks as marks, other control and direction-changing characters as their code. */
export function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what has to be made visible
  return text.replace(/[\0-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
    return marks[character] ?? `U+${code}`;
  });
}

/** Text as `oneLine` shows it; all else that can be drawn as it is. */
export function visible<T>(content: T): T | string {
  return typeof content === "string" ? oneLine(content) : content;
}
