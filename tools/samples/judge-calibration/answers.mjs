import { fillers, models, topics } from "./topics.mjs";

/**
 * One answered question. `truth` is what a careful reader of the policy would say of it; it is written to no file.
 *
 * @returns {{id: string, truth: {faithfulness: number, resolved: boolean}, slip: string | null, words: number,
 *   topic: string, row: object}}
 */
export function answer(random, number) {
  const topic = random.pick(topics);
  const model = random.pick(models);
  const faithfulness = random.weighted([
    [5, 0.3],
    [4, 0.25],
    [3, 0.18],
    [2, 0.15],
    [1, 0.12],
  ]);
  const resolved = random.chance(faithfulness >= 3 ? 0.78 : 0.5);
  const { sentences, slip } = body(random, topic, faithfulness, resolved);
  const padding = random.shuffled(fillers).slice(0, random.integer(0, 12));
  const text = woven(padding, sentences).join(" ");
  const words = text.split(" ").length;
  const id = `q-${String(number).padStart(4, "0")}`;
  const row = {
    id,
    asked_at: askedAt(random, number),
    topic: topic.name,
    question: random.pick(topic.questions),
    answer: text,
    model: model.name,
    family: model.family,
  };
  return { id, truth: { faithfulness, resolved }, slip, words, topic: topic.name, row };
}

/** Facts of the policy, with as many claims that it does not make as the truth asks for. */
function body(random, topic, faithfulness, resolved) {
  const facts = random.shuffled(topic.facts).slice(0, faithfulness >= 3 ? 3 : 2);
  const wrong = random.shuffled(topic.wrong);
  const soft = topic.soft[0];
  const claims = { 5: [], 4: [soft], 3: [soft, wrong[0]], 2: [wrong[0], wrong[1]], 1: wrong.slice(0, 3) }[faithfulness];
  const kept = faithfulness === 1 ? [] : facts;
  const told = random.shuffled([...kept, ...claims]);
  return { sentences: resolved ? told : [topic.dodge, ...told.slice(-2)], slip: claims.at(-1) ?? null };
}

/** Padding after each thing that is said. */
function woven(padding, sentences) {
  const share = Math.ceil(padding.length / sentences.length);
  return sentences.flatMap((sentence, i) => [sentence, ...padding.slice(i * share, (i + 1) * share)]);
}

/** Questions come in through May 2026, twenty a day. */
function askedAt(random, number) {
  const day = 1 + Math.floor((number - 1) / 20);
  const [hour, minute] = [random.integer(7, 20), random.integer(0, 59)];
  return `2026-05-${two(day)}T${two(hour)}:${two(minute)}:00Z`;
}

export function two(number) {
  return String(number).padStart(2, "0");
}
