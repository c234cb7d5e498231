import { useEffect, useMemo, useState } from "react";
import { type CohortSizes, cohortSizes } from "../../src/notebook/cohort-members.ts";
import {
  type Cohort,
  type CohortRule,
  type Cohorts,
  isWindow,
  onlyWindows,
  type Window,
  windowNs,
  windowOf,
} from "../../src/notebook/cohorts.ts";
import type { Session } from "../../src/notebook/session.ts";
import type { SessionState } from "../../src/notebook/session-state.ts";
import type { Stretch, Windows } from "./brush.ts";
import { type Grid, gridEnd } from "./time-buckets.ts";
import { readTimeline, type TimelineData, type Unit } from "./timeline-data.ts";

/** Says when the tables under the timeline hold something else. */
export function dataKey({ sources, tables }: SessionState): string {
  const rows = ["traces", "spans", "deployments"].map((name) => tables.find((table) => table.name === name)?.rows ?? 0);
  return [...sources.map((source) => source.source_id), "rows", ...rows].join(" ");
}

/**
 * The counts per bucket, read again when the data, the unit or the room changes. Null while nothing has a time.
 * `rules` is another object whenever cohorts that are more than windows were set; null where there are none.
 */
export function useTimelineData(
  session: Session,
  key: string,
  unit: Unit,
  most: number,
  rules: object | null = null,
): TimelineData | null {
  const [data, setData] = useState<TimelineData | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for what the tables hold
  useEffect(() => {
    if (most <= 0) return;
    let current = true;
    // A failed count leaves the last one; the cells that read the same tables say why.
    readTimeline(session.engine, unit, most, rules !== null).then(
      (found) => current && setData(found),
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [session, key, unit, most, rules]);
  return data;
}

export type CohortCounts = Readonly<Record<Cohort, number>>;

/**
 * How many traces each cohort's rule gives; null until counted. A held notebook's SQL is not run, so nothing but windows
 * is counted there.
 */
export function useCohortSizes(session: Session, key: string, cohorts: Cohorts, held = false): CohortSizes | null {
  const [sizes, setSizes] = useState<CohortSizes | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for what the tables hold
  useEffect(() => {
    if (held && !onlyWindows(cohorts)) return setSizes(null);
    const stop = new AbortController();
    cohortSizes(session.engine, cohorts, { signal: stop.signal }).then(
      (found) => stop.signal.aborted || setSizes(found),
      () => undefined,
    );
    return () => stop.abort();
  }, [session, key, cohorts, held]);
  return sizes;
}

/** How many traces each cohort has, those that meet both rules in current alone. */
export function countsOf({ reference, current, both }: CohortSizes): CohortCounts {
  return { reference: Math.max(0, (reference ?? 0) - both), current: current ?? 0 };
}

/** The notebook's windows in milliseconds, open ends at those of the grid. */
export function useWindows(cohorts: Cohorts, grid: Grid | null): Windows {
  return useMemo(() => windowsOf(cohorts, grid), [cohorts, grid]);
}

function windowsOf({ reference, current }: Cohorts, grid: Grid | null): Windows {
  return { reference: stretchOf(reference, grid), current: stretchOf(current, grid) };
}

function stretchOf(rule: CohortRule | null, grid: Grid | null): Stretch | null {
  if (!rule || (rule.from === undefined && rule.to === undefined)) return null;
  const { from, to } = windowNs(rule);
  const start = from === null ? grid?.start : Number(from / 1_000_000n);
  const end = to === null ? grid && gridEnd(grid) : Number(to / 1_000_000n);
  return start === undefined || end === null || end <= start ? null : { from: start, to: end };
}

/** The notebook's cohorts with other windows; a window that did not change keeps its text. */
export function cohortsWith(cohorts: Cohorts, windows: Windows, grid: Grid | null = null): Cohorts {
  const next = (cohort: Cohort) => {
    const rule = cohorts[cohort];
    const [before, after] = [stretchOf(rule, grid), windows[cohort]];
    if (before?.from === after?.from && before?.to === after?.to) return rule;
    const { from: _from, to: _to, ...rest } = rule ?? {};
    if (!after) return isWindow(rest) ? null : rest;
    return { ...windowText(after), ...rest };
  };
  return { reference: next("reference"), current: next("current") };
}

const dayMs = 86_400_000;

/** A window as the notebook writes it: whole days as "2026-04-01" to "2026-04-14", the last one included. */
export function windowText({ from, to }: Stretch): Window {
  if (from % dayMs === 0 && to % dayMs === 0) return { from: dateText(from), to: dateText(to - dayMs) };
  return windowOf(BigInt(from) * 1_000_000n, BigInt(to) * 1_000_000n);
}

function dateText(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
