import { z } from "zod";

const seconds = { min: 60, h: 3600, d: 86_400, w: 604_800 } as const;
const length = /^(\d{1,4})\s*(min|h|d|w)$/;

/** A length of time as "1d", "6h", "15min", "1w". */
export const everyKey = z
  .string()
  .regex(length, "a length of time, as 1h, 1d or 7d")
  .refine((text) => Number.parseInt(text, 10) > 0, "a length of time above 0")
  .optional();

/** The seconds of such a length. */
export function secondsOf(every: string): number {
  const [, count = "1", unit = "d"] = length.exec(every) ?? [];
  return Number(count) * seconds[unit as keyof typeof seconds];
}

// 1970-01-01 was a Thursday: windows of weeks begin on Mondays.
const mondayOffset = 4 * 86_400;

/** The start of a window, in seconds since 1970, from its number. */
export function windowStart(index: number, every: string): number {
  return index * secondsOf(every) + offsetOf(every);
}

/** The number of the window in which a TIMESTAMP lies, as SQL. */
export function windowIndex(time: string, every: string): string {
  return `(epoch_us(${time}) - ${offsetOf(every)}000000) // ${secondsOf(every)}000000`;
}

function offsetOf(every: string): number {
  return secondsOf(every) % 604_800 === 0 ? mondayOffset : 0;
}
