/** Some of the traces: those that begin within a stretch of time. */
export interface TracePart {
  /** Which of the traces, by start: from … to − 1. */
  readonly from: number;
  readonly to: number;
  /** The same of spans, in SQL; null where it is all of them. */
  readonly condition: string | null;
}

/** As many spans at once as are worth a walk of their own over the table. */
export const spansAtOnce = 200_000;

/**
 * Divides traces, whose starts are given in order, into parts of about as many spans each. Spans lie in the engine by
 * time more or less, so that it reads each part from a few places.
 */
export function traceParts(starts: BigInt64Array, spans: number, most = spansAtOnce): readonly TracePart[] {
  const count = Math.max(1, Math.ceil(spans / most));
  const firsts = [0];
  for (let part = 1; part < count; part++) {
    let first = Math.max(Math.floor((starts.length * part) / count), (firsts.at(-1) ?? 0) + 1);
    // Traces of one start stay together; those without one stand last.
    while (first < starts.length && !isLater(starts, first)) first++;
    if (first >= starts.length) break;
    firsts.push(first);
  }
  return firsts.map((from, part) => {
    const to = firsts[part + 1] ?? starts.length;
    const begins = from > 0 ? [`trace_start_ns >= ${starts[from]}`] : [];
    const ends = to < starts.length ? [`trace_start_ns < ${starts[to]}`] : [];
    const condition = [...begins, ...ends].join(" AND ");
    return {
      from,
      to,
      condition: condition ? (ends.length ? condition : `(${condition} OR trace_start_ns IS NULL)`) : null,
    };
  });
}

function isLater(starts: BigInt64Array, at: number): boolean {
  return (starts[at] as bigint) > (starts[at - 1] as bigint);
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
