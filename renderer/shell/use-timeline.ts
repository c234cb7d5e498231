import { useEffect, useMemo, useState } from "react";
import { type Cohort, type Cohorts, type Window, windowNs, windowOf } from "../../src/notebook/cohorts.ts";
import type { Session, SessionState } from "../../src/notebook/session.ts";
import type { Stretch, Windows } from "./brush.ts";
import { countTraces, readTimeline, type TimelineData, type Unit } from "./timeline-data.ts";

/** Says when the tables under the timeline hold something else. */
export function dataKey({ sources, tables }: SessionState): string {
  const rows = ["traces", "spans", "deployments"].map((name) => tables.find((table) => table.name === name)?.rows ?? 0);
  return [...sources.map((source) => source.source_id), "rows", ...rows].join(" ");
}

/** The counts per bucket, read again when the data, the unit or the room changes. Null while nothing has a time. */
export function useTimelineData(session: Session, key: string, unit: Unit, most: number): TimelineData | null {
  const [data, setData] = useState<TimelineData | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for what the tables hold
  useEffect(() => {
    if (most <= 0) return;
    let current = true;
    // A failed count leaves the last one; the cells that read the same tables say why.
    readTimeline(session.engine, unit, most).then(
      (found) => current && setData(found),
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [session, key, unit, most]);
  return data;
}

export type CohortCounts = Readonly<Record<Cohort, number>>;

/** How many traces each window holds; null until counted. */
export function useCohortCounts(session: Session, key: string, windows: Windows): CohortCounts | null {
  const [counts, setCounts] = useState<CohortCounts | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for what the tables hold
  useEffect(() => {
    let current = true;
    countTraces(session.engine, windows).then(
      (found) => current && setCounts(found),
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [session, key, windows]);
  return counts;
}

/** The notebook's windows in milliseconds. */
export function useWindows(cohorts: Cohorts): Windows {
  return useMemo(
    () => ({ reference: stretchOf(cohorts.reference), current: stretchOf(cohorts.current) }),
    [cohorts.reference, cohorts.current],
  );
}

function stretchOf(window: Cohorts["reference"]): Stretch | null {
  if (!window) return null;
  const { from, to } = windowNs(window);
  return { from: Number(from / 1_000_000n), to: Number(to / 1_000_000n) };
}

/** The notebook's cohorts with other windows; a window that did not change keeps its text. */
export function cohortsWith(cohorts: Cohorts, windows: Windows): Cohorts {
  const next = (cohort: Cohort) => {
    const [before, after] = [stretchOf(cohorts[cohort]), windows[cohort]];
    if (!after) return null;
    if (before && before.from === after.from && before.to === after.to) return cohorts[cohort];
    return windowText(after);
  };
  return { reference: next("reference"), current: next("current") };
}

const dayMs = 86_400_000;

/** A window as the notebook writes it: whole days as "2026-04-01" to "2026-04-14", the last one included. */
function windowText({ from, to }: Stretch): Window {
  if (from % dayMs === 0 && to % dayMs === 0) return { from: dateText(from), to: dateText(to - dayMs) };
  return windowOf(BigInt(from) * 1_000_000n, BigInt(to) * 1_000_000n);
}

function dateText(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
