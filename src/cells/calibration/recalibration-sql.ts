import { identifier, literal } from "../../engine/sql.ts";
import type { CalibrationSpec, KeptRecalibration } from "./definition.ts";
import type { SubjectResult } from "./result.ts";

/** A query for the judge's scores with the recalibrated ones beside them, marked as what they are. */
export function keptSql({ table }: CalibrationSpec, subject: SubjectResult, kept: KeptRecalibration): string {
  const { dimension, judge } = subject;
  const score = subject.type === "binary" ? binaryScore(subject) : "value_num";
  return `-- value_recalibrated: ${kept.method}, fitted on ${kept.n} labels; it stands in place of the judge's own score
select target_id, name, rater, value_num, value_str,
  ${recalibratedSql(kept, score)} as value_recalibrated,
  ${literal(`recalibrated: ${kept.method}, n = ${kept.n}`)} as value_is
from ${table === "scores" ? "scores" : identifier(table)}
where name = ${literal(dimension)} and rater = ${literal(judge)}
`;
}

function binaryScore({ names }: SubjectResult): string {
  return `case when lower(value_str) = ${literal((names[1] ?? "").toLowerCase())} then 1 when value_str is not null and value_num is null then 0 else value_num end`;
}

/** The curve as an expression: straight between its points, level outside of them. */
export function recalibratedSql({ method, x, y, slope = 1, intercept = 0 }: KeptRecalibration, score: string): string {
  if (method === "platt") {
    const inside = `least(1 - 1e-6, greatest(1e-6, ${score}))`;
    return `1 / (1 + exp(-(${slope} * ln(${inside} / (1 - ${inside})) + ${intercept})))`;
  }
  const at = (place: number) => ({ x: x[place] as number, y: y[place] as number });
  const steps = x.slice(1).map((_, place) => {
    const [left, right] = [at(place), at(place + 1)];
    const rise = (right.y - left.y) / (right.x - left.x);
    return `\n    when ${score} <= ${right.x} then ${left.y} + (${score} - ${left.x}) * ${rise}`;
  });
  return `case when ${score} is null then null when ${score} <= ${x[0]} then ${y[0]}${steps.join("")}\n    else ${y.at(-1)} end`;
}
