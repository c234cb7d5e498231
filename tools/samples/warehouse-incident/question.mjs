import { day, epoch } from "./calendar.mjs";
import { dimensions, metrics, reviews, tables } from "./catalogue.mjs";

/**
 * A question that somebody asks on a day, with the queries that answer it:
 * `{text, period, by, parts: [{metric, table, sql, rows}]}`. Most have one part; some are reviews of two or three.
 */
export function question(random, moment) {
  const period = random.pick(periods(moment));
  const review = random.chance(0.28) ? random.weighted(reviews.map((r, i) => [r, 6 - i])) : null;
  const asked = review ? review.parts.map((name) => metrics.find((m) => m.name === name)) : [random.pick(metrics)];
  const by = review ? review.by : random.pick(asked[0].by);
  return {
    text: review ? reviewText(random, asked, by, period) : plainText(random, asked[0], by, period),
    period,
    by,
    parts: asked.map((metric) => part(random, metric, by, period)),
  };
}

function plainText(random, metric, by, period) {
  const was = isPlural(metric) ? "were" : "was";
  return random.pick([
    `What ${was} ${metric.name} by ${by} ${period.when}?`,
    `Show me ${metric.name} by ${by} for ${period.name}.`,
    `Which ${by} had the ${most(metric)} ${metric.name} ${period.when}?`,
    `Can you chart ${metric.name} by ${by} for ${period.name}, highest first?`,
    `I need ${metric.name} by ${by} for ${period.name} for the team meeting.`,
  ]);
}

function reviewText(random, asked, by, period) {
  const names = listed(asked.map((metric) => metric.name));
  return random.pick([
    `Compare ${names} by ${by} for ${period.name}.`,
    `I need a short review of ${period.name}: ${names} by ${by}.`,
    `Put ${names} by ${by} side by side for ${period.name}, please.`,
  ]);
}

function part(random, metric, by, period) {
  return { metric, table: tables[metric.table], by, sql: query(metric, by, period), rows: result(random, metric, by) };
}

function query(metric, by, period) {
  const column = by.replace(" ", "_");
  const name = columnName(metric);
  const date = tables[metric.table].date;
  return [
    `select ${column}, ${metric.sql} as ${name}`,
    `from ${metric.table}`,
    `where ${date} >= date '${period.from}' and ${date} < date '${period.to}'`,
    `group by ${column}`,
    `order by ${name} desc`,
  ].join("\n");
}

export function columnName(metric) {
  return metric.name.replace(/[ -]/g, "_");
}

function result(random, metric, by) {
  const [low, high] = metric.range;
  return dimensions[by]
    .map((group) => [group, rounded(random.between(low, high), metric.unit)])
    .sort((a, b) => b[1] - a[1]);
}

function rounded(value, unit) {
  return Number(value.toFixed({ euro: 2, percent: 4, count: 0 }[unit]));
}

function periods(moment) {
  const today = Math.floor(moment / day);
  const monday = today - ((today + 2) % 7);
  return [
    during("January 2026", "2026-01-01", "2026-02-01"),
    during("February 2026", "2026-02-01", "2026-03-01"),
    during("March 2026", "2026-03-01", "2026-04-01"),
    during("March 2026", "2026-03-01", "2026-04-01"),
    during("the first quarter of 2026", "2026-01-01", "2026-04-01"),
    during("the last 30 days", isoDay(today - 30), isoDay(today)),
    { ...during("last week", isoDay(monday - 7), isoDay(monday)), when: "last week" },
  ];
}

function during(name, from, to) {
  return { name, when: `in ${name}`, from, to };
}

function isoDay(daysAfterEpoch) {
  const millis = Number(epoch / 1_000_000n) + daysAfterEpoch * 86_400_000;
  return new Date(millis).toISOString().slice(0, 10);
}

export function isPlural(metric) {
  return metric.name.endsWith("s");
}

export function most(metric) {
  return isPlural(metric) ? "most" : "highest";
}

/** "a", "a and b", "a, b and c". */
export function listed(names) {
  if (names.length < 2) return names.join("");
  return `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}`;
}
