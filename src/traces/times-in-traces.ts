import { at } from "./grouping.ts";

/** Stands for an unknown time among nanoseconds since 1970. */
export const unknownTime = -(2n ** 63n);

export interface TimesInTraces {
  /** For each trace its first start, or `unknownTime`. */
  readonly first: BigInt64Array;
  /** For each span nanoseconds after its trace's first start; NaN where unknown. */
  readonly start: Float64Array;
  readonly end: Float64Array;
}

/**
 * Times as whole nanoseconds are too large for a double; as differences within a trace they are not. Without an object
 * for any of them: each is two halves.
 */
export function timesInTraces(
  trace: Int32Array,
  traces: number,
  times: { readonly start: BigInt64Array; readonly end: BigInt64Array },
): TimesInTraces {
  const [starts, ends] = [new Halves(times.start), new Halves(times.end)];
  const earliest = new Int32Array(traces).fill(-1);
  for (let span = 0; span < trace.length; span++) {
    const known = at(earliest, at(trace, span));
    if (starts.isKnown(span) && (known < 0 || starts.isLess(span, known))) earliest[at(trace, span)] = span;
  }
  const [start, end] = [new Float64Array(trace.length), new Float64Array(trace.length)];
  for (let span = 0; span < trace.length; span++) {
    const first = at(earliest, at(trace, span));
    start[span] = first >= 0 && starts.isKnown(span) ? starts.after(starts, first, span) : Number.NaN;
    end[span] = first >= 0 && ends.isKnown(span) ? ends.after(starts, first, span) : Number.NaN;
  }
  const first = BigInt64Array.from(earliest, (span) => (span < 0 ? unknownTime : (times.start[span] as bigint)));
  return { first, start, end };
}

/** The upper and lower half of each number. */
class Halves {
  readonly #upper: Int32Array;
  readonly #lower: Uint32Array;

  constructor(times: BigInt64Array) {
    this.#upper = new Int32Array(times.buffer, times.byteOffset, times.length * 2);
    this.#lower = new Uint32Array(times.buffer, times.byteOffset, times.length * 2);
  }

  isKnown(place: number): boolean {
    return this.upper(place) !== -(2 ** 31) || this.lower(place) !== 0;
  }

  isLess(one: number, other: number): boolean {
    const difference = this.upper(one) - this.upper(other);
    return difference < 0 || (difference === 0 && this.lower(one) < this.lower(other));
  }

  /** By how much a number is greater than one of others. */
  after(others: Halves, other: number, place: number): number {
    return (this.upper(place) - others.upper(other)) * 2 ** 32 + this.lower(place) - others.lower(other);
  }

  upper(place: number): number {
    return this.#upper[place * 2 + 1] as number;
  }

  lower(place: number): number {
    return this.#lower[place * 2] as number;
  }
}
