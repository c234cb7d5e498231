import {
  type Cohort,
  type CohortRule,
  type Cohorts,
  cohortNames,
  ruleText,
  valuesOf,
  type Window,
  windowNs,
  windowOf,
} from "../../src/notebook/cohorts.ts";
import { momentText } from "./time-text.ts";
import { stretchText } from "./timeline-text.ts";

/** A rule as it is typed; empty for what does not count. Several values stand apart by "|". */
export interface RuleDraft extends Window {
  readonly attribute: string;
  readonly value: string;
  readonly where: string;
}

export type Draft = Readonly<Record<Cohort, RuleDraft>>;

export const emptyRule: RuleDraft = { from: "", to: "", attribute: "", value: "", where: "" };

export function draftOf({ reference, current }: Cohorts): Draft {
  return { reference: typedRule(reference), current: typedRule(current) };
}

function typedRule(rule: CohortRule | null): RuleDraft {
  if (!rule) return emptyRule;
  const { from = "", to = "", attribute = "", where = "" } = rule;
  return { from: typedTime(from), to: typedTime(to), attribute, value: valuesOf(rule).join(" | "), where };
}

/** "2026-04-20T14:00:00Z" as one would type it: "2026-04-20 14:00". */
function typedTime(text: string): string {
  return /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(text) ? text.replace("T", " ").replace(/(:00)?Z$/, "") : text;
}

export type ReadRule = { readonly rule: CohortRule | null; readonly words: string } | { readonly problem: string };

/** What is typed for one cohort, with how it is understood, or what is wrong with it. Nothing at all is no cohort. */
export function readRule(typed: RuleDraft): ReadRule {
  const [from, to, attribute] = [typed.from.trim(), typed.to.trim(), typed.attribute.trim()];
  const values = typed.value
    .split("|")
    .map((value) => value.trim())
    .filter(Boolean);
  const where = typed.where.trim() ? typed.where : "";
  for (const text of [from, to]) if (text && !isTime(text)) return { problem: notATime(text) };
  if (attribute && values.length === 0) return { problem: `${attribute} needs a value` };
  if (!attribute && values.length) return { problem: "a value needs its attribute" };
  const rule: CohortRule = {
    ...(from && { from }),
    ...(to && { to }),
    ...(attribute && { attribute, value: values.length === 1 ? (values[0] as string) : values }),
    ...(where && { where }),
  };
  if (Object.keys(rule).length === 0) return { rule: null, words: "not set" };
  const window = windowNs(rule);
  if (window.from !== null && window.to !== null && window.from >= window.to)
    return { problem: "ends before it begins" };
  const { from: _from, to: _to, ...rest } = rule;
  return { rule, words: [ruleText(rest), windowWords(window)].filter(Boolean).join(", ") };
}

function windowWords({ from, to }: ReturnType<typeof windowNs>): string {
  const ms = (ns: bigint) => Number(ns / 1_000_000n);
  if (from !== null && to !== null) return stretchText({ from: ms(from), to: ms(to) });
  if (from !== null) return `from ${momentText(ms(from))} on`;
  return to === null ? "" : `before ${momentText(ms(to))}`;
}

/** Both sides of a draft, understood; null while one of them is not. */
export function readDraft(draft: Draft): Cohorts | null {
  const [reference, current] = cohortNames.map((cohort) => readRule(draft[cohort]));
  if (!reference || !current || "problem" in reference || "problem" in current) return null;
  return { reference: reference.rule, current: current.rule };
}

/** So many hours before and after a moment (milliseconds), as far as there are traces. */
export function splitAt(time: number, hours: number, first: number, last: number): Cohorts {
  const window = (from: number, to: number) => (to > from ? windowOf(ns(from), ns(to)) : null);
  const reach = hours * 3_600_000;
  return {
    reference: window(Math.max(minute(first), time - reach), time),
    current: window(time, Math.min(minute(last) + 60_000, time + reach)),
  };
}

/** The minute that a moment lies in: an edge that reads well, and takes in the first trace. */
function minute(ms: number): number {
  return Math.floor(ms / 60_000) * 60_000;
}

function ns(ms: number): bigint {
  return BigInt(Math.round(ms)) * 1_000_000n;
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
