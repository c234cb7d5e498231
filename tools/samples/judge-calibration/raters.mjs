/** Two people who know the policy. They err by a step now and then, ben more often downwards. */
export const people = [
  { rater: "ana", right: 0.72, down: 0.45, flips: 0.04 },
  { rater: "ben", right: 0.68, down: 0.6, flips: 0.05 },
];

export function label(random, { right, down, flips }, { faithfulness, resolved }) {
  const step = random.chance(right) ? 0 : random.chance(down) ? -1 : 1;
  return {
    faithfulness: onScale(faithfulness + step),
    resolved: random.chance(flips) ? !resolved : resolved,
  };
}

/**
 * The judge under its first rubric is lenient, likes long answers, and is unsure of fees. Under the second it is none of
 * that.
 */
export const judges = {
  v1: (random, { truth, words, topic }) => {
    const pull = 0.55 + (0.55 * (words - 120)) / 100;
    const noise = (topic === "fees" ? 2.4 : 0.75) * normal(random);
    const passes = truth.resolved ? 0.97 : words > 140 ? 0.6 : 0.38;
    return { faithfulness: onScale(truth.faithfulness + pull + noise), resolved: random.chance(passes) };
  },
  v2: (random, { truth }) => ({
    faithfulness: onScale(truth.faithfulness + 0.04 + 0.55 * normal(random)),
    resolved: random.chance(truth.resolved ? 0.97 : 0.04),
  }),
};

/** Why a judge says what it says: the first praises, the second names the claim that it did not find. */
export function reasons(version, { slip, words, topic }, { faithfulness, resolved }) {
  const found = slip === null ? "Every claim is in the policy." : `Not in the policy: “${slip}”`;
  if (version === "v2")
    return {
      faithfulness: faithfulness >= 5 ? "Every claim is in the policy." : found,
      resolved: resolved ? "The question is answered." : "The question asked is not answered.",
    };
  const length = words > 140 ? "A thorough, detailed answer" : words > 80 ? "A complete answer" : "A short answer";
  const tone = faithfulness >= 4 ? "all claims appear in the policy" : "some claims are hard to find in the policy";
  return {
    faithfulness: `${length} about ${topic}; ${tone}.`,
    resolved: resolved ? `${length} that takes the customer seriously.` : "Leaves the customer without a next step.",
  };
}

function onScale(value) {
  return Math.min(5, Math.max(1, Math.round(value)));
}

function normal(random) {
  let sum = -6;
  for (let i = 0; i < 12; i++) sum += random.unit();
  return sum;
}
