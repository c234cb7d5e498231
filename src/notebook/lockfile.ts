import type { Cohorts } from "./cohorts.ts";
import type { SourceInfo } from "./session-state.ts";

/** `*.casebook.lock.json`: what the notebook's sources held and what came out of its cells when it was saved. */
export interface Lockfile {
  readonly casebook: 1;
  /** Missing in lockfiles of the first versions, which know sources alone. */
  readonly versions?: Versions;
  readonly cohorts?: Cohorts;
  readonly sources: readonly LockedSource[];
  /** The file of the user's own prices; null: none is named. Missing in older lockfiles, which know nothing of it. */
  readonly prices?: LockedPrices | null;
  readonly cells?: readonly LockedCell[];
}

export interface Versions {
  readonly app: string;
  readonly duckdb: string;
}

export interface LockedSource {
  /** As the notebook writes it. */
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly records: number;
  /** The importer that read it. */
  readonly format?: string;
}

export interface LockedPrices {
  /** As the notebook writes it. */
  readonly path: string;
  /** null where it could not be used. */
  readonly sha256: string | null;
}

export interface LockedCell {
  /** Its name, or its kind and how manieth of it where it has none. */
  readonly cell: string;
  readonly kind: string;
  /** SHA-256 of its source. */
  readonly code: string;
  /** SHA-256 of its output; null where it had none to show. */
  readonly digest: string | null;
  /** What its specification names of these: they decide what comes out. */
  readonly seed?: string | number;
  readonly model?: string | number;
  readonly rubric?: string | number;
}

/** `incident.casebook.md` is locked by `incident.casebook.lock.json`. */
export function lockfilePath(notebookPath: string): string {
  return `${notebookPath.replace(/(\.casebook)?\.md$/i, "")}.casebook.lock.json`;
}

/** Reads a lockfile; null when it is missing or is not one. Entries that are none are left out. */
export function parseLockfile(text: string | null): Lockfile | null {
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    if (!isRecord(value) || value.casebook !== 1 || !Array.isArray(value.sources)) return null;
    const { versions, cohorts, prices } = value;
    return {
      casebook: 1,
      ...(isVersions(versions) && { versions }),
      ...(isRecord(cohorts) && { cohorts: cohorts as unknown as Cohorts }),
      sources: value.sources.filter(isSource),
      ...((prices === null || isPrices(prices)) && { prices }),
      ...(Array.isArray(value.cells) && { cells: value.cells.filter(isCell) }),
    };
  } catch {
    return null;
  }
}

function isVersions(value: unknown): value is Versions {
  return isRecord(value) && typeof value.app === "string" && typeof value.duckdb === "string";
}

function isSource(value: unknown): value is LockedSource {
  return isRecord(value) && typeof value.path === "string" && typeof value.sha256 === "string";
}

function isPrices(value: unknown): value is LockedPrices {
  return isSource(value) || (isRecord(value) && typeof value.path === "string" && value.sha256 === null);
}

function isCell(value: unknown): value is LockedCell {
  if (!isRecord(value)) return false;
  const { cell, kind, code, digest } = value;
  return (
    [cell, kind, code].every((part) => typeof part === "string") && (digest === null || typeof digest === "string")
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What changed in a source since it was locked, in words; null when nothing did, or when nothing is known of it. */
export function sourceChange(lock: Lockfile | null, path: string, now: SourceInfo): string | null {
  const then = lock?.sources.find((source) => source.path === path);
  if (!then || then.sha256 === now.sha256) return null;
  return `${path} has changed since the notebook was saved: ${then.records} records then, ${String(now.records)} now`;
}
