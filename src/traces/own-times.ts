import { at, groupRows, timeAt } from "./grouping.ts";

/** The spans of many traces, a column each. */
export interface PlacedSpans {
  /** The trace of each, 0 … traces−1. */
  readonly trace: Int32Array;
  readonly traces: number;
  /** The parent's row, within the same trace and without circles; −1 for a root. */
  readonly parent: Int32Array;
  /** Nanoseconds from any origin that the trace's spans share; an unknown end is NaN. */
  readonly start: Float64Array;
  readonly end: Float64Array;
}

/**
 * Shares out the wall time of every trace: at each instant it goes in equal parts to the spans that run and none of
 * whose children runs then. So the own times of a trace, and the time in which no span runs, add up to its wall time;
 * where nothing runs side by side, own time is self time. Nanoseconds, by row. O(n log n) in the spans of a trace.
 */
export function ownTimes(spans: PlacedSpans): Float64Array<ArrayBuffer> {
  const own = new Float64Array(spans.parent.length);
  const { rows, first } = groupRows(spans.trace, spans.traces);
  let moments = new Moments(256);
  const shares = new Shares(own);
  for (let trace = 0; trace < spans.traces; trace++) {
    const [from, to] = [at(first, trace), at(first, trace + 1)];
    if (moments.size < (to - from) * 4) moments = new Moments((to - from) * 8);
    moments.clear();
    for (let place = from; place < to; place++) addMoments(moments, spans, at(rows, place));
    shares.shareOut(moments, spans.parent);
  }
  return own;
}

/** What happens at a moment: a span begins or ends, and its parent has one child more or fewer that runs. */
const begins = 1;
const ends = 2;
const holds = 4;
const frees = 8;

function addMoments(moments: Moments, { parent, start, end }: PlacedSpans, span: number): void {
  const [begin, finish] = [timeAt(start, span), timeAt(end, span)];
  if (!(finish > begin)) return;
  const above = at(parent, span);
  const from = above < 0 ? 0 : Math.max(begin, timeAt(start, above));
  const to = above < 0 ? 0 : Math.min(finish, timeAt(end, above));
  const covers = to > from;
  moments.add(begin, span, covers && from === begin ? begins | holds : begins);
  moments.add(finish, span, covers && to === finish ? ends | frees : ends);
  if (covers && from !== begin) moments.add(from, span, holds);
  if (covers && to !== finish) moments.add(to, span, frees);
}

/** The moments of one trace; the arrays are used again for the next. */
class Moments {
  readonly size: number;
  count = 0;
  readonly time: Float64Array;
  readonly span: Int32Array;
  readonly change: Uint8Array;
  readonly #order: Int32Array;
  readonly #packed: Float64Array;

  constructor(size: number) {
    this.size = size;
    this.time = new Float64Array(size);
    this.span = new Int32Array(size);
    this.change = new Uint8Array(size);
    this.#order = new Int32Array(size);
    this.#packed = new Float64Array(size);
  }

  clear(): void {
    this.count = 0;
  }

  add(time: number, span: number, change: number): void {
    this.time[this.count] = time;
    this.span[this.count] = span;
    this.change[this.count] = change;
    this.count++;
  }

  /**
   * By time. Whole times and places that fit into one number together are sorted as numbers, ten times as fast as by a
   * comparison.
   */
  inOrder(): Int32Array {
    const order = this.#order.subarray(0, this.count);
    const packed = this.#packed.subarray(0, this.count);
    let fits = true;
    for (let moment = 0; moment < this.count; moment++) {
      packed[moment] = timeAt(this.time, moment) * this.count + moment;
      fits &&= Number.isSafeInteger(packed[moment]) && Number.isInteger(this.time[moment]);
      order[moment] = moment;
    }
    if (!fits) return order.sort((a, b) => timeAt(this.time, a) - timeAt(this.time, b));
    packed.sort();
    for (let place = 0; place < this.count; place++) {
      const moment = timeAt(packed, place) % this.count;
      order[place] = moment < 0 ? moment + this.count : moment;
    }
    return order;
  }
}

/** A span works while it runs and none of its children does. */
class Shares {
  readonly #own: Float64Array;
  readonly #runs: Uint8Array;
  readonly #children: Int32Array;
  /** What a span that had worked all the time would have got so far. */
  #shared = 0;
  #working = 0;

  constructor(own: Float64Array) {
    this.#own = own;
    this.#runs = new Uint8Array(own.length);
    this.#children = new Int32Array(own.length);
  }

  shareOut(moments: Moments, parent: Int32Array): void {
    this.#shared = 0;
    this.#working = 0;
    let last = 0;
    for (const moment of moments.inOrder()) {
      const now = timeAt(moments.time, moment);
      if (this.#working > 0) this.#shared += (now - last) / this.#working;
      last = now;
      const span = at(moments.span, moment);
      const change = moments.change[moment] as number;
      if (change & (begins | ends)) this.#set(span, change & begins ? 1 : 0, at(this.#children, span));
      if (change & (holds | frees)) {
        const above = at(parent, span);
        this.#set(above, this.#runs[above] as number, at(this.#children, above) + (change & holds ? 1 : -1));
      }
    }
  }

  #set(span: number, runs: number, children: number): void {
    const before = this.#runs[span] === 1 && this.#children[span] === 0;
    this.#runs[span] = runs;
    this.#children[span] = children;
    const after = runs === 1 && children === 0;
    if (before === after) return;
    this.#working += after ? 1 : -1;
    this.#own[span] = timeAt(this.#own, span) + (after ? -this.#shared : this.#shared);
  }
}
