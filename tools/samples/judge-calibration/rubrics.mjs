export const rubrics = {
  v1: `name: support-judge
version: 1
model: kestrel-2
dimensions:
  faithfulness:
    scale: [1, 2, 3, 4, 5]
    question: How well does the answer agree with the policy?
    levels:
      5: excellent
      4: good
      3: acceptable
      2: weak
      1: poor
  resolved:
    scale: ["no", "yes"]
    question: Is the customer helped?
`,
  v2: `name: support-judge
version: 2
model: kestrel-2
dimensions:
  faithfulness:
    scale: [1, 2, 3, 4, 5]
    question: List every claim of the answer. Which of them does the policy not make?
    levels:
      5: the policy makes every claim
      4: one claim goes a little too far
      3: one claim is false
      2: two claims are false
      1: three claims or more are false
    leave_aside: [length, courtesy, style]
  resolved:
    scale: ["no", "yes"]
    question: Does the answer say what was asked, so that the customer need not ask again?
    leave_aside: [length, courtesy, style]
`,
};
