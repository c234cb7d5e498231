/** A span as an object, as one would write it without thinking of speed. Times in nanoseconds. */
export interface PlainSpan {
  readonly id: string;
  readonly parent: string | null;
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly children: PlainSpan[];
}

/** The rows of one trace as a tree of objects; roots first. */
export function plainTree(rows: readonly Omit<PlainSpan, "children">[]): PlainSpan[] {
  const spans = new Map(rows.map((row) => [row.id, { ...row, children: [] as PlainSpan[] }]));
  const roots: PlainSpan[] = [];
  for (const span of spans.values()) {
    const parent = span.parent === null ? undefined : spans.get(span.parent);
    (parent ? parent.children : roots).push(span);
  }
  return roots;
}

/** Adds the time of the critical path within `from … to` of a span to the sums by name: by stepping back from its end. */
export function plainPath(span: PlainSpan, from: number, to: number, sums: Map<string, number>): void {
  const add = (time: number) => sums.set(span.name, (sums.get(span.name) ?? 0) + time);
  const real = span.children.filter((child) => child.end > child.start);
  let now = to;
  while (now > from) {
    const ended = latest(real.filter((child) => child.end <= now));
    const reach = ended ? Math.max(from, ended.end) : from;
    const running = reach < now ? latest(real.filter((child) => child.end > now && child.start < now)) : null;
    const child = reach === now ? ended : running;
    const until = child ? Math.max(child.start, reach === now ? from : reach) : reach;
    if (child) plainPath(child, until, now, sums);
    else add(now - until);
    now = until;
  }
}

function latest(spans: readonly PlainSpan[]): PlainSpan | null {
  return spans.reduce<PlainSpan | null>(
    (last, span) => (!last || span.end > last.end || (span.end === last.end && span.start > last.start) ? span : last),
    null,
  );
}

/** How long a span would take if those of one name took no time: each child waits for all that had ended before it. */
export function plainLength(span: PlainSpan, name: string): number {
  if (span.name === name) return 0;
  const ends = new Map<PlainSpan, number>();
  const inside = span.children.filter(({ start, end }) => end > start && end <= span.end && start >= span.start);
  inside.sort((a, b) => a.start - b.start);
  const after = (moment: number) => {
    const before = inside.filter(({ end }) => end <= moment);
    const waited = Math.max(span.start, ...before.map(({ end }) => end));
    return Math.max(0, ...before.map((child) => ends.get(child) ?? 0)) + moment - waited;
  };
  for (const child of inside) ends.set(child, after(child.start) + plainLength(child, name));
  return after(span.end);
}
