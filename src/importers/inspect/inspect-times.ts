import type { JsonObject } from "../json/json.ts";
import { readDuration } from "../spans/times.ts";
import { number, stepFacts } from "./inspect-fields.ts";
import type { InspectStep } from "./inspect-steps.ts";

export interface Times {
  readonly startNs: bigint | null;
  readonly endNs: bigint | null;
}

type ReadTime = (written: unknown) => bigint | null;

/** A step's times: as its events tell them, else its end by how long it took. */
export function stepTimes({ event, call, ended }: InspectStep, read: ReadTime): Times {
  const startNs = read(event.timestamp);
  const endNs = read(ended ?? (call ?? event).completed);
  if (endNs !== null || startNs === null) return { startNs, endNs };
  return { startNs, endNs: after(startNs, stepFacts(call ?? event).seconds) };
}

/** A sample's own times; where it does not tell them, those of what happened in it. */
export function sampleTimes(
  sample: JsonObject,
  events: readonly JsonObject[],
  steps: Iterable<Times>,
  read: ReadTime,
): Times {
  const seen = events.map(({ timestamp }) => read(timestamp));
  const startNs = read(sample.started_at) ?? earliest(seen);
  const told = read(sample.completed_at);
  if (told !== null) return { startNs, endNs: told };
  const last = latest([...seen, ...Array.from(steps, ({ endNs }) => endNs)]);
  return { startNs, endNs: last ?? (startNs === null ? null : after(startNs, number(sample.total_time))) };
}

function after(startNs: bigint, seconds: number | null): bigint | null {
  const length = seconds === null ? null : readDuration(seconds, "s");
  return length === null ? null : startNs + length;
}

function earliest(times: readonly (bigint | null)[]): bigint | null {
  return times.reduce((low, time) => (low === null || (time !== null && time < low) ? time : low), null);
}

function latest(times: readonly (bigint | null)[]): bigint | null {
  return times.reduce((high, time) => (high === null || (time !== null && time > high) ? time : high), null);
}
