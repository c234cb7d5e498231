import { isObject, type JsonObject } from "../json/json.ts";
import { laneOf, microsecondsOf, type OwnIds, ownIds, phaseOf, text, threadOf } from "./chrome-events.ts";
import { ChromeFlows, type Source } from "./chrome-flows.ts";
import { ChromeTable } from "./chrome-table.ts";

/** What happens on one lane, by the numbers of events: spans, and beginnings and ends. */
interface Lane {
  readonly spans: number[];
  readonly marks: number[];
  /** The last span of a file in order, and those that it lies within with itself. */
  last: number;
  readonly around: number[];
}

/**
 * What the events of a file are to each other: beginnings and ends, spans within spans on the same lane, and flows
 * between them. Events are numbered in the order of the file; each must be noted once. Since they come in any order, all
 * must have been noted, and then `settle` called, before anything is asked of one; but while `noteInOrder` says true,
 * all is known of the events so far. Of an event it keeps its times, and its ids if it tells any, but none of its
 * arguments.
 */
export class ChromeNesting {
  readonly processNames = new Map<string, string>();
  readonly threadNames = new Map<string, string>();
  private readonly table = new ChromeTable();
  private readonly flows = new ChromeFlows(this.table);
  private readonly own = new Map<number, OwnIds>();
  private readonly lanes = new Map<string, Lane>();

  note(number: number, event: JsonObject): void {
    const phase = phaseOf(event);
    if (phase === "name") this.noteName(event);
    else if (phase === "flow") this.flows.note(event, -1);
    else if (phase === "end") this.noteEnd(number, event);
    else if (phase !== "other") this.noteSpan(number, event, phase);
  }

  /** Notes an event that needs none behind it, and changes nothing of those before; false when it is another. */
  noteInOrder(number: number, event: JsonObject): boolean {
    const phase = phaseOf(event);
    if (phase === "name") return this.lanes.size === 0 && this.noteName(event);
    if (phase === "begin" || phase === "end" || phase === "flow" || isFlowing(event)) return false;
    return phase === "other" || this.nestInOrder(number, this.noteSpan(number, event, phase));
  }

  settle(): void {
    for (const lane of this.lanes.values()) {
      this.pair(lane.marks);
      this.nest(lane.spans);
    }
    this.flows.follow((thread) => this.lanes.get(thread)?.spans ?? []);
  }

  /** By a beginning the number of its end, by an end that of its beginning; -1 without one. */
  partner(number: number): number {
    return this.table.partnerOf(number);
  }

  /** The number of the span around a span, -1 without one. */
  parent(number: number): number {
    return this.table.parentOf(number);
  }

  /** The spans that flows lead from, to this one. */
  sources(number: number): readonly Source[] {
    return this.flows.sources(number);
  }

  ownIds(number: number): OwnIds | null {
    return this.own.get(number) ?? null;
  }

  private noteName({ name, args, pid, tid }: JsonObject): true {
    const told = isObject(args) ? text(args.name) : "";
    if (told === "") return true;
    if (name === "process_name") this.processNames.set(text(pid), told);
    if (name === "thread_name") this.threadNames.set(threadOf({ pid, tid }), told);
    return true;
  }

  private noteEnd(number: number, event: JsonObject): void {
    const time = microsecondsOf(event.ts);
    this.table.set(number, time, time, text(event.name));
    this.lane(event).marks.push(~number);
  }

  private noteSpan(number: number, event: JsonObject, phase: "span" | "begin" | "instant"): Lane {
    const time = microsecondsOf(event.ts);
    const duration = phase === "span" ? microsecondsOf(event.dur) : 0;
    const end = phase === "begin" ? Number.POSITIVE_INFINITY : time + (duration > 0 ? duration : 0);
    this.table.set(number, time, end, text(event.name));
    const lane = this.lane(event);
    if (phase === "begin") lane.marks.push(number);
    if (!Number.isNaN(time)) lane.spans.push(number);
    const ids = ownIds(event);
    if (ids !== null) this.own.set(number, ids);
    if (isFlowing(event)) this.flows.note(event, number);
    return lane;
  }

  private nestInOrder(span: number, lane: Lane): boolean {
    if (lane.spans.pop() !== span) return Number.isNaN(this.table.startOf(span));
    if (lane.last >= 0 && this.byStart(lane.last, span) > 0) return false;
    lane.last = span;
    this.nestNext(lane.around, span);
    return true;
  }

  private lane(event: JsonObject): Lane {
    const key = laneOf(event);
    const known = this.lanes.get(key);
    if (known) return known;
    const lane: Lane = { spans: [], marks: [], last: -1, around: [] };
    this.lanes.set(key, lane);
    return lane;
  }

  /** An end (a number turned over) belongs to the last open beginning with its name, or to the last one. */
  private pair(marks: number[]): void {
    const { table } = this;
    const numberOf = (mark: number) => (mark < 0 ? ~mark : mark);
    marks.sort((a, b) => table.startOf(numberOf(a)) - table.startOf(numberOf(b)) || numberOf(a) - numberOf(b));
    const open: number[] = [];
    for (const mark of marks) {
      if (mark >= 0) {
        open.push(mark);
        continue;
      }
      const end = ~mark;
      const [begin] = open.splice(this.placeOf(open, table.nameOf(end)), 1);
      if (begin === undefined) continue;
      table.partner[begin] = end;
      table.partner[end] = begin;
      table.end[begin] = Math.max(table.startOf(begin), table.startOf(end));
    }
  }

  /** Where, among those open, the last with the name stands; the last of all when there is none. */
  private placeOf(open: readonly number[], name: number): number {
    const last = open.length - 1;
    for (let at = last; name !== 0 && at >= Math.max(0, last - looks); at -= 1) {
      if (this.table.nameOf(open[at] ?? -1) === name) return at;
    }
    return last;
  }

  private nest(spans: number[]): void {
    spans.sort((a, b) => this.byStart(a, b));
    const around: number[] = [];
    for (const span of spans) this.nestNext(around, span);
  }

  /**
   * A span lies within the last one before it that ends no sooner. One that ends sooner lies around none that come
   * after: those it could be around lie within this one too.
   */
  private nestNext(around: number[], span: number): void {
    const { table } = this;
    const start = table.startOf(span);
    const end = table.endOf(span);
    for (let last = around.at(-1); last !== undefined; last = around.at(-1)) {
      const until = table.endOf(last);
      if (until >= end - rounding(until) && (until > start || until === table.startOf(last))) break;
      around.pop();
    }
    table.parent[span] = around.at(-1) ?? -1;
    around.push(span);
  }

  private byStart(a: number, b: number): number {
    const { table } = this;
    const [first, second] = [table.endOf(a), table.endOf(b)];
    return table.startOf(a) - table.startOf(b) || (first === second ? a - b : second - first);
  }
}

const looks = 100;

function isFlowing({ bind_id, flow_in, flow_out }: JsonObject): boolean {
  return bind_id !== undefined && Boolean(flow_in || flow_out);
}

/** How far two times may differ because doubles hold no more digits. */
function rounding(time: number): number {
  return Number.isFinite(time) ? 0.0005 + Math.abs(time) * 2 ** -51 : 0;
}
