import { identifier } from "../../engine/sql.ts";
import { toObjects } from "../../engine/table-data.ts";
import { type CellContext, CellError } from "../../notebook/cell.ts";
import { calibrate } from "./compute/calibrate.ts";
import type { CalibrationInput, Fact, Subject } from "./compute/subject.ts";
import type { CalibrationSpec } from "./definition.ts";
import { type ItemFacts, readFacts } from "./read/read-facts.ts";
import { listedItems, readDetails } from "./read/read-items.ts";
import { type LabelRows, readLabels } from "./read/read-labels.ts";
import { type ScoreRows, scoreRows } from "./read/score-rows.ts";
import { subjectsOf } from "./read/subjects.ts";
import type { CalibrationResult, SubjectResult } from "./result.ts";
import { verdictOf } from "./verdict.ts";

const mostSubjects = 60;

/** Reads scores and labels from the engine, computes in a worker, and fetches what the lists of items show. */
export async function evaluate(spec: CalibrationSpec, context: CellContext): Promise<CalibrationResult> {
  const { engine, signal } = context;
  const rows = await scoreRows(spec, engine, signal);
  const labels = await readLabels(spec, rows, context);
  const facts = await readFacts(spec, rows, labels, context);
  const probability = spec.probability && labels.items.length ? facts.fact(spec.probability, "probability") : null;
  const subjects = subjectsOf(spec, labels, probability);
  if (subjects.length > mostSubjects)
    throw new CellError(
      `judge: ${subjects.length} judges and dimensions at once, at most ${mostSubjects}; name judge or dimensions`,
      { key: "judge" },
    );
  if (subjects.length === 0) return { subjects: [], raters: labels.raters, warnings: missing(spec, labels) };
  const input = await inputOf(spec, rows, subjects, facts, context);
  const figures = await context.compute(calibrate, input);
  const listed = subjects.flatMap(({ items }, place) => {
    const { danger, versions } = figures[place] ?? {};
    return [...(danger?.places ?? []), ...(versions?.changed.places ?? [])].map((at) => items[at] as number);
  });
  const details = await readDetails(spec, rows, labels, listed, context);
  const shown = { texts: facts.texts(spec.text ?? null), words: input.bias.length };
  const results = subjects.map((subject, place): SubjectResult => {
    const own = figures[place] as (typeof figures)[number];
    const list = (places: readonly number[]) => listedItems(subject, places, labels, details, shown);
    return {
      ...headOf(subject),
      rowsSql: rows.sql,
      figures: own,
      verdict: verdictOf({ type: subject.type, scale: subject.scale, figures: own }),
      dangerous: list(own.danger.places),
      changed: list(own.versions?.changed.places ?? []),
    };
  });
  return { subjects: results, raters: labels.raters, warnings: missing(spec, labels) };
}

function headOf(subject: Subject) {
  const { dimension, judge, type, scale, names, threshold, cut, raters, notes, scores, unlabelled } = subject;
  const own = scores.reduce((sum, score) => sum + (Number.isNaN(score) ? 0 : 1), 0);
  const judged = own + unlabelled.items.reduce((sum, items) => sum + items, 0);
  return {
    dimension,
    judge,
    type,
    scale,
    names,
    threshold,
    cut,
    judged,
    notes,
    raters: raters.map(({ rater }) => rater),
  };
}

async function inputOf(
  spec: CalibrationSpec,
  rows: ScoreRows,
  subjects: readonly Subject[],
  facts: ItemFacts,
  context: CellContext,
): Promise<CalibrationInput> {
  const { bias } = spec;
  const fact = (name: string | undefined, key: string): Fact | null => (name ? facts.fact(name, key) : null);
  const many = (names: readonly string[] | undefined, key: string) =>
    Object.fromEntries((names ?? []).map((name) => [name, facts.fact(name, key)]));
  const length = bias.length === false ? null : facts.words(typeof bias.length === "string" ? bias.length : null);
  if (typeof bias.length === "string" && !length) facts.fact(bias.length, "bias.length");
  return {
    subjects,
    slices: many(spec.slices, "slices"),
    bias: {
      length,
      position: fact(bias.position, "bias.position"),
      family: fact(bias.family, "bias.family"),
      own: bias.own === undefined ? [] : [bias.own].flat(),
      others: many(bias.others, "bias.others"),
    },
    clusters: fact(spec.cluster, "cluster"),
    weights: fact(spec.weights, "weights"),
    strata: fact(spec.strata, "strata"),
    strataSizes: spec.strata ? await strataSizes(spec, spec.strata, rows, context) : {},
    options: {
      chosen: spec.chosen,
      consensus: spec.consensus,
      draws: spec.bootstrap,
      seed: spec.seed,
      width: spec.width,
      epsilon: spec.epsilon,
      recalibrate: spec.recalibrate,
      dangerous: spec.dangerous,
    },
  };
}

/** How many items each stratum has, labelled or not: of the table of items where there is one. */
async function strataSizes(spec: CalibrationSpec, strata: string, rows: ScoreRows, { engine, signal }: CellContext) {
  const from = spec.items ? identifier(spec.items) : `(${rows.own})`;
  const item = spec.items ? "*" : "DISTINCT casebook_item";
  const sql = `SELECT ${identifier(strata)}::VARCHAR AS stratum, count(${item}) AS items FROM ${from} GROUP BY 1`;
  const found = await engine.query(sql, { signal }).catch(() => null);
  const sizes = found ? toObjects(found).filter(({ stratum }) => stratum !== null) : [];
  return Object.fromEntries(sizes.map(({ stratum, items }) => [String(stratum), Number(items)]));
}

function missing(spec: CalibrationSpec, { dimensions, raters }: LabelRows): readonly string[] {
  const wanted = [...(spec.judge ?? []), ...(spec.compare ? [spec.compare] : []), ...(spec.human ?? [])];
  const known = new Set(raters.map(({ rater }) => rater));
  const strange = wanted.filter((rater) => !known.has(rater));
  const unjudged = dimensions.filter(({ judges }) => judges.size === 0).map(({ name }) => name);
  const lost = (spec.dimensions ?? []).filter((name) => !dimensions.some((one) => one.name === name));
  return [
    ...(strange.length ? [`No score is by ${strange.join(", ")}.`] : []),
    ...(lost.length ? [`No label is on ${lost.join(", ")}.`] : []),
    ...(unjudged.length && dimensions.length > unjudged.length
      ? [`People labelled ${unjudged.join(", ")} too, which no judge scored.`]
      : []),
  ];
}
