import type { BinPair } from "../../analysis/psi.ts";
import type { Engine, QueryOptions } from "../../engine/engine.ts";
import { toObjects } from "../../engine/table-data.ts";
import { type Feature, type Frame, featureRows } from "./frame.ts";

/** What one look at all columns tells of each. */
export interface Profile {
  readonly rows: BinPair;
  readonly features: readonly FeatureProfile[];
}

export interface FeatureProfile {
  readonly known: BinPair;
  /** Ends of a column of numbers, not finite where some value is not. */
  readonly min: number;
  readonly max: number;
  /** About how many different values a column of categories has; 0 of others. */
  readonly different: number;
  /** Characters of its longest value; 0 of others. */
  readonly longest: number;
}

/** One statement over all of a frame's columns. */
export async function profileOf(engine: Engine, frame: Frame, options: QueryOptions): Promise<Profile> {
  const measures = frame.features.flatMap(({ kind }, place) => asked(kind, `f${place}`));
  const sql = `SELECT side::INTEGER AS side, count(*)::DOUBLE AS rows${measures.map((measure) => `, ${measure}`).join("")}
    FROM (${featureRows(frame)}) WHERE side IS NOT NULL GROUP BY side`;
  const rows = toObjects(await engine.query(sql, options));
  const pair = (name: string): BinPair => {
    const count = (side: number) => Number(rows.find((row) => row.side === side)?.[name] ?? 0);
    return { reference: count(1), current: count(2) };
  };
  const ends = (name: string) =>
    rows
      .map((row) => row[name] ?? null)
      .filter((end) => end !== null)
      .map(Number);
  const features = frame.features.map((_, place): FeatureProfile => {
    const name = `f${place}`;
    return {
      known: pair(`${name}_known`),
      min: least(ends(`${name}_min`)),
      max: most(ends(`${name}_max`)),
      different: Math.max(0, ...ends(`${name}_different`)),
      longest: Math.max(0, ...ends(`${name}_longest`)),
    };
  });
  return { rows: pair("rows"), features };
}

function asked(kind: Feature["kind"], name: string): readonly string[] {
  const known = `count(${name})::DOUBLE AS ${name}_known`;
  if (kind === "numbers") return [known, `min(${name}) AS ${name}_min`, `max(${name}) AS ${name}_max`];
  return [
    known,
    `approx_count_distinct(${name})::DOUBLE AS ${name}_different`,
    `max(length(${name}))::DOUBLE AS ${name}_longest`,
  ];
}

function least(ends: readonly number[]): number {
  return ends.some(Number.isNaN) ? Number.NaN : Math.min(Number.POSITIVE_INFINITY, ...ends);
}

function most(ends: readonly number[]): number {
  return ends.some(Number.isNaN) ? Number.NaN : Math.max(Number.NEGATIVE_INFINITY, ...ends);
}
