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
/** What a BIGINT holds. */
const largest = 2n ** 63n - 1n;

/**
 * A time since 1970 that should be in nanoseconds. One that would lie between 2000 and 2100 only in seconds,
 * milliseconds or microseconds is taken for such and converted. Takes digits, numbers and ISO 8601; null for anything
 * else, for what a BIGINT cannot hold, and for 0, which writers use for "none".
 */
export function readTime(value: unknown): ReadTime | null {
  if (typeof value === "string") return /^\d+$/.test(value) ? fromInteger(BigInt(value)) : fromText(value);
  if (typeof value === "bigint") return fromInteger(value);
  if (typeof value !== "number" || !(value > 0)) return null;
  return Number.isSafeInteger(value) ? fromInteger(BigInt(value)) : fromFraction(value);
}

/** ISO 8601 with any number of digits after the second, and any zone; UTC without one. Null when it is none. */
export function isoToNanos(text: string): bigint | null {
  const match = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,](\d+))?\s*(Z|UTC|[+-]\d\d:?\d\d)?$/i.exec(text.trim());
  if (!match) return null;
  const [, day, time, fraction = "", zone = "Z"] = match;
  const offset = /^[+-]/.test(zone) ? `${zone.slice(0, 3)}:${zone.slice(-2)}` : "Z";
  const milliseconds = Date.parse(`${day}T${time}${offset}`);
  if (Number.isNaN(milliseconds)) return null;
  const ns = BigInt(milliseconds) * 1_000_000n + BigInt(fraction.slice(0, 9).padEnd(9, "0"));
  return ns <= largest ? ns : null;
}

function fromInteger(value: bigint): ReadTime | null {
  const unit = unitOf(Number(value));
  const ns = value * perUnit[unit];
  return ns > 0n && ns <= largest ? { ns, unit } : null;
}

function fromFraction(value: number): ReadTime | null {
  if (!(value < 9e18)) return null;
  const unit = unitOf(value);
  const whole = Math.trunc(value);
  const rest = BigInt(Math.round((value - whole) * Number(perUnit[unit])));
  return { ns: BigInt(whole) * perUnit[unit] + rest, unit };
}

function fromText(value: string): ReadTime | null {
  const ns = isoToNanos(value);
  if (ns !== null) return { ns, unit: "ns" };
  return /^\d+\.\d+$/.test(value) ? fromFraction(Number(value)) : null;
}

function unitOf(value: number): TimeUnit {
  if (isPlausible(value)) return "s";
  if (isPlausible(value / 1e3)) return "ms";
  return isPlausible(value / 1e6) ? "µs" : "ns";
}

function isPlausible(seconds: number): boolean {
  return seconds >= earliest && seconds <= latest;
}
