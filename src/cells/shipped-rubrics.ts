/** The rubrics that come with the app, by the name under which a cell asks for them. */
export const shippedRubrics: Readonly<Record<string, string>> = {
  default: `name: answer-quality
version: "1.0.0"
about: How good one answer of a question-answering system is.
changelog:
  - version: "1.0.0"
    date: "2026-04-01"
    change: Faithfulness, relevance and completeness, each from 1 to 5.
dimensions:
  - name: faithfulness
    question: >-
      Is everything that the answer states supported by the context? Without a context, is nothing in it made up or
      contrary to the question?
    scale: {min: 1, max: 5}
    anchors:
      1: Most of it is unsupported, or it contradicts the context.
      2: Several statements are unsupported.
      3: One statement that matters is unsupported.
      4: Only a side remark is unsupported.
      5: Every statement is supported.
  - name: relevance
    question: Does the answer address what was asked, and nothing else?
    scale: {min: 1, max: 5}
    anchors:
      1: It is about something else.
      2: It touches the question in passing.
      3: It answers the question among much that was not asked.
      4: It answers the question with little beside it.
      5: It answers exactly what was asked.
  - name: completeness
    question: Does the answer cover every part of the question that the context allows to be answered?
    scale: {min: 1, max: 5}
    anchors:
      1: It covers nothing of it.
      2: It leaves out most parts.
      3: It leaves out one part that matters.
      4: It leaves out a detail.
      5: It leaves out nothing.
prompt: |
  The question that was asked:
  {{question}}

  The context that the system had:
  {{context?}}

  The answer to judge:
  {{answer}}
`,
  pairwise: `name: answer-preference
version: "1.0.0"
about: Which of two answers to the same question is better.
changelog:
  - version: "1.0.0"
    date: "2026-04-01"
    change: One preference; asked in both orders.
pair: [answer_a, answer_b]
dimensions:
  - name: preference
    question: >-
      Which answer is more correct, more helpful and closer to what was asked? Length, tone and position alone are no
      merit.
    scale: [A, B, tie]
    anchors:
      A: Answer A is better.
      B: Answer B is better.
      tie: They are equally good, or equally bad.
prompt: |
  The question that was asked:
  {{question}}

  Answer A:
  {{answer_a}}

  Answer B:
  {{answer_b}}
`,
};
