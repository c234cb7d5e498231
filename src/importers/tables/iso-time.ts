import { kinds } from "./value-kinds.ts";

/** An ISO 8601 date or time found in bytes: `kind` 0 when there is none. */
export interface IsoTime {
  kind: number;
  /** Days since 1970 for a date, microseconds since 1970 for a time (UTC, or local when it has no zone). */
  value: number;
}

const none: IsoTime = { kind: 0, value: 0 };
const zero = 48;

/** Reads `2026-04-27`, `2026-04-27 12:30`, `2026-04-27T12:30:15.123456Z`, `…+02:00`; finer than microseconds is none. */
export function readIsoTime(bytes: Uint8Array, start: number, end: number): IsoTime {
  const year = digits(bytes, start, 4);
  const month = digits(bytes, start + 5, 2);
  const day = digits(bytes, start + 8, 2);
  if (bytes[start + 4] !== 45 || bytes[start + 7] !== 45 || end - start < 10 || !isDate(year, month, day)) return none;
  const days = daysSinceEpoch(year, month, day);
  if (end - start === 10) return { kind: kinds.date, value: days };
  const separator = bytes[start + 10];
  if (separator !== 84 && separator !== 32) return none;
  return readTimeOfDay(bytes, start + 11, end, days);
}

function readTimeOfDay(bytes: Uint8Array, start: number, end: number, days: number): IsoTime {
  const hour = digits(bytes, start, 2);
  const minute = digits(bytes, start + 3, 2);
  if (end - start < 5 || bytes[start + 2] !== 58 || !(hour < 24) || !(minute < 60)) return none;
  let at = start + 5;
  let micros = (hour * 60 + minute) * 60_000_000;
  if (at + 3 <= end && bytes[at] === 58) {
    const second = digits(bytes, at + 1, 2);
    if (!(second < 60)) return none;
    micros += second * 1_000_000;
    at += 3;
    if (bytes[at] === 46 && at < end) {
      const stop = digitsEnd(bytes, at + 1, end);
      const fraction = readFraction(bytes, at + 1, stop);
      if (fraction < 0) return none;
      micros += fraction;
      at = stop;
    }
  }
  return withZone(bytes, at, end, days, micros);
}

function digitsEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && (bytes[at] as number) >= zero && (bytes[at] as number) <= 57) at++;
  return at;
}

/** Microseconds, or -1 when there are no digits or finer ones. */
function readFraction(bytes: Uint8Array, start: number, stop: number): number {
  if (stop === start) return -1;
  let micros = 0;
  for (let place = 0; place < 6; place++) {
    const at = start + place;
    micros = micros * 10 + (at < stop ? (bytes[at] as number) - zero : 0);
  }
  for (let at = start + 6; at < stop; at++) if (bytes[at] !== zero) return -1;
  return micros;
}

function withZone(bytes: Uint8Array, at: number, end: number, days: number, micros: number): IsoTime {
  if (at === end) return instant(kinds.time, days, micros, 0);
  const sign = bytes[at];
  if (sign === 90 && at + 1 === end) return instant(kinds.zonedTime, days, micros, 0);
  const hours = digits(bytes, at + 1, 2);
  const minutesAt = bytes[at + 3] === 58 ? at + 4 : at + 3;
  const minutes = at + 3 === end ? 0 : digits(bytes, minutesAt, 2);
  const complete = at + 3 === end || minutesAt + 2 === end;
  if ((sign !== 43 && sign !== 45) || !complete || !(hours < 24) || !(minutes < 60)) return none;
  const offset = (hours * 60 + minutes) * (sign === 45 ? -1 : 1);
  return instant(offset === 0 ? kinds.zonedTime : kinds.zonedTime | kinds.shifted, days, micros, offset);
}

// Beyond the year 2255 a double counts whole seconds exactly, but no longer microseconds.
function instant(kind: number, days: number, micros: number, offset: number): IsoTime {
  const value = days * 86_400_000_000 + (micros - offset * 60_000_000);
  return Number.isSafeInteger(value) || micros % 1_000_000 === 0 ? { kind, value } : none;
}

/** A number of that many digits, or NaN. */
function digits(bytes: Uint8Array, at: number, count: number): number {
  let value = 0;
  for (let index = at; index < at + count; index++) {
    const digit = (bytes[index] ?? 0) - zero;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

const monthLengths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function isDate(year: number, month: number, day: number): boolean {
  if (!(year > 0) || !(month >= 1 && month <= 12) || !(day >= 1 && day <= (monthLengths[month - 1] ?? 0))) return false;
  return month !== 2 || day < 29 || isLeap(year);
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** In the proleptic Gregorian calendar, counted from March so that the leap day comes last. */
function daysSinceEpoch(year: number, month: number, day: number): number {
  const fromMarch = (month + 9) % 12;
  const inYear = fromMarch >= 10 ? year - 1 : year;
  const leapDays = Math.floor(inYear / 4) - Math.floor(inYear / 100) + Math.floor(inYear / 400);
  return inYear * 365 + leapDays + Math.floor((fromMarch * 306 + 5) / 10) + day - 1 - 719_468;
}
