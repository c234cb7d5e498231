import { appendFileSync } from "node:fs";

/** One line of the table that `npm run bench` prints. */
export interface Figure {
  readonly name: string;
  readonly unit: "ms" | "s" | "MB" | "MB/s";
  /** The median, where there is more than one. */
  readonly ours: number;
  /** The same by the peer; null where nothing compares. */
  readonly peer: number | null;
  /** What the peer is, in a few words. */
  readonly peerIs?: string;
  /** Ours, or ours to the peer's, at most or at least. */
  readonly target?: Target;
  /** How many times ours was measured. */
  readonly n: number;
}

export interface Target {
  readonly most?: number;
  readonly least?: number;
  readonly of: "ours" | "ratio";
}

/** Hands a figure to the table. Call it as soon as the figure is known: what was measured before a failure stays. */
export function report(figure: Figure): void {
  const file = process.env.CASEBOOK_BENCH_FIGURES;
  if (file) appendFileSync(file, `${JSON.stringify(figure)}\n`);
  else console.log(figure);
}

/** The most memory of a page's process, everything it has loaded before included; DuckDB's limit alone is 3.1 GB. */
export function reportMemory(name: string, megabytes: number | null): void {
  if (megabytes === null) return;
  report({ name, unit: "MB", ours: megabytes, peer: null, target: { most: 4000, of: "ours" }, n: 1 });
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

/** Milliseconds that something takes. */
export async function stopwatch(action: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await action();
  return performance.now() - start;
}
