/** Some of the traces: those that begin within a stretch of time. */
export interface TracePart {
  /** Which of the traces, by start: from … to − 1. */
  readonly from: number;
  readonly to: number;
  /** How many spans they have. */
  readonly spans: number;
  /** The same of spans, in SQL; null where it is all of them. */
  readonly condition: string | null;
}

/** As many spans at once as are worth a walk of their own over the table. */
export const spansAtOnce = 200_000;

interface Traces {
  /** In order; those without one stand last and have 0. */
  readonly start: BigInt64Array;
  /** How many spans each has. */
  readonly spans: Uint32Array;
}

/**
 * Divides traces into parts of about as many spans each. Spans lie in the engine by time more or less, so that it reads
 * each part from a few places.
 */
export function traceParts({ start, spans }: Traces, atOnce = spansAtOnce): readonly TracePart[] {
  const parts: TracePart[] = [];
  let [from, held] = [0, 0];
  const close = (to: number) => {
    parts.push({ from, to, spans: held, condition: conditionOf(start, from, to) });
    [from, held] = [to, 0];
  };
  for (const [trace, count] of spans.entries()) {
    // Traces of one start stay together.
    if (held >= atOnce && (start[trace] as bigint) > (start[trace - 1] as bigint)) close(trace);
    held += count;
  }
  close(spans.length);
  return parts;
}

/** All of the traces. */
export function wholePart({ spans }: Pick<Traces, "spans">): TracePart {
  return { from: 0, to: spans.length, spans: spans.reduce((sum, count) => sum + count, 0), condition: null };
}

function conditionOf(start: BigInt64Array, from: number, to: number): string | null {
  const begins = `trace_start_ns >= ${start[from]}`;
  const ends = `trace_start_ns < ${start[to]}`;
  if (to < start.length) return from > 0 ? `${begins} AND ${ends}` : ends;
  return from > 0 ? `(${begins} OR trace_start_ns IS NULL)` : null;
}

/**
 * Reads one part after the other; while one is read, the one before it is worked on. Gives what comes of each, in order.
 * When it fails, nothing of it goes on.
 */
export async function whileReading<Part, Read, Out>(
  parts: readonly Part[],
  read: (part: Part) => Promise<Read>,
  work: (read: Read, part: Part) => Promise<Out>,
): Promise<readonly Out[]> {
  const done: Out[] = [];
  let working: Promise<unknown> = Promise.resolve();
  try {
    for (const part of parts) {
      const found = await read(part);
      await working;
      working = work(found, part).then((out) => done.push(out));
      // Its failure is told when it is waited for.
      working.catch(() => undefined);
    }
    await working;
    return done;
  } catch (error) {
    await Promise.allSettled([working]);
    throw error;
  }
}
