/**
 * Traces without end for benchmarks: an agent that hands work to sub-agents, about 50 spans a trace.
 * A span is `{traceId, spanId, parentId, step, start, end, failed, ...}`; times are microseconds since 1970.
 */

const firstStart = Date.UTC(2026, 0, 1) * 1000;
const millisecond = 1000;

const models = ["gpt-4.1-mini-2025-04-14", "claude-sonnet-4-5-20250929", "gpt-4.1-2025-04-14"];

function step(name, kind, service, medianMs, model = null) {
  return { name, kind, service, medianMs, model };
}

const steps = {
  root: step("answer question", "AGENT", "analytics-agent", 0),
  stage: step("work through a chapter", "CHAIN", "analytics-agent", 0),
  agent: step("look into one part", "AGENT", "analytics-agent", 0),
  plan: step("plan", "LLM", "model-gateway", 2200, models[0]),
  retrieve: step("retrieve schema docs", "RETRIEVER", "retrieval", 0),
  embed: step("embed query", "EMBEDDING", "retrieval", 110, "text-embedding-3-small"),
  rerank: step("rerank", "RERANKER", "retrieval", 260),
  write: step("write SQL", "LLM", "model-gateway", 4000, models[1]),
  validate: step("validate SQL", "LLM", "model-gateway", 1500, models[0]),
  query: step("warehouse.query", "TOOL", "warehouse-gateway", 2500),
  summarise: step("summarise result", "LLM", "model-gateway", 1800, models[0]),
  chart: step("chart.render", "TOOL", "analytics-agent", 800),
  check: step("check answer", "GUARDRAIL", "analytics-agent", 380),
  synthesise: step("synthesise answer", "LLM", "model-gateway", 6200, models[2]),
  judge: step("judge faithfulness", "EVALUATOR", "model-gateway", 2300, models[0]),
  format: step("format reply", "CHAIN", "analytics-agent", 60),
};

/** Yields traces (lists of spans, parents first) until `count` spans are there; the last trace is cut to fit. */
export function* manyTraces(dice, count) {
  let left = count;
  for (let number = 0; left > 0; number++) {
    const trace = begin(dice, firstStart + number * 9000 * millisecond);
    // One trace in ten has an agent that is caught in a loop.
    const spans = ordinaryTrace(trace, number % 10 === 0 ? 3 + (number % 7) : 0);
    yield spans.slice(0, left);
    left -= spans.length;
  }
}

/** Yields one trace of `count` spans. */
export function* singleTrace(dice, count) {
  const trace = begin(dice, firstStart);
  const root = open(trace, null, steps.root);
  const chapters = Math.ceil(Math.sqrt(count) / 10);
  while (trace.spans.length < count) {
    const stage = open(trace, root, steps.stage);
    const enough = Math.min(count, trace.spans.length + count / chapters);
    while (trace.spans.length < enough) sideBySide(trace, stage, 3);
    close(trace, stage);
  }
  close(trace, root);
  yield trace.spans.slice(0, count);
}

function ordinaryTrace(trace, rounds) {
  const root = open(trace, null, steps.root);
  leaf(trace, root, steps.plan);
  const retrieve = open(trace, root, steps.retrieve);
  leaf(trace, retrieve, steps.embed);
  leaf(trace, retrieve, steps.rerank);
  close(trace, retrieve);
  sideBySide(trace, root, trace.dice.integer(6, 10));
  if (rounds > 0) goRound(trace, root, rounds);
  for (const last of ["chart", "check", "synthesise", "judge", "format"]) leaf(trace, root, steps[last]);
  close(trace, root);
  return trace.spans;
}

/** Sub-agents that start together; the clock goes on when the last is done. */
function sideBySide(trace, parent, count) {
  const start = trace.clock;
  let end = start;
  for (let i = 0; i < count; i++) {
    trace.clock = start + trace.dice.integer(2, 40) * millisecond;
    const agent = open(trace, parent, steps.agent);
    for (const each of ["write", "validate", "query", "summarise"]) leaf(trace, agent, steps[each]);
    close(trace, agent);
    end = Math.max(end, trace.clock);
  }
  trace.clock = end + 5 * millisecond;
}

/** The same query again and again, with the same result. */
function goRound(trace, parent, rounds) {
  const agent = open(trace, parent, steps.agent);
  let asked = null;
  for (let round = 0; round < rounds; round++) {
    leaf(trace, agent, steps.write);
    leaf(trace, agent, steps.query);
    const query = trace.spans[trace.spans.length - 1];
    asked ??= query.variant;
    Object.assign(query, { variant: asked, failed: false });
  }
  close(trace, agent);
}

function begin(dice, start) {
  return {
    dice,
    id: dice.hex(32),
    clock: start,
    spans: [],
    tenant: `tenant-${dice.integer(1, 40)}`,
    user: `u-${dice.integer(1000, 9999)}`,
    session: `s-${dice.integer(100000, 999999)}`,
    prompt: dice.chance(0.5) ? "3.0" : "3.1",
  };
}

function open(trace, parent, kindOfStep) {
  const { dice, id, clock } = trace;
  const span = {
    trace,
    traceId: id,
    spanId: dice.hex(16),
    parentId: parent ? parent.spanId : null,
    step: kindOfStep,
    start: clock,
    end: clock,
    failed: false,
    inputTokens: dice.integer(300, 4200),
    outputTokens: dice.integer(10, 900),
    variant: dice.integer(0, 63),
  };
  trace.spans.push(span);
  trace.clock += 3 * millisecond;
  return span;
}

function close(trace, span) {
  trace.clock += 2 * millisecond;
  span.end = trace.clock;
}

// Triangular times, from a half to two and a half medians: cheap to draw, skewed enough for quantiles to differ.
function leaf(trace, parent, kindOfStep) {
  const span = open(trace, parent, kindOfStep);
  const factor = 0.5 + trace.dice.unit() + trace.dice.unit() * trace.dice.unit();
  trace.clock += Math.round(kindOfStep.medianMs * factor * millisecond);
  span.failed = trace.dice.chance(0.008);
  close(trace, span);
}
