import { formatNanoseconds } from "../../traces/format-duration.ts";
import { kindCode, type SpanKind, spanKinds } from "../../traces/kind.ts";
import { Mark } from "../../traces/marks.ts";
import { percent } from "../../widgets/duration-scale.ts";
import { counted, groupDigits, oneLine } from "../../widgets/format.ts";
import type { Shape, Spans, WaterfallResult } from "./result.ts";

/** For the cell's head and for a screen reader: which trace this is, and why. */
export function summary({ trace, reason, spans }: WaterfallResult): string {
  if (!trace) return reason;
  const name = trace.root === null ? "trace without a name" : oneLine(trace.root);
  return [name, reason, counted(spans.size, "span")].filter(Boolean).join(" · ");
}

/** "20 of 34 spans shown · 3 min 56 s · critical path 97 % of wall time · $0.41". */
export function headline({ trace, spans, shape }: WaterfallResult, shown: number): string {
  if (!trace) return "";
  const count =
    shown === spans.size ? counted(spans.size, "span") : `${groupDigits(shown)} of ${counted(spans.size, "span")}`;
  return [
    `${count} shown`,
    formatNanoseconds(shape.tree.to - shape.tree.from),
    spans.size ? `critical path ${percent(criticalShare(shape))} of wall time` : "",
    trace.errors ? counted(trace.errors, "error") : "",
    trace.costUsd === null ? "" : money(trace.costUsd),
  ]
    .filter(Boolean)
    .join(" · ");
}

/**
 * The share of the trace's time that the critical path spends in steps: in anything but the own time of a root above
 * others, and in nothing at all. null without any time.
 */
export function criticalShare({ tree, critical }: Shape): number | null {
  const wall = tree.to - tree.from;
  if (wall <= 0) return null;
  const inSteps = critical.reduce((sum, time, span) => {
    const holdsAll = (tree.parent[span] ?? -1) < 0 && (tree.descendants[span] ?? 0) > 0;
    return holdsAll ? sum : sum + time;
  }, 0);
  return inSteps / wall;
}

/** Dollars with as many places as say something: "$0.41", "$0.0042", "$1,204.50". */
export function money(usd: number): string {
  const size = Math.abs(usd);
  const places = size === 0 || size >= 0.1 ? 2 : Math.min(8, 1 - Math.floor(Math.log10(size)));
  const digits = size.toFixed(places).replace(/(\.\d\d+?)0+$/, "$1");
  return `${usd < 0 ? "−" : ""}$${groupDigits(digits)}`;
}

export function kindOf({ kind }: Spans, span: number): SpanKind {
  return spanKinds[kind[span] ?? -1] ?? "UNKNOWN";
}

export function codeOf(spans: Spans, span: number): string {
  return kindCode[kindOf(spans, span)];
}

/** The duration as given; a span without an end says so. */
export function durationText({ duration }: Spans, { tree }: Shape, span: number): string {
  const given = duration[span] ?? Number.NaN;
  if (!Number.isNaN(given)) return formatNanoseconds(given);
  return (tree.marks[span] ?? 0) & Mark.noEnd ? "no end" : "no start";
}

export interface Badge {
  readonly text: string;
  readonly failure: boolean;
}

/** What is to be said beside a span's name, the gravest first. */
export function badges(spans: Spans, { tree }: Shape, span: number): Badge[] {
  const marks = tree.marks[span] ?? 0;
  const by = formatNanoseconds(tree.outside[span] ?? 0);
  const odd = (mark: number, text: string) => (marks & mark ? [{ text, failure: false }] : []);
  return [
    ...(spans.failed[span] ? [{ text: "error", failure: true }] : []),
    ...odd(Mark.orphan, "orphan"),
    ...odd(Mark.cycle, "circle"),
    ...odd(Mark.duplicate, "same id"),
    ...odd(Mark.noEnd, "no end"),
    ...odd(Mark.noStart, "no start"),
    ...odd(Mark.negative, "ends before start"),
    ...(marks & Mark.early ? odd(Mark.early, `early ${by}`) : odd(Mark.late, `late ${by}`)),
  ];
}

/** A span in one sentence, for those who do not see its row. */
export function spanSentence({ spans, shape }: WaterfallResult, span: number, row: number, rows: number): string {
  const { tree } = shape;
  const children = (tree.firstChild[span + 1] ?? 0) - (tree.firstChild[span] ?? 0);
  const own = shape.self[span] ?? 0;
  const all = (tree.end[span] ?? 0) - (tree.start[span] ?? 0);
  return [
    oneLine(spans.names[spans.name[span] ?? 0] ?? "") || "span without a name",
    kindOf(spans, span).toLowerCase(),
    durationText(spans, shape, span),
    own < all ? `${formatNanoseconds(own)} of its own` : "",
    shape.critical[span] ? `${formatNanoseconds(shape.critical[span] ?? 0)} on the critical path` : "",
    (tree.marks[span] ?? 0) & Mark.parallel ? "parallel to a sibling" : "",
    ...badges(spans, shape, span).map((badge) => badge.text),
    children ? `${groupDigits(children)} ${children === 1 ? "child" : "children"}` : "",
    `level ${(tree.depth[span] ?? 0) + 1}, row ${groupDigits(row + 1)} of ${groupDigits(rows)}`,
  ]
    .filter(Boolean)
    .join(", ");
}

/** What is odd about the trace, as one line; empty when nothing is. */
export function oddityLine({ trace, shape }: WaterfallResult): string {
  return trace ? shape.oddities.map((oddity) => oddity.text).join("; ") : "";
}
