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
  const say = (what: Oddity["what"], count: number, text: (count: number) => string): Oddity[] =>
    count ? [{ what, count, text: text(count) }] : [];
  const marked = (what: keyof typeof Mark, text: (count: number) => string) => say(what, count(tree, Mark[what]), text);
  const by = (mark: number) => `by up to ${formatNanoseconds(worst(tree, mark))}`;
  return [
    ...say("noRoot", roots ? 0 : 1, () => "no root: every span names a parent"),
    ...say("severalRoots", roots > 1 ? roots : 0, (n) => `${spans(n, "root")} instead of one`),
    ...say("cycle", tree.cycles, (n) => `${spans(n, "circle")} of parents, broken at the span that starts first`),
    ...marked("orphan", (n) => `${spans(n)} whose parent is missing, shown at the root`),
    ...marked("duplicate", (n) => `${spans(n)} with the id of another span`),
    ...marked("noEnd", (n) => `${spans(n)} without an end, drawn to the end of what they started`),
    ...marked("noStart", (n) => `${spans(n)} without a start`),
    ...marked("negative", (n) => `${spans(n)} ending before the start, drawn as an instant`),
    ...marked("early", (n) => `${spans(n)} starting before the parent, ${by(Mark.early)}: clocks disagree`),
    ...marked("late", (n) => `${spans(n)} ending after the parent, ${by(Mark.late)}: asynchronous, or clocks disagree`),
  ];
}

function count({ marks }: SpanTree, mark: number): number {
  return marks.reduce((sum, one) => sum + (one & mark ? 1 : 0), 0);
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
