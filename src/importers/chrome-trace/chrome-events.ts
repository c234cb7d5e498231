import { isObject, type JsonObject } from "../json/json.ts";
import { valueText } from "../spans/attributes.ts";

/** What an event of the Trace Event Format is: a span, one end of a span, an instant, a step of a flow. */
export type Phase = "span" | "begin" | "end" | "instant" | "flow" | "name" | "other";

const phases: Readonly<Record<string, Phase>> = {
  X: "span",
  B: "begin",
  E: "end",
  b: "begin",
  e: "end",
  S: "begin",
  F: "end",
  i: "instant",
  I: "instant",
  R: "instant",
  n: "instant",
  T: "instant",
  p: "instant",
  s: "flow",
  t: "flow",
  f: "flow",
  M: "name",
};

export function phaseOf({ ph }: JsonObject): Phase {
  return typeof ph === "string" && Object.hasOwn(phases, ph) ? (phases[ph] ?? "other") : "other";
}

/** Microseconds, NaN where they are none: good for the order of events, not for their time to the nanosecond. */
export function microsecondsOf(value: unknown): number {
  return typeof value === "number" || (typeof value === "string" && value !== "") ? Number(value) : Number.NaN;
}

/** Microseconds in nanoseconds, as exactly as they were written; null where they are none. */
export function nanosOf(value: unknown): bigint | null {
  const time = microsecondsOf(value);
  if (!(Math.abs(time) < longest)) return null;
  const whole = Math.trunc(time);
  const rest = Math.round((time - whole) * 1000);
  const ns = whole * 1000 + rest;
  return Number.isSafeInteger(ns) ? BigInt(ns) : BigInt(whole) * 1000n + BigInt(rest);
}

/** Half of what a BIGINT holds, so that sums still fit. */
const longest = 2 ** 62 / 1000;

const asynchronous = new Set(["b", "e", "n", "S", "F", "T", "p"]);

/** Where spans can lie within each other: on a thread, or among the asynchronous events with one id. */
export function laneOf(event: JsonObject): string {
  if (!asynchronous.has(String(event.ph))) return threadOf(event);
  const { id2 } = event;
  const local = isObject(id2) ? id2.local : undefined;
  const id = local ?? (isObject(id2) ? id2.global : event.id);
  const old = event.ph === "S" || event.ph === "F" || event.ph === "T" || event.ph === "p";
  return [
    "async",
    local === undefined ? "" : text(event.pid),
    text(event.cat),
    text(event.scope),
    text(id),
    old ? text(event.name) : "",
  ].join("\n");
}

export function threadOf({ pid, tid }: JsonObject): string {
  return `${text(pid)}\n${text(tid)}`;
}

export interface OwnIds {
  readonly traceId: string;
  readonly spanId: string;
}

/** The ids that an event's arguments tell, as Casebook's own export writes them. */
export function ownIds({ args }: JsonObject): OwnIds | null {
  if (!isObject(args) || typeof args.span_id !== "string" || args.span_id === "") return null;
  return { traceId: text(args.trace_id), spanId: args.span_id };
}

/** What the events of one flow have in common. */
export function flowOf(event: JsonObject): string {
  return event.bind_id === undefined
    ? `${text(event.cat)}\n${text(event.name)}\n${text(event.id ?? event.id2)}`
    : `bound\n${text(event.bind_id)}`;
}

export function text(value: unknown): string {
  return value === undefined || value === null ? "" : valueText(value);
}
