/** The unit in which a time since 1970 was written down. */
export type TimeUnit = "s" | "ms" | "µs" | "ns";

export interface ReadTime {
  readonly ns: bigint;
  readonly unit: TimeUnit;
}

const perUnit: Record<TimeUnit, bigint> = { s: 1_000_000_000n, ms: 1_000_000n, µs: 1_000n, ns: 1n };
/** Seconds from 1970 to 2000 and to 2100: a time outside is not taken for one in another unit. */
const earliest = 946_684_800;
const latest = 4_102_444_800;
/** Half of what a BIGINT holds, the year 2116: the difference and the sum of any two times still fit. */
const largest = 2n ** 62n - 1n;

/**
 * A time since 1970 that should be in the expected unit. One that lies between 2000 and 2100 only in another unit is
 * taken to be in that. Takes digits, numbers and ISO 8601; null for anything else, for what is beyond the year 2116,
 * and for 0, which writers use for "none".
 */
export function readTime(value: unknown, expected: TimeUnit = "ns"): ReadTime | null {
  if (typeof value === "string") {
    return /^\d+$/.test(value) ? fromInteger(BigInt(value), expected) : fromText(value, expected);
  }
  if (typeof value === "bigint") return fromInteger(value, expected);
  if (typeof value !== "number" || !(value > 0)) return null;
  return Number.isSafeInteger(value) ? fromInteger(BigInt(value), expected) : fromFraction(value, expected);
}

/** A length of time in nanoseconds, null when it is no number or more than a BIGINT holds. */
export function readDuration(value: unknown, unit: TimeUnit): bigint | null {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof number !== "number" || !(Math.abs(number) < Number(largest / perUnit[unit]))) return null;
  if (Number.isSafeInteger(number)) return BigInt(number) * perUnit[unit];
  return BigInt(Math.round(number * Number(perUnit[unit])));
}

/** The last day and zone that were read, and the day's beginning in seconds: times that stand together share them. */
let lastDay = "";
let lastZone = "";
let lastDayBegins = 0;

/** ISO 8601 with any number of digits after the second, and any zone; UTC without one. Null when it is none. */
export function isoToNanos(text: string): bigint | null {
  return onLastDay(text) ?? parsedIso(text);
}

/** A time of the day that was read last, in the same zone, with up to nine digits after the second. */
function onLastDay(text: string): bigint | null {
  if (lastDay === "" || !text.startsWith(lastDay) || text.charCodeAt(13) !== 0x3a || text.charCodeAt(16) !== 0x3a)
    return null;
  const hours = twoDigits(text, 11);
  const minutes = twoDigits(text, 14);
  const seconds = twoDigits(text, 17);
  if (!(hours < 24 && minutes < 60 && seconds < 60)) return null;
  let at = 19;
  let fraction = 0;
  if (text.charCodeAt(at) === 0x2e) {
    for (at = 20; at < 29; at += 1) {
      const digit = text.charCodeAt(at) - 0x30;
      if (!(digit >= 0 && digit <= 9)) break;
      fraction = fraction * 10 + digit;
    }
    if (at === 20) return null;
    fraction *= 10 ** (29 - at);
  }
  if (text.length - at !== lastZone.length || !text.endsWith(lastZone)) return null;
  return BigInt(lastDayBegins + hours * 3600 + minutes * 60 + seconds) * 1_000_000_000n + BigInt(fraction);
}

/** NaN where they are none. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 0x30;
  const ones = text.charCodeAt(at + 1) - 0x30;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

function parsedIso(text: string): bigint | null {
  const match = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,](\d+))?\s*(Z|UTC|[+-]\d\d:?\d\d)?$/i.exec(text.trim());
  if (!match) return null;
  const [, day, time, fraction = "", zone = ""] = match;
  const offset = /^[+-]/.test(zone) ? `${zone.slice(0, 3)}:${zone.slice(-2)}` : "Z";
  const milliseconds = Date.parse(`${day}T${time}${offset}`);
  if (Number.isNaN(milliseconds)) return null;
  const seconds = BigInt(milliseconds) * 1_000_000n;
  const ns = seconds + BigInt(fraction.slice(0, 9).padEnd(9, "0"));
  if (ns > largest || ns < -largest) return null;
  const begins = Date.parse(`${day}T00:00:00${offset}`) / 1000;
  if (begins < latest) {
    lastDay = `${day}${text.trim()[10]}`;
    lastZone = zone;
    lastDayBegins = begins;
  }
  return ns;
}

function fromInteger(value: bigint, expected: TimeUnit): ReadTime | null {
  const unit = unitOf(Number(value), expected);
  const ns = value * perUnit[unit];
  return ns > 0n && ns <= largest ? { ns, unit } : null;
}

function fromFraction(value: number, expected: TimeUnit): ReadTime | null {
  const unit = unitOf(value, expected);
  if (!(value < Number(largest / perUnit[unit]))) return null;
  const whole = Math.trunc(value);
  const rest = BigInt(Math.round((value - whole) * Number(perUnit[unit])));
  return { ns: BigInt(whole) * perUnit[unit] + rest, unit };
}

function fromText(value: string, expected: TimeUnit): ReadTime | null {
  const ns = isoToNanos(value);
  if (ns !== null) return { ns, unit: expected };
  return /^\d+\.\d+$/.test(value) ? fromFraction(Number(value), expected) : null;
}

function unitOf(value: number, expected: TimeUnit): TimeUnit {
  const units: readonly TimeUnit[] = [expected, "s", "ms", "µs", "ns"];
  return units.find((unit) => isPlausible((value * Number(perUnit[unit])) / 1e9)) ?? expected;
}

function isPlausible(seconds: number): boolean {
  return seconds >= earliest && seconds <= latest;
}
