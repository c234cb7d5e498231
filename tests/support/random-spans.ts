import type { SpanTimes } from "../../src/traces/tree.ts";
import { seededRandom } from "./random.ts";

/** One span as a row: id, parent, start, end. */
export type SpanLine = readonly [id: string | null, parent: string | null, start: number | null, end: number | null];

export function spanTimes(lines: readonly SpanLine[]): SpanTimes {
  return {
    id: lines.map(([id]) => id),
    parent: lines.map(([, parent]) => parent),
    start: Float64Array.from(lines, ([, , start]) => start ?? Number.NaN),
    end: Float64Array.from(lines, ([, , , end]) => end ?? Number.NaN),
  };
}

/** A tree of whole-numbered times: children overlap, repeat, end together, start early and outlast their parents. */
export function randomSpans(seed: number, size: number, length = 60): SpanLine[] {
  const random = seededRandom(seed);
  const whole = (below: number) => Math.floor(random() * below);
  const lines: SpanLine[] = [["s0", null, 10, 10 + length]];
  for (let index = 1; index < size; index++) {
    const parent = lines[random() < 0.3 ? 0 : whole(index)] as SpanLine;
    const [from, to] = [parent[2] ?? 0, parent[3] ?? 0];
    const start = from - 2 + whole(Math.max(1, to - from) + 3);
    const end = start + whole(random() < 0.3 ? length : Math.max(1, to - start + 2));
    lines.push([`s${index}`, parent[0], start, end]);
  }
  return shuffle(lines, random);
}

export function shuffle<T>(items: readonly T[], random: () => number): T[] {
  const mixed = [...items];
  for (let index = mixed.length - 1; index > 0; index--) {
    const other = Math.floor(random() * (index + 1));
    [mixed[index], mixed[other]] = [mixed[other] as T, mixed[index] as T];
  }
  return mixed;
}
