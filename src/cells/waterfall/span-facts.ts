import { formatDuration, formatNanoseconds } from "../../traces/format-duration.ts";
import { percent } from "../../widgets/duration-scale.ts";
import { groupDigits } from "../../widgets/format.ts";
import type { Comparison, Fact, SpanData } from "./detail-queries.ts";
import type { WaterfallResult } from "./result.ts";
import { durationText, money } from "./words.ts";

/** What is said of a span before its texts. Facts that are not known are left out. */
export function spanFacts(result: WaterfallResult, span: number, { columns, comparison }: SpanData): Fact[] {
  const fact = (name: string, value: string | null | undefined): Fact[] => (value ? [{ name, value }] : []);
  const same = (name: string, column = name) => fact(name, columns[column]);
  return [
    ...fact("duration", durationWords(result, span)),
    ...fact("start", timeText(columns.start_time)),
    ...fact("status", [columns.status?.toLowerCase(), columns.status_message].filter(Boolean).join(": ")),
    ...fact("critical path", criticalWords(result, span)),
    ...fact("in all traces", comparison && comparisonWords(comparison)),
    ...fact("model", [columns.model, columns.provider && `(${columns.provider})`].filter(Boolean).join(" ")),
    ...fact("tokens", tokenWords(columns)),
    ...fact("cost", columns.cost_usd && costWords(Number(columns.cost_usd), columns.cost_source)),
    ...same("tenant"),
    ...same("user", "user_id"),
    ...same("session", "session_id"),
    ...same("service"),
    ...same("scope"),
    ...fact(
      "source",
      [columns.source_file, columns.source_row && `record ${columns.source_row}`].filter(Boolean).join(", "),
    ),
  ];
}

function durationWords({ spans, shape }: WaterfallResult, span: number): string {
  const all = (shape.tree.end[span] ?? 0) - (shape.tree.start[span] ?? 0);
  const own = shape.self[span] ?? 0;
  const text = durationText(spans, shape, span);
  if (Number.isNaN(spans.duration[span]) || all <= 0) return text;
  return `${text}, ${own === all ? "all of it" : formatNanoseconds(own)} self time`;
}

function criticalWords({ shape }: WaterfallResult, span: number): string {
  const own = shape.critical[span] ?? 0;
  const wall = shape.tree.to - shape.tree.from;
  return own > 0 && wall > 0 ? `${formatNanoseconds(own)}, ${percent(own / wall)} of the trace` : "";
}

/** "longer than 94 % of 330 calls; reference median 4.9 s". */
export function comparisonWords({ calls, shorter, reference, current }: Comparison): string {
  if (calls < 2) return "the only call of this step";
  return [
    `longer than ${percent(shorter / calls)} of ${groupDigits(calls)} calls`,
    reference === null ? "" : `reference median ${formatDuration(reference)}`,
    current === null ? "" : `current median ${formatDuration(current)}`,
  ]
    .filter(Boolean)
    .join("; ");
}

function tokenWords(columns: SpanData["columns"]): string {
  const part = (column: string, word: string) => {
    const count = columns[column];
    return count === undefined ? "" : `${groupDigits(count)} ${word}`;
  };
  return [
    part("input_tokens", "in"),
    part("output_tokens", "out"),
    part("cache_read_tokens", "read from cache"),
    part("cache_write_tokens", "written to cache"),
    part("reasoning_tokens", "reasoning"),
  ]
    .filter(Boolean)
    .join(", ");
}

function costWords(usd: number, source: string | undefined): string {
  return source ? `${money(usd)}, ${source}` : money(usd);
}

/** "23 Apr 2026 14:02:17.700", in UTC. */
function timeText(iso: string | undefined): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}:\d{2}:\d{2})(\.\d+)?/.exec(iso ?? "");
  if (!match) return iso ?? "";
  const [, year, month, day, time, fraction = "."] = match;
  const digits = fraction.replace(/0+$/, "");
  return `${Number(day)} ${months[Number(month) - 1]} ${year} ${time}${digits.padEnd(digits.length > 4 ? 7 : 4, "0")}`;
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** One event of a span, or one link. */
export interface Entry {
  readonly title: string;
  /** "after 1.2 s", from the start of the span. */
  readonly when: string;
  readonly facts: readonly Fact[];
}

/** The events of a span; null when the text is not the list that it should be. */
export function readEvents(text: string, startNs: string | undefined): Entry[] | null {
  return (
    readList(text)?.map((event) => ({
      title: String(event.name ?? "event"),
      when: whenText(event.time_ns, startNs),
      facts: factsOf(event.attributes),
    })) ?? null
  );
}

/** The links of a span; null when the text is not the list that it should be. */
export function readLinks(text: string): Entry[] | null {
  return (
    readList(text)?.map(({ trace_id, span_id, attributes }) => ({
      title: `span ${String(span_id ?? "?")}`,
      when: "",
      facts: [{ name: "trace", value: String(trace_id ?? "?") }, ...factsOf(attributes)],
    })) ?? null
  );
}

function whenText(time: unknown, startNs: string | undefined): string {
  if (typeof time !== "string" || !/^-?\d+$/.test(time) || startNs === undefined) return "";
  return `after ${formatNanoseconds(Number(BigInt(time) - BigInt(startNs)))}`;
}

function factsOf(attributes: unknown): Fact[] {
  if (typeof attributes !== "object" || attributes === null) return [];
  return Object.entries(attributes).map(([name, value]) => ({
    name,
    value: typeof value === "string" ? value : JSON.stringify(value),
  }));
}

function readList(text: string): Record<string, unknown>[] | null {
  try {
    const value: unknown = JSON.parse(text);
    const isList = Array.isArray(value) && value.every((item) => typeof item === "object" && item !== null);
    return isList ? value : null;
  } catch {
    return null;
  }
}
