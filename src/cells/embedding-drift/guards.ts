import type { Engine, QueryOptions } from "../../engine/engine.ts";
import { literal } from "../../engine/sql.ts";
import { type Plain, toObjects } from "../../engine/table-data.ts";
import { groupDigits } from "../../widgets/format.ts";
import type { Rows } from "./columns.ts";
import type { Guard } from "./result.ts";

/** Vectors of one embedding model and one length: only these may be compared. */
export interface VectorKind {
  readonly model: string | null;
  readonly dimensions: number;
  readonly reference: number;
  readonly current: number;
}

export interface Looked {
  /** The kind that most of both sides are of; null when no vector can be used. */
  readonly kind: VectorKind | null;
  readonly guards: readonly Guard[];
  /** Why no kind is on both sides; null when one is. */
  readonly incomparable: string | null;
}

// Sums tell what is not finite without looking at each number by itself.
const isWhole = "(isfinite(coalesce(list_sum(v), 'nan'::DOUBLE)) AND list_count(v) = len(v))";
const isZero = "(list_max(v) = 0 AND list_min(v) = 0)";

/** The condition for vectors that can be used. */
export function usable({ model, dimensions }: Pick<VectorKind, "model" | "dimensions">): string {
  return `len(v) = ${dimensions} AND model IS NOT DISTINCT FROM ${literal(model)}::VARCHAR AND ${isWhole} AND NOT ${isZero}`;
}

interface Group {
  readonly side: "reference" | "current";
  readonly model: string | null;
  readonly dimensions: number | null;
  readonly rows: number;
  readonly missing: number;
  readonly broken: number;
  readonly zero: number;
  readonly good: number;
}

/** Counts what there is on both sides, in one pass over all rows, and says what cannot be compared. */
export async function look(engine: Engine, rows: Rows, options: QueryOptions): Promise<Looked> {
  const has = "(v IS NOT NULL AND len(v) > 0)";
  const found = toObjects(
    await engine.query(
      `SELECT side, model, CASE WHEN ${has} THEN len(v) END AS dimensions, count(*) AS n,
         count(*) FILTER (NOT ${has}) AS missing, count(*) FILTER (${has} AND NOT ${isWhole}) AS broken,
         count(*) FILTER (${has} AND ${isWhole} AND ${isZero}) AS zero
       FROM ${rows.sql} WHERE side IS NOT NULL GROUP BY ALL ORDER BY ALL`,
      options,
    ),
  ).map(readGroup);
  const kinds = kindsOf(found);
  const kind = kinds[0] ?? null;
  const guards = [...kindGuards(kinds), ...brokenGuards(found)];
  const isOn = kind !== null && kind.reference > 0 && kind.current > 0;
  return { kind, guards, incomparable: isOn || kinds.length < 2 ? null : whyIncomparable(kinds) };
}

function readGroup(row: Record<string, Plain>): Group {
  const [rows, missing, broken, zero] = [row.n, row.missing, row.broken, row.zero].map(Number) as [
    number,
    number,
    number,
    number,
  ];
  return {
    side: row.side === "reference" ? "reference" : "current",
    model: row.model === null || row.model === undefined ? null : String(row.model),
    dimensions: row.dimensions === null || row.dimensions === undefined ? null : Number(row.dimensions),
    ...{ rows, missing, broken, zero, good: rows - missing - broken - zero },
  };
}

/** The kinds of usable vectors, first the one of which the scarcer side has most. */
function kindsOf(groups: readonly Group[]): readonly VectorKind[] {
  const kinds = new Map<string, VectorKind>();
  for (const { side, model, dimensions, good } of groups) {
    if (good === 0 || dimensions === null) continue;
    const key = JSON.stringify([model, dimensions]);
    const known = kinds.get(key) ?? { model, dimensions, reference: 0, current: 0 };
    kinds.set(key, { ...known, [side]: known[side] + good });
  }
  const scarcer = ({ reference, current }: VectorKind) => Math.min(reference, current);
  const all = ({ reference, current }: VectorKind) => reference + current;
  return [...kinds.values()].sort((a, b) => scarcer(b) - scarcer(a) || all(b) - all(a));
}

function nameOf({ model, dimensions }: VectorKind): string {
  return `${dimensions} dimensions${model === null ? "" : ` of ${model}`}`;
}

function whyIncomparable(kinds: readonly VectorKind[]): string {
  const on = (side: "reference" | "current") =>
    kinds
      .filter((kind) => kind[side] > 0)
      .map(nameOf)
      .join(" and ");
  return `the reference's vectors have ${on("reference")}, the current ones ${on("current")}`;
}

function kindGuards([main, ...others]: readonly VectorKind[]): readonly Guard[] {
  if (!main || others.length === 0) return [];
  const kind = others.some(({ dimensions }) => dimensions !== main.dimensions) ? "dimensions" : "models";
  const listed = others.slice(0, 5).map((other) => `${nameOf(other)} (${onSides(other.reference, other.current)})`);
  const more = others.length > 5 ? ` and ${others.length - 5} more kinds` : "";
  return [
    {
      kind,
      isWarning: true,
      text: `Vectors of several models or lengths cannot be compared. Looked at: ${nameOf(main)}. Left out: ${listed.join(", ")}${more}.`,
    },
  ];
}

export function onSides(reference: number, current: number): string {
  return `${groupDigits(reference)} reference, ${groupDigits(current)} current`;
}

const faults = [
  ["missing", "missing", "Rows without a vector"],
  ["broken", "not finite", "Vectors with a number that is missing or not finite"],
  ["zero", "zero", "Vectors of nothing but zeros, which have no direction"],
] as const;

function brokenGuards(groups: readonly Group[]): readonly Guard[] {
  const sum = (side: Group["side"], key: "missing" | "broken" | "zero" | "rows") =>
    groups.filter((group) => group.side === side).reduce((total, group) => total + group[key], 0);
  return faults.flatMap(([key, kind, what]) => {
    const [before, after] = [sum("reference", key), sum("current", key)];
    if (before + after === 0) return [];
    const shares = [before / Math.max(1, sum("reference", "rows")), after / Math.max(1, sum("current", "rows"))];
    const isWarning = Math.max(...shares) >= 0.05;
    return [{ kind, isWarning, text: `${what}, left out: ${onSides(before, after)}.` }];
  });
}
