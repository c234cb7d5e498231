import { double } from "../otlp.mjs";
import { recorder, wait } from "../recorder.mjs";
import { changes, valueAt } from "./calendar.mjs";
import { embeddingModel, schemaNotes } from "./catalogue.mjs";
import { documents, genAiBefore, openInference } from "./conventions.mjs";
import { modelStep } from "./models.mjs";
import { stepTime } from "./timing.mjs";
import { answerPart } from "./warehouse.mjs";
import { answerText, chartSpec, judgement, planText } from "./wording.mjs";

/**
 * One question answered: the spans of its trace, in the order in which they began.
 *
 * @param {object} asked from `question`
 * @param {{tenant: string, user: string, session: string}} who
 */
export function answerQuestion(random, asked, who, start) {
  const record = recorder(random, start, { "tenant.id": who.tenant });
  // A hard question is hard for every model step of its trace.
  const run = { random, record, asked, start, hardness: random.spread(1, 0.31), clock: record.clock };
  const root = record.open(run.clock, null, "agent", "answer question", rootAttributes(run, who));
  const answer = converse(run, root);
  record.close(run.clock, root);
  Object.assign(root.attributes, { "output.value": answer.text, ...feedback(random, root, answer) });
  finish(root, answer);
  return record.spans;
}

function rootAttributes({ asked, start }, who) {
  return {
    "openinference.span.kind": "AGENT",
    "agent.name": "analytics-agent",
    "session.id": who.session,
    "user.id": who.user,
    "prompt.version": valueAt(changes.prompt, start),
    "retrieval.config": valueAt(changes.retrieval, start),
    "input.value": asked.text,
  };
}

/** The steps below the root, in their order. */
function converse(run, root) {
  const { random, asked, clock } = run;
  wait(clock, random.between(4, 20));
  const plan = planText(asked);
  modelStep(run, root, "plan", openInference, { user: asked.text, reply: plan, base: 1450 });
  run.notes = retrieve(run, root);
  const outcomes = asked.parts.length > 1 ? sideBySide(run, root) : [answerPart(run, clock, root, asked.parts[0])];
  const complete = outcomes.every(({ rows }) => rows !== null);
  const charted = outcomes.some(({ rows }) => rows !== null);
  if (charted) chart(run, root);
  const text = answerText(random, asked, outcomes);
  simpleStep(run, root, "check answer", "GUARDRAIL", text, '{"allowed":true,"checks":["personal data","figures"]}');
  synthesise(run, root, outcomes, text);
  judge(run, root, text, complete);
  const reply = JSON.stringify({ format: "markdown", characters: text.length, chart: charted });
  simpleStep(run, root, "format reply", "CHAIN", text, reply);
  return { text, complete, outcomes };
}

/** One sub-agent per part, all at once; the parent goes on when the last is done. */
function sideBySide(run, root) {
  const { random, record, asked, clock } = run;
  const branches = asked.parts.map((part) => {
    const own = { now: clock.now };
    wait(own, random.between(2, 30));
    const agent = record.open(own, root, "agent", `${part.metric.name} by ${part.by}`, {
      "openinference.span.kind": "AGENT",
      "agent.name": "metric-agent",
      "input.value": `${part.metric.name} by ${part.by} for ${asked.period.name}`,
    });
    const outcome = answerPart(run, own, agent, part);
    record.close(own, agent);
    if (outcome.rows === null) agent.status = "ERROR";
    return { own, outcome };
  });
  clock.now = Math.max(...branches.map(({ own }) => own.now));
  return branches.map(({ outcome }) => outcome);
}

function retrieve(run, root) {
  const { random, record, asked, clock } = run;
  const found = findNotes(random, asked);
  const best = found.slice(0, 2);
  const span = record.open(clock, root, "retrieval", "retrieve schema docs", {
    "openinference.span.kind": "RETRIEVER",
    "input.value": asked.text,
    ...documents("retrieval.documents", found),
  });
  const tokens = Math.ceil(asked.text.length / 4);
  record.step(clock, span, "retrieval", "embed query", stepTime(random, "embed query"), {
    "openinference.span.kind": "EMBEDDING",
    "embedding.model_name": embeddingModel.name,
    "embedding.embeddings.0.embedding.text": asked.text,
    "llm.token_count.prompt": tokens,
    "llm.cost.total": double(Number(((tokens * embeddingModel.price) / 1e6).toFixed(10))),
  });
  wait(clock, stepTime(random, "vector search"));
  record.step(clock, span, "retrieval", "rerank", stepTime(random, "rerank"), {
    "openinference.span.kind": "RERANKER",
    "reranker.model_name": "rerank-v3.5",
    "reranker.query": asked.text,
    "reranker.top_k": best.length,
    ...documents("reranker.output_documents", best, false),
  });
  record.close(clock, span);
  wait(clock, random.between(3, 12));
  return best.map(({ note }) => note);
}

/** The notes on the tables and figures that are asked for, then something near, best score first. */
function findNotes(random, asked) {
  const wanted = asked.parts.flatMap(({ metric }) => [`schema/${metric.table}`, `glossary/${metric.name}`]);
  const fitting = schemaNotes.filter(({ id }) => wanted.includes(id)).slice(0, 3);
  const others = random.shuffled(schemaNotes.filter((note) => !fitting.includes(note)));
  let score = random.between(0.84, 0.93);
  return [...fitting, ...others.slice(0, 3 - fitting.length)].map((note) => {
    score -= random.between(0.02, 0.12);
    return { note, score: Number(score.toFixed(4)) };
  });
}

function chart({ random, record, asked, clock }, root) {
  record.step(clock, root, "agent", "chart.render", stepTime(random, "chart.render"), {
    "openinference.span.kind": "TOOL",
    "tool.name": "chart.render",
    "input.value": chartSpec(asked),
    "input.mime_type": "application/json",
    "output.value": `chart-${random.hex(8)}.png`,
  });
  wait(clock, random.between(2, 10));
}

function synthesise(run, root, outcomes, text) {
  const results = outcomes.map(({ rows }, i) => `${run.asked.parts[i].metric.name}: ${JSON.stringify(rows)}`);
  const user = `${run.asked.text}\n${results.join("\n")}`;
  modelStep(run, root, "synthesise answer", openInference, { user, reply: text, base: 1900 });
}

function judge(run, root, text, complete) {
  const verdict = judgement(run.random, complete);
  const call = { user: text, reply: JSON.stringify(verdict), base: 1300 };
  const span = modelStep(run, root, "judge faithfulness", genAiBefore, call);
  Object.assign(span.attributes, {
    "openinference.span.kind": "EVALUATOR",
    "gen_ai.evaluation.name": "faithfulness",
    "gen_ai.evaluation.score.value": double(verdict.score),
    "gen_ai.evaluation.score.label": verdict.faithful ? "faithful" : "unfaithful",
    "gen_ai.evaluation.explanation": verdict.reason,
  });
}

function simpleStep({ random, record, clock }, parent, name, kind, input, output) {
  const attributes = { "openinference.span.kind": kind, "input.value": input, "output.value": output };
  record.step(clock, parent, "agent", name, stepTime(random, name), attributes);
  wait(clock, random.between(1, 6));
}

/** A thumb from one user in six; slow answers get the thumb that they earn. */
function feedback(random, root, answer) {
  const slow = root.end - root.start > 120e6;
  const [up, down] = answer.complete && !slow ? [0.13, 0.02] : [0.03, 0.22];
  const thumb = random.weighted([
    ["up", up],
    ["down", down],
    [null, 1 - up - down],
  ]);
  return thumb && { "user.feedback": thumb };
}

function finish(root, { complete, outcomes }) {
  root.status = complete ? "OK" : "ERROR";
  if (complete) return;
  root.message = outcomes.find(({ rows }) => rows === null).problem;
}
