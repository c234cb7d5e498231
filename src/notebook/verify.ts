import type { LockedCell, Lockfile, Versions } from "./lockfile.ts";
import type { RecordedCell, Recording } from "./recording.ts";

export type Verdict = "same" | "changed" | "cannot re-run";

/** What differs from when the notebook was locked; "unrecorded": nothing that the lockfile knows. */
export type Cause = "data" | "code" | "version" | "seed" | "unrecorded";

export interface Check {
  /** A source's path, or a cell's name. */
  readonly name: string;
  readonly verdict: Verdict;
  readonly causes: readonly Cause[];
  /** In words; empty when there is nothing to say. */
  readonly note: string;
}

export interface Verification {
  readonly versions: { readonly locked: Versions | null; readonly now: Versions };
  readonly sources: readonly Check[];
  readonly cells: readonly Check[];
  /** Whether every source and every cell is. */
  readonly same: boolean;
}

/** Compares a run with a lockfile. `missing`: why a source that the notebook names could not be read, by its path. */
export function verify(lock: Lockfile, now: Recording, missing: ReadonlyMap<string, string> = new Map()): Verification {
  const [files, prices] = [sourceChecks(lock, now, missing), pricesChecks(lock, now)];
  const sources = [...files, ...prices];
  const differ = (checks: readonly Check[]) => checks.some(({ verdict }) => verdict !== "same");
  const data = [differ(files) ? ["sources"] : [], differ(prices) ? ["prices"] : []].flat();
  const context = { lock, now, data };
  const gone = (lock.cells ?? []).filter(({ cell }) => !now.cells.some((other) => other.cell === cell));
  const cells = [
    ...now.cells.map((cell) => cellCheck(cell, context)),
    ...gone.map(({ cell }) => changed(cell, ["code"], "is no longer in the notebook")),
  ];
  const same = [...sources, ...cells].every(({ verdict }) => verdict === "same");
  return { versions: { locked: lock.versions ?? null, now: now.versions }, sources, cells, same };
}

function sourceChecks(lock: Lockfile, now: Recording, missing: ReadonlyMap<string, string>): Check[] {
  const present = now.sources.map((source): Check => {
    const then = lock.sources.find(({ path }) => path === source.path);
    if (!then) return changed(source.path, ["data"], "is not in the lockfile");
    if (then.sha256 !== source.sha256)
      return changed(source.path, ["data"], `${then.records} records then, ${source.records} now`);
    if (then.format !== undefined && then.format !== source.format)
      return changed(source.path, ["version"], `read as ${then.format} then, as ${source.format} now`);
    return same(source.path);
  });
  const lost = [...missing].map(([path, note]): Check => ({ name: path, verdict: "cannot re-run", causes: [], note }));
  const known = (path: string) =>
    now.sources.some((source) => source.path === path) ||
    [...missing.keys()].some((place) => path === place || path.startsWith(`${place}/`));
  const dropped = lock.sources.filter(({ path }) => !known(path));
  return [...present, ...lost, ...dropped.map(({ path }) => changed(path, ["data"], "is no longer among the sources"))];
}

/** The file of own prices is checked as a source is; an older lockfile knows nothing of it. */
function pricesChecks({ prices: then }: Lockfile, { prices: now }: Recording): Check[] {
  if (now?.problem) return [{ name: now.path, verdict: "cannot re-run", causes: [], note: now.problem }];
  if (then === undefined) return [];
  const dropped =
    then && then.path !== now?.path ? [changed(then.path, ["data"], "is no longer named for prices")] : [];
  if (now === null) return dropped;
  if (then?.path !== now.path) return [changed(now.path, ["data"], "is not in the lockfile"), ...dropped];
  if (then.sha256 === null) return [changed(now.path, ["unrecorded"], "could not be used when it was locked")];
  return [then.sha256 === now.sha256 ? same(now.path) : changed(now.path, ["data"], "its prices differ")];
}

interface Context {
  readonly lock: Lockfile;
  readonly now: Recording;
  /** What of the data is not the same: "sources", "prices". */
  readonly data: readonly string[];
}

function cellCheck(cell: RecordedCell, { lock, now, data }: Context): Check {
  if (cell.problem !== null) return { name: cell.cell, verdict: "cannot re-run", causes: [], note: cell.problem };
  const then = lock.cells?.find((other) => other.cell === cell.cell);
  if (!then) return changed(cell.cell, ["code"], "is not in the lockfile");
  const edited = then.code !== cell.code;
  const equal = then.digest === cell.digest;
  if (equal && !edited) return same(cell.cell);
  if (equal) return changed(cell.cell, codeCauses(then, cell), "its source differs; its result is the same");
  if (then.digest === null) return changed(cell.cell, ["unrecorded"], "had no result when it was locked");
  return explained(cell, then, { lock, now, data });
}

function explained(cell: RecordedCell, then: LockedCell, { lock, now, data }: Context): Check {
  const above = upstreamOf(cell, now.cells).filter((other) => isEdited(other, lock));
  const windows = lock.cohorts !== undefined && JSON.stringify(lock.cohorts) !== JSON.stringify(now.cohorts);
  const versions = lock.versions && JSON.stringify(lock.versions) !== JSON.stringify(now.versions);
  const edited = then.code !== cell.code;
  const reasons: readonly (readonly [Cause, string] | false | undefined)[] = [
    data.length > 0 && ["data", `${data.join(" and ")} differ`],
    edited && ["code", "its source differs"],
    above.length > 0 && ["code", `it reads ${above.map((other) => other.cell).join(", ")}, whose source differs`],
    windows && ["code", "the cohorts differ"],
    edited && then.seed !== cell.seed && ["seed", `seed ${then.seed ?? "none"} then, ${cell.seed ?? "none"} now`],
    versions && ["version", versionNote(lock.versions as Versions, now.versions)],
  ];
  const found = reasons.filter((reason) => reason !== false && reason !== undefined);
  if (!found.length)
    return changed(cell.cell, ["unrecorded"], "its result differs, and nothing that the lockfile records does");
  return changed(cell.cell, [...new Set(found.map(([cause]) => cause))], found.map(([, note]) => note).join("; "));
}

function codeCauses(then: LockedCell, cell: RecordedCell): readonly Cause[] {
  return then.seed === cell.seed ? ["code"] : ["code", "seed"];
}

function versionNote(then: Versions, now: Versions): string {
  const part = (name: string, a: string, b: string) => (a === b ? [] : [`${name} ${a} then, ${b} now`]);
  return [...part("Casebook", then.app, now.app), ...part("DuckDB", then.duckdb, now.duckdb)].join(", ");
}

function isEdited(cell: RecordedCell, lock: Lockfile): boolean {
  return lock.cells?.find((other) => other.cell === cell.cell)?.code !== cell.code;
}

/** The cells that a cell reads, directly or through others. */
function upstreamOf(cell: RecordedCell, cells: readonly RecordedCell[]): readonly RecordedCell[] {
  const found = new Set<RecordedCell>();
  const visit = ({ reads }: RecordedCell) => {
    for (const name of reads) {
      const other = cells.find((each) => each.cell.toLowerCase() === name.toLowerCase());
      if (!other || other === cell || found.has(other)) continue;
      found.add(other);
      visit(other);
    }
  };
  visit(cell);
  return [...found];
}

function same(name: string): Check {
  return { name, verdict: "same", causes: [], note: "" };
}

function changed(name: string, causes: readonly Cause[], note: string): Check {
  return { name, verdict: "changed", causes, note };
}

/** A check in one line: "changed (data, code): sources differ; its source differs". */
export function checkText({ verdict, causes, note }: Check): string {
  return `${verdict}${causes.length ? ` (${causes.join(", ")})` : ""}${note ? `: ${note}` : ""}`;
}
