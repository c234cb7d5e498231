import { adjustedPValues } from "../../analysis/adjusted-p-values.ts";
import { type Estimate, estimated, unknown } from "../../analysis/estimate.ts";
import { estimateDifference } from "../../analysis/estimate-difference.ts";
import { fisherExact } from "../../analysis/fisher-exact.ts";
import { wilsonInterval } from "../../analysis/proportion-interval.ts";
import { literal } from "../../engine/sql.ts";
import type { Side, SideTotals } from "../cohort-sides.ts";
import type { ErrorsSpec } from "./definition.ts";
import type { Query, Row } from "./failures.ts";
import type { ErrorType, TypeFigures } from "./result.ts";

/** Which failures count. */
export const counting = ({ origins }: ErrorsSpec) => (origins ? "origin" : "true");

export async function errorTypes(query: Query, spec: ErrorsSpec, sides: readonly SideTotals[]) {
  const rows = await query(typesSql(spec, sides, "type"));
  const types = rows.map((row) => toType(row, sides));
  const adjusted = adjustedPValues(types.map((type) => fisher(type, sides)));
  const [whole] = await query(typesSql({ ...spec, limit: 1 }, sides, "NULL"));
  return {
    types: types.map((type, place) => ({ ...type, adjustedP: adjusted[place] ?? null })),
    total: toType(whole ?? {}, sides),
    found: Number(rows[0]?.found ?? 0),
  };
}

function typesSql(spec: ErrorsSpec, sides: readonly SideTotals[], type: string): string {
  const perSide = sides.flatMap(({ side }) => [
    `count(*) FILTER (side = ${literal(side)}) AS ${side}_errors`,
    `count(DISTINCT trace) FILTER (side = ${literal(side)}) AS ${side}_traces`,
  ]);
  return `SELECT *, count(*) OVER () AS found FROM (
      SELECT ${type} AS type, mode(message_type) AS message, count(DISTINCT message_type) AS messages,
        bool_or(timeout) AS timeout, list(DISTINCT step ORDER BY step) AS steps, ${perSide.join(", ")},
        make_timestamp(min(start_ns) // 1000) AS first_seen, make_timestamp(max(start_ns) // 1000) AS last_seen,
        arg_max({trace: trace_id, span: span_id}, start_ns) AS example
      FROM store.failures WHERE ${counting(spec)} GROUP BY ALL)
    ORDER BY ${order(spec, sides)}, type LIMIT ${spec.limit}`;
}

/** First the type whose share of traces grew most, or the commonest one. */
function order({ sort }: ErrorsSpec, sides: readonly SideTotals[]): string {
  const main = sides.at(-1)?.side;
  const share = ({ side, traces }: SideTotals) => `${side}_traces / ${Math.max(1, traces)}`;
  const by: Record<ErrorsSpec["sort"], string> = {
    growth: `${sides.toReversed().map(share).join(" - ")} DESC, ${main}_errors DESC`,
    count: `${main}_errors DESC`,
    first: "first_seen DESC NULLS LAST",
    last: "last_seen DESC NULLS LAST",
    name: "type",
  };
  return by[sort];
}

function toType(row: Row, sides: readonly SideTotals[]): ErrorType {
  const figures = sides.map(({ side, traces }): readonly [Side, TypeFigures] => {
    const failed = Number(row[`${side}_traces`] ?? 0);
    return [side, { errors: Number(row[`${side}_errors`] ?? 0), traces: failed, share: share(failed, traces) }];
  });
  const bySide: ErrorType["sides"] = Object.fromEntries(figures);
  const { reference, current } = bySide;
  const text = (name: string) => (row[name] === null || row[name] === undefined ? null : String(row[name]));
  const example = row.example as Row | null | undefined;
  return {
    type: text("type"),
    message: text("message"),
    messages: Number(row.messages ?? 0),
    steps: Array.isArray(row.steps) ? row.steps.map(String) : [],
    isTimeout: row.timeout === true,
    sides: bySide,
    difference: reference && current ? estimateDifference(reference.share, current.share) : null,
    adjustedP: null,
    first: text("first_seen"),
    last: text("last_seen"),
    example: example ? { traceId: String(example.trace), spanId: String(example.span) } : null,
  };
}

export function share(k: number, n: number): Estimate {
  // A trace may end after the window that its first span lies in; more than all cannot be.
  const hits = Math.min(k, n);
  return n === 0 ? unknown(0, "no traces") : estimated(hits / n, n, wilsonInterval(hits, n));
}

function fisher({ sides: figures }: ErrorType, sides: readonly SideTotals[]): number | null {
  const [before, after] = sides;
  if (!before || !after || before.traces === 0 || after.traces === 0) return null;
  const row = ({ side, traces }: SideTotals): [number, number] => {
    const failed = Math.min(figures[side]?.traces ?? 0, traces);
    return [failed, traces - failed];
  };
  return fisherExact([row(before), row(after)]);
}
