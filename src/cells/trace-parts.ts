import type { Engine, QueryOptions } from "../engine/engine.ts";
import { toObjects } from "../engine/table-data.ts";

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
 * Divides traces into parts of about as many spans each. Where spans lie in the engine by time, as they mostly do, each
 * part is read from a few places; where they do not, reading parts would cost several times as much, so there is one.
 */
export async function partsToRead(
  engine: Engine,
  traces: Traces,
  atOnce: number,
  options: QueryOptions,
): Promise<readonly TracePart[]> {
  const whole = wholePart(traces);
  if (whole.spans <= atOnce || !(await liesByTime(engine, options))) return [whole];
  return traceParts(traces, atOnce);
}

/** Whether, of spans far apart in the table, those further on belong to later traces; or to earlier ones. */
async function liesByTime(engine: Engine, options: QueryOptions): Promise<boolean> {
  const [row] = toObjects(
    await engine.query(
      `SELECT count(*) AS pairs, count(*) FILTER (start < before) AS back FROM (
        SELECT trace_start_ns AS start, lag(trace_start_ns) OVER (ORDER BY rowid) AS before
        FROM store.spans WHERE rowid % 1024 = 0)`,
      options,
    ),
  );
  const [pairs, back] = [Number(row?.pairs), Number(row?.back)];
  return Math.min(back, pairs - back) <= pairs / 10;
}

/** Traces in parts of so many spans each, or of somewhat more. */
export function traceParts({ start, spans }: Traces, atOnce: number): readonly TracePart[] {
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
