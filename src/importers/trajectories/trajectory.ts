import type { Sink } from "../importer.ts";
import type { JsonObject } from "../json/json.ts";
import { valueText } from "../spans/attributes.ts";
import type { SpanEvent } from "../spans/span-events.ts";
import { type Place, SpanWriter } from "../spans/span-row.ts";
import { readDuration } from "../spans/times.ts";

/** A part of an agent's run, or the run itself. */
export interface TrajectorySpan {
  readonly kind: "AGENT" | "LLM" | "TOOL" | "CHAIN";
  readonly name: string;
  readonly input?: unknown;
  readonly output?: unknown;
  readonly model?: string;
  readonly usage?: TrajectoryUsage;
  readonly error?: string;
  /** As told by the file; without them the span gets times of the trajectory's own clock. */
  readonly startNs?: bigint | null;
  readonly endNs?: bigint | null;
  /** How long it took, where only that is told. */
  readonly seconds?: number | null;
  /** What has no column, by its own key. */
  readonly fields?: JsonObject;
  readonly events?: readonly SpanEvent[];
  readonly id?: string;
  readonly parentId?: string;
}

export interface TrajectoryUsage {
  readonly inputTokens?: unknown;
  readonly outputTokens?: unknown;
  readonly cacheReadTokens?: unknown;
  readonly reasoningTokens?: unknown;
  readonly cost?: unknown;
}

export interface TrajectoryRun {
  readonly traceId: string;
  /** The span of the run, where it is not the only one of its trace. */
  readonly id?: string;
  readonly parentId?: string;
  readonly session?: string;
  readonly service: string;
  readonly scope: string;
  readonly place: Place;
  readonly row: number;
}

/** 2000-01-01: where the clock of trajectories without times begins. */
const firstNs = 946_684_800_000_000_000n;
const secondNs = 1_000_000_000n;

/**
 * Makes spans of agents' runs that were written down step by step, most of them without times. Such steps come one
 * after another, a second each, and say so in the attribute `synthetic_time`.
 */
export class TrajectoryWriter {
  readonly spans: SpanWriter;
  private clock = firstNs;
  private steps = 0;

  constructor(sink: Sink) {
    this.spans = new SpanWriter(sink);
  }

  /** Writes a step of a run, and gives its id. */
  step(run: TrajectoryRun, span: TrajectorySpan): string {
    this.steps += 1;
    const id = span.id ?? `${run.id ?? run.traceId}:${this.steps}`;
    const isTold = span.startNs !== undefined && span.startNs !== null;
    const times = isTold ? { startNs: span.startNs ?? null, endNs: span.endNs ?? null } : this.next(span.seconds);
    this.write(run, { parentId: run.id ?? run.traceId, ...span, ...times, id }, isTold ? null : "true");
    return id;
  }

  /** Begins a run: the steps that follow are its own. */
  begin(): { readonly startNs: bigint } {
    this.steps = 0;
    return { startNs: this.clock };
  }

  /** Writes the run itself. Its times are its own, else those of its steps on the clock since it began. */
  end(run: TrajectoryRun, { startNs }: { readonly startNs: bigint }, span: TrajectorySpan): void {
    const isTold = span.startNs !== undefined && span.startNs !== null;
    const times = isTold ? {} : { startNs, endNs: this.clock };
    this.write(
      run,
      { parentId: run.parentId ?? "", id: run.id ?? run.traceId, ...span, ...times },
      isTold ? null : "true",
    );
    this.clock += secondNs;
  }

  private next(seconds: number | null | undefined): { startNs: bigint; endNs: bigint } {
    const startNs = this.clock;
    const length = seconds === null || seconds === undefined ? null : readDuration(seconds, "s");
    // A second where nothing is told, or nothing that a clock could show.
    this.clock += length !== null && length > 0n && length < 1_000_000n * secondNs ? length : secondNs;
    return { startNs, endNs: this.clock };
  }

  private write(run: TrajectoryRun, span: TrajectorySpan, synthetic: string | null): void {
    const { facts } = this.spans;
    const { kind, model = "", usage = {}, error = "", fields = {} } = span;
    facts.begin();
    facts.state("kind", kind);
    facts.state("model", model);
    facts.state("inputTokens", textOf(usage.inputTokens));
    facts.state("outputTokens", textOf(usage.outputTokens));
    facts.state("cacheReadTokens", textOf(usage.cacheReadTokens));
    facts.state("reasoningTokens", textOf(usage.reasoningTokens));
    facts.state("cost", textOf(usage.cost));
    facts.state("session", run.session ?? "");
    facts.state("service", run.service);
    facts.state("input", textOf(span.input));
    facts.state("output", textOf(span.output));
    for (const key in fields) if (isSaid(fields[key])) facts.add(key, valueText(fields[key]));
    if (synthetic !== null) facts.addPart("synthetic_time", synthetic);
    this.spans.write(
      {
        traceId: run.traceId,
        spanId: span.id ?? "",
        parentId: span.parentId ?? "",
        name: span.name,
        startNs: span.startNs ?? null,
        endNs: span.endNs ?? null,
        status: error === "" ? "UNSET" : "ERROR",
        statusMessage: error,
        events: span.events ?? [],
        links: [],
        row: run.row,
        place: run.place,
        idsAreOwn: true,
      },
      this.spans.context(run.scope, []),
    );
  }
}

function isSaid(value: unknown): boolean {
  return value !== null && value !== undefined && value !== "";
}

/** Text as it is, numbers and the like as JSON; empty where there is nothing. */
function textOf(value: unknown): string {
  return isSaid(value) ? valueText(value) : "";
}

/** The fields of an object but these. */
export function fieldsBut(object: JsonObject, taken: ReadonlySet<string>): JsonObject {
  const rest: Record<string, unknown> = Object.create(null);
  for (const key of Object.keys(object)) if (!taken.has(key)) rest[key] = object[key];
  return rest;
}

export function text(value: unknown): string {
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
}

export function number(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}
