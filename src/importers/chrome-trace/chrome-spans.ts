import { isObject, type JsonObject, tryParseJson } from "../json/json.ts";
import { statusOf } from "../otlp/otlp.ts";
import type { Fact } from "../spans/conventions.ts";
import { digestId, digestsAfter, hexId, spanIdDigits, traceIdDigits } from "../spans/ids.ts";
import type { SpanContext } from "../spans/span-context.ts";
import type { SpanEvent, SpanLink } from "../spans/span-events.ts";
import type { SpanWriter } from "../spans/span-row.ts";
import { readTime } from "../spans/times.ts";
import { nanosOf, phaseOf, text, threadOf } from "./chrome-events.ts";
import type { ChromeNesting } from "./chrome-nesting.ts";

interface Waiting {
  readonly event: JsonObject;
  readonly line: number;
}

/**
 * Makes spans of events. An instant is a span that takes no time. Where events tell no ids of their own, each process is
 * taken for a trace: it is what has a name and a clock in this format.
 */
export class ChromeSpans {
  private readonly writer: SpanWriter;
  private readonly nesting: ChromeNesting;
  /** Stands for the file in the ids that are made. */
  private readonly seed: string;
  private readonly idOf: (number: string) => string;
  /** Beginnings and ends whose other one is still to come, by their number. */
  private readonly waiting = new Map<number, Waiting>();
  private readonly traceIds = new Map<string, string>();
  private readonly processes = new Set<string>();
  private readonly contexts = new Map<string, SpanContext>();

  constructor(writer: SpanWriter, nesting: ChromeNesting, head: Uint8Array) {
    this.writer = writer;
    this.nesting = nesting;
    this.seed = digestId(new TextDecoder().decode(head.subarray(0, 65_536)), traceIdDigits);
    this.idOf = digestsAfter(`${this.seed}\n\n`, spanIdDigits);
  }

  take(number: number, event: JsonObject, line: number): void {
    const phase = phaseOf(event);
    if (phase === "span" || phase === "instant") this.write(number, event, null, line);
    else if (phase === "begin" || phase === "end") this.takeMark(number, event, line, phase === "begin");
    else if (phase === "other") this.other(event, line);
  }

  /** Counts what was still waiting when the file ended, which is nothing unless the file changed meanwhile. */
  tellOpen(): void {
    for (const { line } of this.waiting.values()) this.writer.lose({ line }, "the other half of the event is missing");
    this.waiting.clear();
  }

  private other({ ph }: JsonObject, line: number): void {
    if (typeof ph !== "string") throw new Error("no event of the Trace Event Format: it has no ph");
    this.writer.notes.add("events of other kinds (counters, samples, objects), not read", { line }, `ph ${ph}`);
  }

  private takeMark(number: number, event: JsonObject, line: number, begins: boolean): void {
    const partner = this.nesting.partner(number);
    if (partner < 0) {
      if (begins) this.write(number, event, null, line);
      else throw new Error(`an end without a beginning: ${text(event.name)}`);
      return;
    }
    const before = this.waiting.get(partner);
    if (before === undefined) this.waiting.set(number, { event, line });
    else {
      this.waiting.delete(partner);
      if (begins) this.write(number, event, before.event, line);
      else this.write(partner, before.event, event, before.line);
    }
  }

  private write(number: number, event: JsonObject, end: JsonObject | null, line: number): void {
    const { facts } = this.writer;
    const place = { line };
    const args = isObject(event.args) ? event.args : nothing;
    const own = this.nesting.ownIds(number);
    facts.begin();
    this.addArguments(args, own !== null);
    if (end !== null && isObject(end.args)) this.addArguments(end.args, false);
    addParts(this.writer, event, own !== null);
    const startNs = args.mended === "no start" ? null : this.start(event, args, line);
    this.writer.write(
      {
        traceId: own?.traceId || this.traceId(text(event.pid)),
        spanId: this.spanId(number),
        parentId: own ? text(args.parent_span_id) : this.parentId(number),
        name: text(event.name),
        startNs,
        endNs: startNs === null || args.mended === "no end" ? null : this.end(event, end, startNs),
        status: own ? statusOf(args.status) : "UNSET",
        statusMessage: own ? text(args.status_message) : "",
        events: own ? eventsIn(args.events) : [],
        links: own ? linksIn(args.links) : this.links(number),
        row: line,
        place,
        idsAreOwn: own !== null,
      },
      own ? this.writer.context("", []) : this.context(event, line),
    );
  }

  private addArguments(args: JsonObject, own: boolean): void {
    const { facts } = this.writer;
    for (const key in args) {
      const fact = own && Object.hasOwn(ownFacts, key) ? ownFacts[key] : undefined;
      if (fact === undefined && !(own && ownParts.has(key))) facts.add(key, text(args[key]));
      else if (fact !== undefined && !(fact === "cost" && args.cost_source === "computed"))
        facts.state(fact, text(args[key]));
    }
    if (own && isObject(args.attributes)) {
      for (const key in args.attributes) facts.add(key, text(args.attributes[key]));
    }
  }

  private start({ ts }: JsonObject, args: JsonObject, line: number): bigint | null {
    const own = text(args.start_ns);
    if (own !== "" && /^-?\d{1,19}$/.test(own)) return BigInt(own);
    const ns = nanosOf(ts);
    if (ns !== null && ns < earliest) {
      this.writer.notes.add("events whose time counts from a start of its own, not from 1970", { line }, text(ts));
    }
    return ns;
  }

  private end(event: JsonObject, end: JsonObject | null, startNs: bigint): bigint | null {
    if (end !== null) return nanosOf(end.ts);
    if (phaseOf(event) === "instant") return startNs;
    const duration = nanosOf(event.dur);
    return duration === null ? null : startNs + duration;
  }

  private traceId(process: string): string {
    const known = this.traceIds.get(process);
    if (known !== undefined) return known;
    const id = digestId(`${this.seed}\n${process}`, traceIdDigits);
    this.traceIds.set(process, id);
    return id;
  }

  private spanId(number: number): string {
    return this.nesting.ownIds(number)?.spanId ?? this.idOf(String(number));
  }

  private parentId(number: number): string {
    const parent = this.nesting.parent(number);
    return parent < 0 ? "" : this.spanId(parent);
  }

  private links(number: number): SpanLink[] {
    return this.nesting.sources(number).map(({ span, process }) => ({
      traceId: this.nesting.ownIds(span)?.traceId || this.traceId(process),
      spanId: this.spanId(span),
      traceState: "",
      attributes: {},
    }));
  }

  private context(event: JsonObject, line: number): SpanContext {
    const thread = threadOf(event);
    const known = this.contexts.get(thread);
    if (known) return known;
    const process = text(event.pid);
    const name = this.nesting.processNames.get(process) ?? "";
    const entries = [
      ["service.name", name],
      ["process.pid", process],
      ["thread.id", text(event.tid)],
      ["thread.name", this.nesting.threadNames.get(thread) ?? ""],
    ] as const;
    if (!this.processes.has(process)) {
      this.processes.add(process);
      this.writer.notes.add("processes, each taken for one trace", { line }, name === "" ? `pid ${process}` : name);
    }
    const context = this.writer.context(
      "",
      entries.filter(([, value]) => value !== ""),
    );
    if (this.contexts.size > threadsAtOnce) this.contexts.clear();
    this.contexts.set(thread, context);
    return context;
  }
}

const nothing: JsonObject = {};
const threadsAtOnce = 1000;

/** Nanoseconds from 1970 to 2000: what is less is no time of day. */
const earliest = 946_684_800_000_000_000n;

/** Arguments in which Casebook's export puts columns. */
const ownFacts: Readonly<Record<string, Fact>> = {
  kind: "kind",
  service: "service",
  scope: "scope",
  model: "model",
  provider: "provider",
  input_tokens: "inputTokens",
  output_tokens: "outputTokens",
  cache_read_tokens: "cacheReadTokens",
  cache_write_tokens: "cacheWriteTokens",
  reasoning_tokens: "reasoningTokens",
  cost_usd: "cost",
  tenant: "tenant",
  user_id: "user",
  session_id: "session",
  input: "input",
  output: "output",
};

const ownParts = new Set(
  "trace_id span_id parent_span_id status status_message cost_source events links start_ns attributes".split(" "),
);

const known = new Set("name ph ts dur pid tid args id id2 scope bp bind_id flow_in flow_out s cname".split(" "));

function addParts({ facts }: SpanWriter, event: JsonObject, own: boolean): void {
  for (const key in event) {
    if (!known.has(key) && event[key] !== null && !(own && key === "cat")) facts.addPart(key, text(event[key]));
  }
  if (event.ph !== "X") facts.addPart("ph", text(event.ph));
}

function eventsIn(written: unknown): SpanEvent[] {
  return listIn(written).map(({ name, time_ns, attributes }) => ({
    name: text(name),
    timeNs: readTime(time_ns, "ns")?.ns ?? null,
    attributes: isObject(attributes) ? attributes : {},
  }));
}

function linksIn(written: unknown): SpanLink[] {
  return listIn(written).map(({ trace_id, span_id, trace_state, attributes }) => ({
    traceId: hexId(text(trace_id), traceIdDigits),
    spanId: hexId(text(span_id), spanIdDigits),
    traceState: text(trace_state),
    attributes: isObject(attributes) ? attributes : {},
  }));
}

function listIn(written: unknown): readonly JsonObject[] {
  const value = typeof written === "string" ? tryParseJson(written) : written;
  return Array.isArray(value) ? value.filter(isObject) : [];
}
