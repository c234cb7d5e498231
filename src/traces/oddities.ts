import { formatNanoseconds } from "./format-duration.ts";
import { Mark } from "./marks.ts";
import type { SpanTree } from "./tree.ts";

/** Something about a trace that its reader must know, in words, and how many spans (or circles, or roots) it concerns. */
export interface Oddity {
  readonly what: keyof typeof Mark | "empty" | "noRoot" | "severalRoots";
  readonly count: number;
  readonly text: string;
}

/** What is odd about a trace, the gravest first. */
export function oddities(tree: SpanTree): Oddity[] {
  if (tree.size === 0) return [{ what: "empty", count: 0, text: "the trace has no spans" }];
  const roots = countRoots(tree);
  const say = (what: Oddity["what"], count: number, text: string): Oddity[] => (count ? [{ what, count, text }] : []);
  const count = (mark: number) => tree.marks.reduce((sum, marks) => sum + (marks & mark ? 1 : 0), 0);
  const by = (mark: number) => formatNanoseconds(worst(tree, mark));
  const [orphans, noEnd, noStart] = [count(Mark.orphan), count(Mark.noEnd), count(Mark.noStart)];
  const [negative, duplicates] = [count(Mark.negative), count(Mark.duplicate)];
  const [early, late] = [count(Mark.early), count(Mark.late)];
  return [
    ...say("noRoot", roots ? 0 : 1, "no root: every span names a parent"),
    ...say("severalRoots", roots > 1 ? roots : 0, `${spans(roots, "root")} instead of one`),
    ...say("cycle", tree.cycles, `${spans(tree.cycles, "circle")} of parents, broken at the span that starts first`),
    ...say("orphan", orphans, `${spans(orphans)} whose parent is missing, shown at the root`),
    ...say("duplicate", duplicates, `${spans(duplicates)} with the id of another span`),
    ...say("noEnd", noEnd, `${spans(noEnd)} without an end, drawn to the end of what they started`),
    ...say("noStart", noStart, `${spans(noStart)} without a start`),
    ...say("negative", negative, `${spans(negative)} ending before the start, drawn as an instant`),
    ...say("early", early, `${spans(early)} starting before the parent, by up to ${by(Mark.early)}: clocks disagree`),
    ...say(
      "late",
      late,
      `${spans(late)} ending after the parent, by up to ${by(Mark.late)}: asynchronous, or clocks disagree`,
    ),
  ];
}

/** Roots that were meant as such. */
function countRoots({ parent, marks }: SpanTree): number {
  const placed = Mark.orphan | Mark.cycle;
  return parent.reduce((sum, above, span) => sum + (above < 0 && !((marks[span] ?? 0) & placed) ? 1 : 0), 0);
}

/** How far the spans with a mark stick out of their parents on that side, at most. */
function worst(tree: SpanTree, mark: number): number {
  const { start, end, parent } = tree;
  return tree.marks.reduce((most, marks, span) => {
    if (!(marks & mark)) return most;
    const above = parent[span] ?? 0;
    const early = (start[above] ?? 0) - (start[span] ?? 0);
    const late = (end[span] ?? 0) - (end[above] ?? 0);
    return Math.max(most, mark === Mark.early ? early : late);
  }, 0);
}

function spans(count: number, noun = "span"): string {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}
