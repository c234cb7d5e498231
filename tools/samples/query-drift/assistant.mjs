import { double } from "../otlp.mjs";
import { retrieved } from "./articles.mjs";
import { second } from "./calendar.mjs";

export const services = {
  "help-assistant": { resource: { "service.name": "help-assistant" }, scope: { name: "assistant", version: "2.1" } },
};

/** The spans of one question: the answer, and within it the search for articles. */
export function answered(random, question, start) {
  const traceId = random.hex(32);
  const found = retrieved(random, question.topic, start);
  const search = random.integer(90, 260) * 1000;
  const writing = Math.round(random.spread(1.6, 0.35) * second);
  const span = (name, parent, from, to, attributes) => ({
    ...{ traceId, spanId: random.hex(16), parentId: parent?.spanId ?? null, service: "help-assistant", name },
    ...{ start: start + from, end: start + to, attributes, events: [], status: "UNSET", message: null },
  });
  const root = span("answer question", null, 0, 3000 + search + writing, {
    "openinference.span.kind": "LLM",
    "input.value": question.text,
    "output.value": answer(random, question, found),
    ...usage(random, question),
    channel: question.channel,
    country: question.country,
  });
  const documents = JSON.stringify(found.map(documentOf));
  const retrieval = { "openinference.span.kind": "RETRIEVER", "gen_ai.retrieval.documents": documents };
  return [root, span("search articles", root, 2000, 2000 + search, retrieval)];
}

function documentOf({ id, content, score, lastUpdated }) {
  return { id, score, content, metadata: { last_updated: lastUpdated } };
}

/** Tokens follow from the question's length and from chance, not from what it is about. */
function usage(random, { words }) {
  const input = 410 + Math.round(words * 1.35) + random.integer(0, 24);
  const output = Math.round(random.spread(86, 0.3));
  return {
    "llm.model_name": "gpt-4.1-mini-2025-04-14",
    "llm.token_count.prompt": input,
    "llm.token_count.completion": output,
    "llm.cost.total": double(Number(((input * 0.4 + output * 1.6) / 1e6).toFixed(8))),
  };
}

function answer(random, { topic }, [best]) {
  if (topic.field !== "law") return `${random.pick(["In short:", "Yes:", "From our help pages:"])} ${best.content}`;
  return random.pick([
    `I found no article about this. The nearest one: ${best.content}`,
    `Perhaps this helps: ${best.content}`,
  ]);
}
