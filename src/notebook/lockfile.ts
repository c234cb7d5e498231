import type { SourceInfo } from "./session.ts";

/** `*.casebook.lock.json`: what the notebook's sources held when it was saved. */
export interface Lockfile {
  readonly casebook: 1;
  readonly sources: readonly LockedSource[];
}

export interface LockedSource {
  /** As the notebook writes it. */
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly records: number;
}

/** `incident.casebook.md` is locked by `incident.casebook.lock.json`. */
export function lockfilePath(notebookPath: string): string {
  return `${notebookPath.replace(/(\.casebook)?\.md$/i, "")}.casebook.lock.json`;
}

/** The lockfile's text. `pathOf` gives a source's path as the notebook writes it. */
export function lockfileText(sources: readonly SourceInfo[], pathOf: (source: SourceInfo) => string): string {
  const locked = sources.map((source) => ({
    path: pathOf(source),
    sha256: String(source.sha256),
    bytes: Number(source.bytes),
    records: Number(source.records),
  }));
  return `${JSON.stringify({ casebook: 1, sources: locked } satisfies Lockfile, null, 2)}\n`;
}

/** Reads a lockfile; null when it is missing or is not one. */
export function parseLockfile(text: string | null): Lockfile | null {
  if (text === null) return null;
  try {
    const value = JSON.parse(text) as Partial<Lockfile> | null;
    return value?.casebook === 1 && Array.isArray(value.sources) ? (value as Lockfile) : null;
  } catch {
    return null;
  }
}

/** What changed in a source since it was locked, in words; null when nothing did, or when nothing is known of it. */
export function sourceChange(lock: Lockfile | null, path: string, now: SourceInfo): string | null {
  const then = lock?.sources.find((source) => source.path === path);
  if (!then || then.sha256 === now.sha256) return null;
  return `${path} has changed since the notebook was saved: ${then.records} records then, ${String(now.records)} now`;
}
