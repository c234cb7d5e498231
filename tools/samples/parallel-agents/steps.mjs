import { double } from "../otlp.mjs";
import { fail, wait } from "../recorder.mjs";
import { models, times } from "./catalogue.mjs";

export function stepMs(random, name) {
  const [median, sigma] = times[name];
  return random.spread(median * 1000, sigma);
}

/** A model call, as OpenInference spells it. Tokens follow from the texts and from `base`, what every prompt holds. */
export function modelCall({ random, record }, clock, parent, service, name, { model, base, user, reply }) {
  const { name: modelName, prices } = models[model];
  const input = base + Math.ceil(user.length / 4);
  const output = Math.ceil(reply.length / 4) + random.integer(60, 160);
  const cost = Number(((input * prices[0] + output * prices[1]) / 1e6).toFixed(8));
  const span = record.step(clock, parent, service, name, stepMs(random, name), {
    "openinference.span.kind": "LLM",
    "llm.model_name": modelName,
    "input.value": user,
    "output.value": reply,
    "llm.token_count.prompt": input,
    "llm.token_count.completion": output,
    "llm.cost.total": double(cost),
  });
  wait(clock, random.between(4, 18));
  return span;
}

export function toolCall({ random, record }, clock, parent, service, name, input, output) {
  const span = record.step(clock, parent, service, name, stepMs(random, name), toolAttributes(name, input, output));
  wait(clock, random.between(3, 12));
  return span;
}

function toolAttributes(name, input, output) {
  return {
    "openinference.span.kind": "TOOL",
    "tool.name": name,
    "input.value": JSON.stringify(input),
    ...(output !== null && { "output.value": typeof output === "string" ? output : JSON.stringify(output) }),
  };
}

// A search that was refused is made again after a pause that doubles, five times at most.
const mostTries = 6;

/** Searches until the provider answers; returns whether it did. `refusals`: the chance at first, and then. */
export function search({ random, record, refusals }, clock, parent, service, query, found) {
  for (let tries = 1; tries <= mostTries; tries++) {
    if (!random.chance(refusals[tries === 1 ? 0 : 1])) {
      toolCall({ random, record }, clock, parent, service, "search.web", { query, count: 5 }, found);
      return true;
    }
    const attributes = toolAttributes("search.web", { query, count: 5 }, null);
    const span = record.step(clock, parent, service, "search.web", stepMs(random, "refused"), attributes);
    fail(span, "RateLimited", "429: more than 20 searches a minute");
    if (tries < mostTries) wait(clock, 1500 * 2 ** (tries - 1) * random.between(0.8, 1.2));
  }
  return false;
}
