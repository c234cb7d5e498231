import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The sample as it lies on the disk, read with JSON.parse alone: what the product says of it is checked against this. */
export interface RawSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parent: string | null;
  readonly name: string;
  readonly service: string;
  /** Milliseconds since 1970. */
  readonly start: number;
  readonly end: number | null;
  readonly failed: boolean;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
  readonly events: readonly string[];
}

export interface RawSample {
  /** Every span of a readable line, duplicates too. */
  readonly all: readonly RawSpan[];
  /** One of each. */
  readonly spans: readonly RawSpan[];
  readonly roots: readonly RawSpan[];
  readonly unreadable: readonly { readonly file: string; readonly line: number; readonly text: string }[];
  readonly repeatedLines: readonly { readonly file: string; readonly line: number; readonly spans: number }[];
  readonly bytes: number;
}

export const sampleFolder = "sample-data/warehouse-incident";

export function readSample(): RawSample {
  const all: RawSpan[] = [];
  const unreadable: RawSample["unreadable"][number][] = [];
  const repeatedLines: RawSample["repeatedLines"][number][] = [];
  let bytes = 0;
  for (const file of readdirSync(join(sampleFolder, "traces")).sort()) {
    const content = readFileSync(join(sampleFolder, "traces", file));
    bytes += content.length;
    const lines = content.toString("utf8").split("\n").slice(0, -1);
    for (const [i, text] of lines.entries()) {
      const spans = spansOf(text);
      if (!spans) unreadable.push({ file, line: i + 1, text });
      else if (text === lines[i - 1]) repeatedLines.push({ file, line: i + 1, spans: spans.length });
      all.push(...(spans ?? []));
    }
  }
  const spans = [...new Map(all.map((span) => [span.spanId, span])).values()];
  return { all, spans, roots: spans.filter(({ parent }) => !parent), unreadable, repeatedLines, bytes };
}

function spansOf(line: string): RawSpan[] | null {
  let batch: Batch;
  try {
    batch = JSON.parse(line);
  } catch {
    return null;
  }
  return batch.resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) => spans.map((span) => rawSpan(span, resource))),
  );
}

interface KeyValue {
  key: string;
  value: { stringValue?: string; intValue?: string; doubleValue?: number; boolValue?: boolean };
}

interface OtlpSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  startTimeUnixNano: string;
  endTimeUnixNano?: string;
  attributes: KeyValue[];
  events?: { name: string }[];
  status: { code?: number };
}

interface Batch {
  resourceSpans: { resource: { attributes: KeyValue[] }; scopeSpans: { spans: OtlpSpan[] }[] }[];
}

function rawSpan(span: OtlpSpan, resource: { attributes: KeyValue[] }): RawSpan {
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    parent: span.parentSpanId ?? null,
    name: span.name,
    service: String(record(resource.attributes)["service.name"]),
    start: milliseconds(span.startTimeUnixNano),
    end: span.endTimeUnixNano ? milliseconds(span.endTimeUnixNano) : null,
    failed: span.status.code === 2,
    attributes: record(span.attributes),
    events: (span.events ?? []).map(({ name }) => name),
  };
}

// Milliseconds since 1970 with their microseconds fit a double.
function milliseconds(nanoseconds: string): number {
  return Number(BigInt(nanoseconds) / 1000n) / 1000;
}

function record(pairs: readonly KeyValue[]): Record<string, string | number | boolean> {
  return Object.fromEntries(pairs.map(({ key, value }) => [key, plain(value)]));
}

function plain(value: KeyValue["value"]): string | number | boolean {
  if (value.intValue !== undefined) return Number(value.intValue);
  return value.stringValue ?? value.doubleValue ?? value.boolValue ?? JSON.stringify(value);
}

export function seconds(span: RawSpan): number {
  return ((span.end ?? span.start) - span.start) / 1000;
}

/** The quantile with linear interpolation, as quantile_cont has it. */
export function quantile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * p;
  const below = sorted[Math.floor(at)] ?? Number.NaN;
  return below + (at % 1) * ((sorted[Math.ceil(at)] ?? below) - below);
}

/** Seconds in which at least one of the spans ran, trace by trace. */
export function covered(spans: readonly RawSpan[]): number {
  let sum = 0;
  const reach = new Map<string, number>();
  for (const { traceId, start, end } of [...spans].sort((a, b) => a.start - b.start)) {
    const from = Math.max(start, reach.get(traceId) ?? 0);
    const to = end ?? start;
    if (to <= from) continue;
    sum += to - from;
    reach.set(traceId, to);
  }
  return sum / 1000;
}
