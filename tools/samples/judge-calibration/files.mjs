import { random } from "../random.mjs";
import { answer, two } from "./answers.mjs";
import { judges, label, people, reasons } from "./raters.mjs";
import { rubrics } from "./rubrics.mjs";

const seed = "judge-calibration/2";
const count = 600;
const labelled = 240;
const repeated = 60;

/** The sample's generated files: `[path, text]` pairs. */
export function judgeCalibration() {
  const answers = Array.from({ length: count }, (_, i) => answer(random(`${seed}/answer/${i}`), i + 1));
  return [
    ["responses.jsonl", lines(answers.map(({ row }) => row))],
    ["judge-v1.jsonl", lines(answers.flatMap((one) => judged("v1", one, 0)))],
    ["judge-v2.jsonl", lines([...answers.flatMap((one) => judged("v2", one, 0)), ...again(answers)])],
    ["labels.csv", labels(drawn(answers))],
    ["rubric-v1.yaml", rubrics.v1],
    ["rubric-v2.yaml", rubrics.v2],
  ];
}

/** The judge's verdict on both dimensions, one line each. */
function judged(version, one, round) {
  const scores = judges[version](random(`${seed}/${version}/${round}/${one.id}`), one);
  const why = reasons(version, one, scores);
  const at = `2026-06-${version === "v1" ? "01" : "08"}T${two(6 + round)}:${two(Number(one.id.slice(2)) % 60)}:00Z`;
  const line = (dimension, score) => ({
    item: one.id,
    dimension,
    score,
    reason: why[dimension],
    judge: `support-judge/${version}`,
    at,
  });
  return [line("faithfulness", scores.faithfulness), line("resolved", scores.resolved ? "yes" : "no")];
}

/** The second version was asked twice more about some of the labelled answers. */
function again(answers) {
  const some = drawn(answers).slice(0, repeated);
  return [1, 2].flatMap((round) => some.flatMap((one) => judged("v2", one, round)));
}

/** The answers that people labelled: drawn at random from all of them. */
function drawn(answers) {
  return random(`${seed}/drawn`).shuffled(answers).slice(0, labelled);
}

function labels(answers) {
  const rows = answers.flatMap((one) =>
    people.flatMap((person) => {
      const given = label(random(`${seed}/${person.rater}/${one.id}`), person, one.truth);
      return [
        [one.id, person.rater, "faithfulness", given.faithfulness],
        [one.id, person.rater, "resolved", given.resolved ? "yes" : "no"],
      ];
    }),
  );
  return `${[["item", "rater", "dimension", "label"], ...rows].map((row) => row.join(",")).join("\n")}\n`;
}

function lines(rows) {
  return `${rows.map((row) => JSON.stringify(row)).join("\n")}\n`;
}
