const prompt = `prompt: |
  The customer asked:
  {{question}}

  The policy says:
  {{policy?}}

  The answer to judge:
  {{answer}}
`;

export const rubrics = {
  v1: `name: support-judge
version: "1"
about: Whether an answer to a customer may go out.
changelog:
  - {version: "1", date: "2026-05-28", change: The first rubric.}
dimensions:
  - name: faithfulness
    question: How well does the answer agree with the policy?
    scale: {min: 1, max: 5}
    anchors:
      5: excellent
      4: good
      3: acceptable
      2: weak
      1: poor
  - name: resolved
    question: Is the customer helped?
    scale: ["no", "yes"]
${prompt}`,
  v2: `name: support-judge
version: "2"
about: Whether an answer to a customer may go out.
changelog:
  - {version: "1", date: "2026-05-28", change: The first rubric.}
  - version: "2"
    date: "2026-06-05"
    change: Claims are counted, what makes which score is said, and length, courtesy and style count for nothing.
dimensions:
  - name: faithfulness
    question: >-
      List every claim of the answer. Which of them does the policy not make? Leave length, courtesy and style aside.
    scale: {min: 1, max: 5}
    anchors:
      5: the policy makes every claim
      4: one claim goes a little too far
      3: one claim is false
      2: two claims are false
      1: three claims or more are false
  - name: resolved
    question: >-
      Does the answer say what was asked, so that the customer need not ask again? Leave length, courtesy and style
      aside.
    scale: ["no", "yes"]
${prompt}`,
};
