import { fail, wait } from "../recorder.mjs";
import { changes, valueAt } from "./calendar.mjs";
import { modelOf, systemPrompts } from "./catalogue.mjs";
import { genAi, genAiBefore } from "./conventions.mjs";
import { stepTime } from "./timing.mjs";

/**
 * A model call, made again after a pause when the provider turns it away.
 * `spell` writes it in one of the three conventions; `base` is the part of the prompt that every call shares, in tokens.
 */
export function modelStep(run, parent, name, spell, { user, reply, base }, clock = run.clock) {
  const { random, record } = run;
  const prompt = { model: modelOf[name], system: systemPrompts[name], user };
  const call = { ...prompt, reply, usage: usage(random, base, user, reply) };
  if (random.chance(0.006)) turnedAway(run, parent, name, spell({ ...call, reply: null }, ""), clock);
  const span = record.open(clock, parent, "models", name, spell(call, random.hex(20)));
  wait(clock, stepTime(random, name) * run.hardness);
  record.close(clock, span);
  wait(clock, random.between(3, 15));
  return span;
}

function turnedAway({ random, record }, parent, name, attributes, clock) {
  const span = record.step(clock, parent, "models", name, random.between(180, 900), attributes);
  fail(span, "RateLimitError", "429: too many requests for this model, try again in 2 s");
  wait(clock, random.between(1800, 2600));
}

function usage(random, base, user, reply) {
  const input = base + Math.ceil(user.length / 4);
  const cached = random.chance(0.72) ? Math.floor(base / 128) * 128 : 0;
  return { input, cached, output: Math.ceil(reply.length / 4) + random.integer(2, 14) };
}

export function validate(run, clock, parent, sql, mistake) {
  const reply = mistake ? `invalid: ${mistake.message}` : "valid";
  const call = { user: sql, reply, base: 1100 };
  const span = modelStep(run, parent, "validate SQL", genAiBefore, call, clock);
  if (mistake) fail(span, mistake.type, mistake.message);
}

export function writeSql(run, clock, parent, part, sql) {
  const base = run.start < changes.prompt.moment ? 2960 : 3010;
  const user = `Schema notes: ${run.notes.map(({ id }) => id).join(", ")}.\nTask: ${part.metric.name} by ${part.by} for ${run.asked.period.name}.`;
  const span = modelStep(run, parent, "write SQL", genAi, { user, reply: sql, base }, clock);
  span.attributes["prompt.version"] = valueAt(changes.prompt, run.start);
}
