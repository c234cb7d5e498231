import { changes, dateOf, isWeekend } from "./calendar.mjs";

/**
 * What is wrong with the export, as with every real one, so that an import report has something true to say.
 * Each flaw sits in a trace of its own; the README beside the sample counts them.
 */

/** Changes spans in place; returns the traces as they were exported. */
export function flawed(traces) {
  const pick = picker(traces);
  loseParent(pick(2), "retrieve schema docs");
  forgetEnd(pick(16), "chart.render");
  skew(pick(7), "embed query", 350_000);
  openBreaker(longestLoop(traces));
  return traces;
}

/** The first trace of the day, when nobody else was there yet: its spans make a batch of their own. */
export function brokenBatch(traces) {
  return traces.find(([root]) => dateOf(root.start) === 14);
}

/** A quiet trace of a day, from its middle: one part, no errors. */
function picker(traces) {
  return (date) => {
    const that = traces.filter((spans) => dateOf(spans[0].start) === date && isWeekend(date) === false);
    const plain = that.filter((spans) => spans.length === 13 && spans.every(({ status }) => status !== "ERROR"));
    return plain[Math.floor(plain.length / 2)];
  };
}

/** A span that was never exported: its children's parent is not there. */
function loseParent(spans, name) {
  spans.splice(
    spans.findIndex((span) => span.name === name),
    1,
  );
}

function forgetEnd(spans, name) {
  spans.find((span) => span.name === name).end = null;
}

/** A host whose clock is ahead of the caller's by some microseconds sends its spans too early. */
function skew(spans, name, microseconds) {
  const span = spans.find((candidate) => candidate.name === name);
  span.start -= microseconds;
  span.end -= microseconds;
}

/** The most repeated call since the warehouse changed, in a trace that asked for one thing only. */
function longestLoop(traces) {
  const count = (spans, step) => spans.filter(({ name }) => name === step).length;
  const stuck = traces.filter(
    ([root]) => root.start >= changes.warehouse.moment && root.message?.startsWith("no rows"),
  );
  const plain = stuck.filter((spans) => count(spans, "validate SQL") === 1);
  const calls = (spans) => count(spans, "warehouse.query");
  return plain.reduce((most, spans) => (calls(spans) > calls(most) ? spans : most));
}

function openBreaker(spans) {
  const [root] = spans;
  const repeated = spans.filter(({ name }) => name === "warehouse.query");
  const last = repeated[repeated.length - 1];
  root.attributes.circuit_breaker = "open";
  root.message = `circuit breaker: ${repeated.length} identical calls of warehouse.query`;
  last.events.push({ time: last.end, name: "circuit_breaker.open", attributes: { "tool.name": "warehouse.query" } });
}
