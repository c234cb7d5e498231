import type { Engine, QueryOptions } from "../../engine/engine.ts";
import { identifier } from "../../engine/sql.ts";
import { condition, whereCondition } from "../span-filter.ts";

/** One thing to compare, as SQL over a frame's rows. */
export interface Feature {
  /** Its name in the source and in the cell's table. */
  readonly id: string;
  readonly kind: "numbers" | "categories";
  /** Whether every number is whole. */
  readonly isWhole: boolean;
  readonly expression: string;
  /** Whether somebody asked for it by name. */
  readonly isNamed: boolean;
}

/** Rows of one unit with their side and what is compared of them. */
export interface Frame {
  readonly unit: "row" | "trace";
  /** What stands behind FROM. */
  readonly from: string;
  readonly where: string | null;
  /** Predicates. A row that meets both is a reference row. */
  readonly reference: string;
  readonly current: string;
  /** A TIMESTAMP; null where rows have no time. */
  readonly time: string | null;
  readonly features: readonly Feature[];
  /** The table that holds the features, where they are dear to compute. */
  readonly stored: string | null;
}

/** The side of a row: 1 reference, 2 current, else NULL. */
export function sideOf({ reference, current }: Pick<Frame, "reference" | "current">): string {
  return `CASE WHEN ${reference} THEN 1 WHEN ${current} THEN 2 END`;
}

/** A query for `side` and `v` (a DOUBLE or VARCHAR) of every row, with `moment`, the row's time, if asked. */
export function valuesOf(frame: Frame, feature: Feature, withTime = false): string {
  const place = frame.features.indexOf(feature);
  if (frame.stored) return `SELECT side, f${place} AS v${withTime ? ", moment" : ""} FROM ${frame.stored}`;
  const at = withTime ? `, ${frame.time}::TIMESTAMP AS moment` : "";
  return `SELECT ${sideOf(frame)} AS side, ${typed(feature)} AS v${at} FROM ${frame.from} WHERE ${filter(frame)}`;
}

/** A query for `side`, `moment` and every feature as f0, f1 … */
export function featureRows(frame: Frame): string {
  if (frame.stored) return `SELECT * FROM ${frame.stored}`;
  const at = frame.time ? `${frame.time}::TIMESTAMP` : "NULL::TIMESTAMP";
  const values = frame.features.map((feature, place) => `${typed(feature)} AS f${place}`);
  return `SELECT ${[`${sideOf(frame)} AS side`, `${at} AS moment`, ...values].join(", ")} FROM ${frame.from} WHERE ${filter(frame)}`;
}

export function filter({ where }: Pick<Frame, "where">): string {
  return condition([whereCondition(where ?? undefined)]);
}

function typed({ kind, expression }: Feature): string {
  return kind === "numbers" ? `(${expression})::DOUBLE` : `(${expression})::VARCHAR`;
}

/** Computes the features once, into a table that the caller drops. */
export async function storedFrame(engine: Engine, frame: Frame, name: string, options: QueryOptions): Promise<Frame> {
  const stored = `store.${identifier(name)}`;
  const sided = frame.time ? "true" : "side IS NOT NULL";
  await engine.query(
    `CREATE OR REPLACE TABLE ${stored} AS SELECT * FROM (${featureRows(frame)}) WHERE ${sided}`,
    options,
  );
  return { ...frame, stored };
}
