import { columnName, isPlural, listed, most } from "./question.mjs";

/** What the agent and its tools say: all of it follows from the question and the query results. */

export function planText(asked) {
  const figures = asked.parts.map(({ metric }) => metric.name);
  const steps = [
    `Find the tables that hold ${listed(figures)}.`,
    ...figures.map((name) => `Query ${name} by ${asked.by} for ${asked.period.name}.`),
    figures.length > 1 ? "Run the queries side by side, then chart them together." : "Chart the result.",
    "Answer in a few sentences with the source.",
  ];
  return steps.map((step, i) => `${i + 1}. ${step}`).join("\n");
}

export function resultText(part) {
  const columns = [part.by.replace(" ", "_"), columnName(part.metric)];
  return JSON.stringify({ state: "DONE", row_count: part.rows.length, columns, rows: part.rows });
}

export function answerText(random, asked, outcomes) {
  const sentences = asked.parts.map((part, i) => (outcomes[i].rows ? finding(random, part, asked) : missing(part)));
  const source = `Source: ${listed([...new Set(asked.parts.map(({ metric }) => metric.table))])}, ${asked.period.name}.`;
  return [...sentences, source].join(" ");
}

function finding(random, part, asked) {
  const { metric, rows } = part;
  const [top, next] = rows;
  const low = rows[rows.length - 1];
  const shown = ([group, value]) => `${group} (${figure(value, metric.unit)})`;
  const was = isPlural(metric) ? "were" : "was";
  const name = capital(metric.name);
  return random.pick([
    `${name} ${was} highest for ${shown(top)}, ahead of ${shown(next)}; ${shown(low)} came last.`,
    `${capital(asked.period.when)} ${shown(top)} led in ${metric.name}, followed by ${shown(next)}. The lowest was ${shown(low)}.`,
    `${name} by ${part.by}: ${listed(rows.map(shown))}.`,
    `${capital(shown(top))} had the ${most(metric)} ${metric.name} and ${shown(low)} the ${isPlural(metric) ? "fewest" : "lowest"}, with ${shown(next)} in second place.`,
  ]);
}

function capital(text) {
  return text[0].toUpperCase() + text.slice(1);
}

function missing(part) {
  return `I could not get ${part.metric.name} by ${part.by}: the warehouse did not return the figures.`;
}

export function figure(value, unit) {
  if (unit === "percent") return `${(value * 100).toFixed(1)} %`;
  if (unit === "count") return thousands(value.toFixed(0));
  if (value >= 1e6) return `€${(value / 1e6).toFixed(2)} million`;
  return value >= 1000 ? `€${thousands((Math.round(value / 100) * 100).toFixed(0))}` : `€${value.toFixed(2)}`;
}

function thousands(digits) {
  return digits.replace(/\B(?=(\d{3})+$)/g, ",");
}

export function chartSpec(asked) {
  const marks = asked.parts.length > 1 ? "grouped bars" : "bars";
  return JSON.stringify({ marks, x: asked.by, y: asked.parts.map(({ metric }) => metric.name), sort: "descending" });
}

export function judgement(random, complete) {
  if (!complete)
    return verdict(random, true, [0.7, 0.85], "The answer leaves out a part of the question, and says so.");
  return random.chance(0.04)
    ? verdict(random, false, [0.35, 0.62], "The answer names a period that the query does not cover.")
    : verdict(random, true, [0.88, 0.99], "Every figure in the answer is in a query result.");
}

function verdict(random, faithful, range, reason) {
  return { faithful, score: Number(random.between(...range).toFixed(2)), reason };
}

/** What a reviewer of SQL complains about, and the mistake that it saw. */
export function sqlMistake(random, part) {
  const column = random.pick(["order_day", "region_name", "net_value", "month"]);
  return {
    type: "ValidationError",
    message: `column "${column}" does not exist in ${part.metric.table}`,
    sql: part.sql.replace(part.table.date, column),
  };
}
