import { random } from "../random.mjs";
import { topics } from "./topics.mjs";

/**
 * Embeddings as a sentence encoder would give them: of length 1, with a large mean that all of them share, and nearer
 * to each other the more two texts have in common (field, topic, wording, machine). The same text gives the same vector.
 */
export const dimensions = 384;

const fields = ["shop", "order", "law"];

export function vectorMaker(seed) {
  const direction = (name) => unit(noise(random(`${seed}/direction/${name}`), () => 1));
  const common = direction("common");
  const ofField = new Map(fields.map((name) => [name, direction(`field/${name}`)]));
  const ofTopic = new Map(topics.map(({ name }) => [name, direction(`topic/${name}`)]));
  const cached = new Map();
  const known = (name) => {
    if (!cached.has(name)) cached.set(name, direction(name));
    return cached.get(name);
  };
  return ({ text, topic, core, machine }) =>
    unit(
      weightedSum([
        [0.8, common],
        [topic.field === "law" ? 0.42 : 0.22, ofField.get(topic.field)],
        [0.36, ofTopic.get(topic.name)],
        [0.2, known(`core/${topic.name}/${core}`)],
        [machine === null ? 0 : 0.14, known(`machine/${machine}`)],
        [0.34, unit(noise(random(`${seed}/text/${text}`), fading))],
      ]),
    );
}

/** Later dimensions vary less, as those of real encoders do when they are turned to their components. */
function fading(place) {
  return 1 / Math.sqrt(1 + place / 24);
}

function noise(dice, scale) {
  return Float64Array.from({ length: dimensions }, (_, place) => scale(place) * dice.normal());
}

function unit(vector) {
  let squares = 0;
  for (const value of vector) squares += value * value;
  const length = Math.sqrt(squares);
  return vector.map((value) => value / length);
}

function weightedSum(parts) {
  const sum = new Float64Array(dimensions);
  for (const [weight, vector] of parts) for (let i = 0; i < dimensions; i++) sum[i] += weight * vector[i];
  return sum;
}
