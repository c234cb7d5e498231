import { type Estimate, unknown } from "../../../analysis/estimate.ts";
import { ppiMean } from "../../../analysis/ppi-mean.ts";
import { wilsonInterval } from "../../../analysis/proportion-interval.ts";
import { roganGladen } from "../../../analysis/rogan-gladen.ts";
import { meanWithInterval } from "../../../analysis/score-errors.ts";
import { weightedMean } from "../../../analysis/weighted-mean.ts";
import type { Chosen } from "../definition.ts";
import { passes, passShares, peopleMeans, pick, ratedPlaces } from "./people.ts";
import type { Subject } from "./subject.ts";
import { type Sampling, type Weighting, weightsOf } from "./weighting.ts";

export type Method = "naive" | "labels" | "weighted" | "rogan-gladen" | "ppi";

/** One way to tell the true rate or mean, and whether the labels that there are allow it. */
export interface MethodFigure {
  readonly method: Method;
  readonly estimate: Estimate;
  /** Null where it may be used; else why not. */
  readonly invalid: string | null;
  /** What it says of itself: λ, how many items. */
  readonly note: string;
}

export interface Correction {
  readonly of: "rate" | "mean";
  /** Of the rate: scores from here on count. */
  readonly threshold: number | null;
  /** All items that the judge scored, and how many of them have a label. */
  readonly judged: number;
  readonly labelled: number;
  readonly methods: readonly MethodFigure[];
  /** The one to use in place of the judge's own figure; null where none is valid. */
  readonly best: Method | null;
  readonly warnings: readonly string[];
}

/** The rate of passes and, of scores that are numbers, their mean, over all items that the judge scored. */
export function correctionsOf(subject: Subject, sampling: Sampling): readonly Correction[] {
  const places = ratedPlaces(subject);
  if (subject.type === "nominal" || subject.type === "pairwise") return [];
  const weights = weightsOf(subject, places, sampling);
  const common = { subject, places, sampling, weights };
  const { threshold } = subject;
  const rate = threshold === null ? [] : [rateOf(common, threshold)];
  return subject.type === "binary" ? rate : [...rate, meanOf(common)];
}

interface Common {
  readonly subject: Subject;
  readonly places: Uint32Array;
  readonly sampling: Sampling;
  readonly weights: Weighting;
}

function rateOf({ subject, places, sampling, weights }: Common, threshold: number): Correction {
  const truth = pick(passShares(subject.people, threshold), places);
  const judge = pick(passes(subject.scores, threshold), places);
  const { values, items } = subject.unlabelled;
  const others = expanded(passes(values, threshold), items);
  const passed = sumOf(judge) + sumOf(others);
  const judged = judge.length + others.length;
  const naive = judged ? share(passed, judged) : unknown(0, "no item was judged");
  const labels = truth.length ? share(sumOf(truth), truth.length) : unknown(0, "no labelled item");
  const positives = sumOf(truth);
  const truePositives = sumOf(truth.map((value, item) => value * (judge[item] as number)));
  const trueNegatives = sumOf(truth.map((value, item) => (1 - value) * (1 - (judge[item] as number))));
  const counts = { judged, passed, positives, truePositives, negatives: truth.length - positives, trueNegatives };
  const byRates = roganGladen(counts);
  const figures = { naive, labels, byRates, truth, judge, others };
  return conclude("rate", threshold, figures, sampling, weights);
}

function meanOf({ subject, places, sampling, weights }: Common): Correction {
  const truth = pick(peopleMeans(subject.people), places);
  const judge = pick(subject.scores, places);
  const others = expanded(subject.unlabelled.values, subject.unlabelled.items);
  const naive = meanWithInterval(Float64Array.from([...judge, ...others]));
  const figures = { naive, labels: meanWithInterval(truth), byRates: null, truth, judge, others };
  return conclude("mean", null, figures, sampling, weights);
}

interface Figures {
  readonly naive: Estimate;
  readonly labels: Estimate;
  readonly byRates:
    | (Estimate & { readonly truePositiveRate: number | null; readonly trueNegativeRate: number | null })
    | null;
  readonly truth: Float64Array;
  readonly judge: Float64Array;
  readonly others: Float64Array;
}

function conclude(
  of: Correction["of"],
  threshold: number | null,
  figures: Figures,
  sampling: Sampling,
  { weights, reason }: Weighting,
): Correction {
  // Where every item has a label, nothing was chosen.
  const chosen = figures.others.length === 0 ? "all" : sampling.chosen;
  const { naive, labels, byRates, truth, judge, others } = figures;
  const weighs = chosen === "stratified" || chosen === "by_score";
  const ppi = ppiMean(truth, judge, others, {
    interval: of === "rate" ? "logit" : "plain",
    ...(weighs && weights ? { weights } : {}),
  });
  const methods: MethodFigure[] = [
    { method: "naive", estimate: naive, invalid: null, note: "what the judge says of all items" },
    { method: "labels", estimate: labels, invalid: whyNoLabels(chosen), note: "people's labels alone" },
  ];
  if (weighs) {
    const estimate = weights ? weightedMean(truth, weights) : unknown(truth.length, reason);
    methods.push({
      method: "weighted",
      estimate,
      invalid: weights ? null : reason,
      note: "labels, each for the items it stands for",
    });
  }
  if (byRates) {
    const rates = [byRates.truePositiveRate, byRates.trueNegativeRate].map((rate) =>
      rate === null ? "–" : rate.toFixed(2),
    );
    const note = `TPR ${rates[0]}, TNR ${rates[1]}, Lee's interval`;
    methods.push({ method: "rogan-gladen", estimate: byRates, invalid: whyNoRates(chosen), note });
  }
  const ppiReason = weighs && !weights ? reason : whyNoPpi(chosen);
  const note = ppi.lambda === null ? "" : `λ = ${ppi.lambda.toFixed(2)}: how much the judge counts`;
  methods.push({ method: "ppi", estimate: ppi, invalid: ppiReason, note });
  const best = bestOf(methods, chosen);
  const warnings = warningsOf(methods, best, judge.length, others.length);
  return { of, threshold, judged: judge.length + others.length, labelled: judge.length, methods, best, warnings };
}

const unsaid = "say how the labelled items were chosen";

function whyNoLabels(chosen: Chosen): string | null {
  if (chosen === "unknown") return `${unsaid}: it may hold for the labelled items alone`;
  if (chosen === "random" || chosen === "all") return null;
  return "labelled items were not drawn evenly, so their plain mean is not that of all items";
}

function whyNoRates(chosen: Chosen): string | null {
  if (chosen === "unknown") return unsaid;
  if (chosen === "random" || chosen === "by_class") return null;
  if (chosen === "all") return "all items are labelled: there is nothing to correct";
  return "chosen by score or stratum, labels distort TPR and TNR";
}

function whyNoPpi(chosen: Chosen): string | null {
  if (chosen === "unknown") return unsaid;
  if (chosen === "by_class") return "needs labels that were drawn at random, not by what people say";
  return chosen === "all" ? "all items are labelled: there is nothing to correct" : null;
}

function bestOf(methods: readonly MethodFigure[], chosen: Chosen): Method | null {
  const usable = (method: Method) => {
    const found = methods.find((one) => one.method === method);
    return found && found.invalid === null && found.estimate.value !== null && found.estimate.low !== null;
  };
  const order: readonly Method[] = chosen === "by_class" ? ["rogan-gladen"] : ["ppi", "weighted", "labels"];
  return chosen === "unknown" ? null : (order.find(usable) ?? null);
}

function warningsOf(methods: readonly MethodFigure[], best: Method | null, labelled: number, others: number): string[] {
  const width = (method: Method | null) => {
    const estimate = methods.find((one) => one.method === method)?.estimate;
    return estimate && estimate.low !== null && estimate.high !== null ? estimate.high - estimate.low : null;
  };
  const [own, plain] = [width(best), width("labels")];
  const valid = methods.find(({ method }) => method === "labels")?.invalid === null;
  const wider = own !== null && plain !== null && valid && best !== "labels" && own > plain * 1.02;
  return [
    ...(wider ? ["The correction widens the interval: the labels alone say more."] : []),
    ...(others === 0 && labelled > 0
      ? ["Every item that the judge scored has a label: there is nothing to correct."]
      : []),
  ];
}

function share(k: number, n: number): Estimate {
  const interval = wilsonInterval(Math.min(n, k), n);
  return { value: k / n, low: interval?.low ?? null, high: interval?.high ?? null, n, reason: null };
}

function expanded(values: Float64Array, items: Float64Array): Float64Array {
  const all = new Float64Array(sumOf(items));
  let end = 0;
  for (const [place, value] of values.entries()) {
    all.fill(value, end, end + (items[place] as number));
    end += items[place] as number;
  }
  return all;
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
