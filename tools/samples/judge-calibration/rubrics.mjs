const changes = `changelog:
  - version: "1.0.0"
    date: "2026-06-01"
    change: How well the answer agrees with the policy, and whether the customer is helped.
`;

const prompt = `prompt: |
  A customer of a home insurer asked:
  {{question}}

  What the policy says on it:
  {{context?}}

  The assistant answered:
  {{answer}}
`;

export const rubrics = {
  v1: `name: support-judge
version: "1.0.0"
about: The answers of a home insurer's assistant.
${changes}dimensions:
  - name: faithfulness
    question: How well does the answer agree with the policy?
    scale: {min: 1, max: 5}
    anchors:
      1: poor
      2: weak
      3: acceptable
      4: good
      5: excellent
  - name: resolved
    question: Is the customer helped?
    scale: ["no", "yes"]
${prompt}`,
  v2: `name: support-judge
version: "2.0.0"
about: The answers of a home insurer's assistant.
${changes}  - version: "2.0.0"
    date: "2026-06-08"
    change: Claims are listed and counted; length, courtesy and style are left aside.
dimensions:
  - name: faithfulness
    question: >-
      List every claim of the answer. Which of them does the policy not make? Leave length, courtesy and style aside.
    scale: {min: 1, max: 5}
    anchors:
      1: Three claims or more are false.
      2: Two claims are false.
      3: One claim is false.
      4: One claim goes a little too far.
      5: The policy makes every claim.
  - name: resolved
    question: >-
      Does the answer say what was asked, so that the customer need not ask again? Leave length, courtesy and style
      aside.
    scale: ["no", "yes"]
${prompt}`,
};
