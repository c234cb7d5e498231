import type { JsonObject } from "../json/json.ts";
import { flowOf, microsecondsOf, text, threadOf } from "./chrome-events.ts";
import type { ChromeTable } from "./chrome-table.ts";

interface Step {
  readonly flow: string;
  readonly process: string;
  readonly thread: string;
  readonly time: number;
  /** The span that is the step; -1 where it is what runs at that time. */
  readonly span: number;
  readonly starts: boolean;
  /** True where it is the span that begins next. */
  readonly next: boolean;
}

/** Where an arrow comes from. */
export interface Source {
  readonly span: number;
  readonly process: string;
}

const highest = 10_000;

/** The arrows between a file's spans. */
export class ChromeFlows {
  private readonly table: ChromeTable;
  private readonly steps: Step[] = [];
  private readonly found = new Map<number, Source[]>();

  constructor(table: ChromeTable) {
    this.table = table;
  }

  note(event: JsonObject, span: number): void {
    this.steps.push({
      flow: flowOf(event),
      process: text(event.pid),
      thread: threadOf(event),
      time: microsecondsOf(event.ts),
      span,
      starts: span < 0 ? event.ph === "s" : Boolean(event.flow_out),
      next: event.ph === "f" && event.bp !== "e",
    });
  }

  /** Finds the spans of every step, given the spans of a thread by their start. */
  follow(spansOn: (thread: string) => readonly number[]): void {
    const last = new Map<string, Source>();
    this.steps.sort((a, b) => a.time - b.time || Number(b.starts) - Number(a.starts));
    for (const step of this.steps) {
      const span = step.span >= 0 ? step.span : this.running(step, spansOn(step.thread));
      if (span < 0) continue;
      const source = last.get(step.flow);
      if (source !== undefined && source.span !== span) this.add(span, source);
      last.set(step.flow, { span, process: step.process });
    }
  }

  sources(span: number): readonly Source[] {
    return this.found.get(span) ?? [];
  }

  private add(span: number, source: Source): void {
    const known = this.found.get(span);
    if (known) known.push(source);
    else this.found.set(span, [source]);
  }

  /** The innermost span on a step's thread at its time, or the first that begins then or later. */
  private running({ time, next }: Step, spans: readonly number[]): number {
    const { table } = this;
    const startAt = (at: number) => table.startOf(spans[at] ?? -1);
    if (next) return spans[firstPlace(spans.length, (at) => startAt(at) >= time)] ?? -1;
    let span = spans[firstPlace(spans.length, (at) => startAt(at) > time) - 1] ?? -1;
    for (let level = 0; span >= 0 && table.endOf(span) < time; level += 1) {
      span = level < highest ? table.parentOf(span) : -1;
    }
    return span;
  }
}

/** The first place for which something holds that holds for all behind it. */
function firstPlace(length: number, holds: (at: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
