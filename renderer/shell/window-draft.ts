import { type Cohort, type Cohorts, type Window, windowNs } from "../../src/notebook/cohorts.ts";
import { stretchText } from "./timeline-text.ts";

/** The windows as they are typed: the notebook's own words for them, empty for none. */
export type Draft = Readonly<Record<Cohort, Window>>;

export function draftOf({ reference, current }: Cohorts): Draft {
  return { reference: typedWindow(reference), current: typedWindow(current) };
}

function typedWindow(window: Partial<Window> | null): Window {
  return { from: typedTime(window?.from ?? ""), to: typedTime(window?.to ?? "") };
}

/** "2026-04-20T14:00:00Z" as one would type it: "2026-04-20 14:00". */
function typedTime(text: string): string {
  return /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(text) ? text.replace("T", " ").replace(/(:00)?Z$/, "") : text;
}

export type ReadWindow = { readonly window: Window | null; readonly words: string } | { readonly problem: string };

/** What is typed for one window, with how it is understood, or what is wrong with it. Two empty fields are no window. */
export function readWindow(typed: Window): ReadWindow {
  const window = { from: typed.from.trim(), to: typed.to.trim() };
  if (window.from === "" && window.to === "") return { window: null, words: "no window" };
  if (window.from === "" || window.to === "") return { problem: "needs both times, or neither" };
  for (const text of [window.from, window.to]) if (!isTime(text)) return { problem: notATime(text) };
  const { from, to } = windowNs(window);
  if (from === null || to === null || from >= to) return { problem: "ends before it begins" };
  const words = stretchText({ from: Number(from / 1_000_000n), to: Number(to / 1_000_000n) });
  return { window, words };
}

function notATime(text: string): string {
  return `“${text}” is not a time: write 2026-04-20 or 2026-04-20 14:02`;
}

/** A day that exists, with or without a clock. What a lenient parser would guess is refused. */
function isTime(text: string): boolean {
  const [, day, clock] =
    /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)(?:Z|[+-]\d{2}:?\d{2})?)?$/.exec(text) ?? [];
  if (!day) return false;
  const midnight = Date.parse(`${day}T00:00Z`);
  if (Number.isNaN(midnight) || !new Date(midnight).toISOString().startsWith(day)) return false;
  return clock === undefined || !Number.isNaN(Date.parse(`${day}T${clock}Z`));
}
