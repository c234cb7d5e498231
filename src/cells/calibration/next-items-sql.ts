import { literal } from "../../engine/sql.ts";
import type { CalibrationSpec } from "./definition.ts";
import type { SubjectResult } from "./result.ts";

/**
 * A query for the items to label next: within each level of the judge a random sample of the planned size, the same at
 * every run, with the number of items that each stands for as its weight.
 */
export function nextItemsSql(spec: CalibrationSpec, subject: SubjectResult): string {
  const { dimension, judge, figures, names, scale } = subject;
  const plan = figures.planning.levels.filter(({ next }) => next > 0);
  const label = (level: number) => (names[scale.indexOf(level)] ?? String(level)).toLowerCase();
  const rows = plan.map(({ level, next }) => `(${level}, ${literal(label(level))}, ${next})`);
  return `-- ${plan.reduce((sum, { next }) => sum + next, 0)} items to label next on ${line(dimension)}, drawn at random within the levels of ${line(judge)}
with plan(level, label, wanted) as (values ${rows.join(", ")}),
judged as (
  select item, name, is_human, is_judge, rater, num, lower(txt) as txt from (${subject.rowsSql}) r
),
undecided as (
  select item, min(num) as num, min(txt) as txt from judged
  where name = ${literal(dimension)} and is_judge and rater = ${literal(judge)}
    and item not in (select item from judged where is_human and name = ${literal(dimension)})
  group by item
),
drawn as (
  select item, label, wanted, count(*) over (partition by level) as size,
    row_number() over (partition by level order by hash(item || ${literal(String(spec.seed))})) as place
  from undecided join plan on ${levelCondition(subject)}
)
select item as item_id, label as judge, size / least(size, wanted) as weight
from drawn where place <= wanted
order by hash(item || ${literal(`${spec.seed} order`)})
`;
}

/** Whether what the judge gave is a level of the plan. */
function levelCondition({ type, names, cut }: SubjectResult): string {
  const isNumber = "(txt is null or txt in ('true', 'false') or try_cast(txt as double) is not null)";
  if (type !== "binary") return `txt = label or (num = level and ${isNumber})`;
  const passes = `case when ${isNumber} then num >= ${cut ?? 1} else txt = ${literal((names[1] ?? "").toLowerCase())} end`;
  return `level = (${passes})::int`;
}

function line(text: string): string {
  return text.replace(/[\r\n]+/g, " ");
}
