import { estimateDifference } from "../../analysis/estimate-difference.ts";
import { meanInterval } from "../../analysis/mean-interval.ts";
import { literal, literals } from "../../engine/sql.ts";
import type { SideTotals } from "../cohort-sides.ts";
import type { ErrorsSpec } from "./definition.ts";
import type { Query, Row } from "./failures.ts";
import type { Feedback, FeedbackScore } from "./result.ts";
import { counting } from "./types.ts";

/** Words of feedback without a number. */
const valueSql = `coalesce(value_num, CASE
  WHEN regexp_matches(lower(value_str), '(^|[^a-z])(down|bad|negative|dislike|no|incorrect|wrong|unhelpful|false)([^a-z]|$)') THEN 0
  WHEN regexp_matches(lower(value_str), '(^|[^a-z])(up|good|positive|like|yes|correct|right|helpful|true)([^a-z]|$)') THEN 1 END)`;

/** What users said, in each cohort, and in traces with an error beside those without. */
export async function feedbackScores(query: Query, spec: ErrorsSpec, sides: readonly SideTotals[]): Promise<Feedback> {
  const isFeedback = spec.feedback.length ? `name IN ${literals(spec.feedback)}` : "source = 'human'";
  const side = sides[0]?.side === "all" ? "'all'" : "coalesce(t.cohort, s.cohort, 'none')";
  await query(`CREATE OR REPLACE TABLE store.feedback AS SELECT *,
      trace_id IN (SELECT trace_id FROM store.failures WHERE ${counting(spec)}) AS failed
    FROM (SELECT s.name, ${valueSql} AS value, s.rationale, t.trace_id, ${side} AS side
      FROM (SELECT c.*, coalesce(p.trace_id, CASE WHEN c.target_type = 'trace' THEN c.target_id END) AS of_trace
        FROM scores c LEFT JOIN (SELECT span_id, any_value(trace_id) AS trace_id FROM store.spans
          WHERE span_id IN (SELECT target_id FROM store.scores WHERE target_type = 'span') GROUP BY span_id) p
          ON c.target_type = 'span' AND p.span_id = c.target_id
        WHERE ${isFeedback} AND NOT coalesce(is_ground_truth, false)) s
      LEFT JOIN traces t ON t.trace_id = s.of_trace)
    WHERE isfinite(value)`);
  try {
    const names = await query(
      "SELECT name, count(*) AS n, min(value) AS least, max(value) AS most FROM store.feedback GROUP BY name ORDER BY n DESC, name LIMIT 20",
    );
    const scores: FeedbackScore[] = [];
    for (const row of names) scores.push(await scoreOf(query, spec, row, sides));
    const others = await query(
      `SELECT DISTINCT name FROM scores WHERE NOT (${isFeedback}) AND name IS NOT NULL ORDER BY name LIMIT 10`,
    );
    return { scores, others: others.map(({ name }) => String(name)) };
  } finally {
    await query("DROP TABLE IF EXISTS store.feedback");
  }
}

async function scoreOf(query: Query, spec: ErrorsSpec, row: Row, sides: readonly SideTotals[]): Promise<FeedbackScore> {
  const name = String(row.name);
  const mine = `name = ${literal(name)}`;
  const sums = "count(*) AS n, sum(value) AS sum, sum(value * value) AS squares";
  const bySide = await query(`SELECT side, ${sums} FROM store.feedback WHERE ${mine} GROUP BY side`);
  const byFailure = await query(
    `SELECT failed, ${sums} FROM store.feedback WHERE ${mine} AND trace_id IS NOT NULL GROUP BY failed`,
  );
  const means: FeedbackScore["sides"] = Object.fromEntries(
    sides.map(({ side }) => [side, mean(bySide.find((each) => each.side === side))] as const),
  );
  const { reference, current } = means;
  const badBelow = spec.bad_below ?? middle(Number(row.least), Number(row.most));
  const worst = await query(`SELECT trace_id, value, rationale, failed, count(*) OVER () AS bad FROM store.feedback
    WHERE ${mine} AND value < ${badBelow} AND trace_id IS NOT NULL ORDER BY side = 'current' DESC, value, trace_id LIMIT 20`);
  return {
    name,
    sides: means,
    difference: reference && current ? estimateDifference(reference, current) : null,
    failed: mean(byFailure.find(({ failed }) => failed === true)),
    unfailed: mean(byFailure.find(({ failed }) => failed === false)),
    badBelow,
    bad: Number(worst[0]?.bad ?? 0),
    worst: worst.map((each) => ({
      traceId: String(each.trace_id),
      value: Number(each.value),
      comment: each.rationale === null || each.rationale === undefined ? null : String(each.rationale),
      failed: each.failed === true,
    })),
  };
}

function mean(row: Row | undefined) {
  return meanInterval({ n: Number(row?.n ?? 0), sum: Number(row?.sum ?? 0), squares: Number(row?.squares ?? 0) });
}

/** The middle of the usual scale that holds these values: −1 to 1, 0 to 1, 1 to 5, 0 to 10, or their own. */
function middle(least: number, most: number): number {
  const scales = [
    [0, 1],
    [-1, 1],
    [1, 5],
    [0, 10],
    [0, 100],
  ] as const;
  const [from, to] = scales.find(([low, high]) => least >= low && most <= high) ?? [least, most];
  return (from + to) / 2;
}

/** The SQL condition on `traces` for those with bad feedback of this name. */
export function badTraces({ name, badBelow }: FeedbackScore): string {
  const bad = `FROM scores WHERE name = ${literal(name)} AND ${valueSql} < ${badBelow}`;
  return `trace_id IN (SELECT target_id ${bad} AND target_type = 'trace')
  OR trace_id IN (SELECT trace_id FROM spans WHERE span_id IN (SELECT target_id ${bad} AND target_type = 'span'))`;
}
