import { adjustedPValues } from "../../../analysis/adjusted-p-values.ts";
import { type Estimate, unknown } from "../../../analysis/estimate.ts";
import { type Coefficient, leastSquares } from "../../../analysis/least-squares.ts";
import { pairwiseVerbosity } from "../../../analysis/pairwise-verbosity.ts";
import { scoreErrors } from "../../../analysis/score-errors.ts";
import { verbosity } from "../../../analysis/verbosity.ts";
import { rangesApart } from "./agreement.ts";
import { modes, peopleMeans, pick, pickAny, ratedPlaces } from "./people.ts";
import { type BiasFacts, type Fact, factOf, type Subject, textsOf } from "./subject.ts";

/** Something that pulls the judge away from people, and how far. */
export interface Effect {
  readonly cause: string;
  readonly what: "leniency" | "length" | "position" | "family" | "other";
  /** In points of the scale, in shares of passes, or for pairs in log odds. */
  readonly estimate: Estimate;
  readonly p: number | null;
  /** For all causes of this judge by Benjamini and Hochberg. */
  readonly adjustedP: number | null;
  /** Of length: the rank correlation of judge and length at the same human score. */
  readonly partial: Estimate | null;
  readonly about: string;
}

export type EffectUnit = "points" | "share" | "log odds";

export interface Biases {
  readonly unit: EffectUnit;
  readonly effects: readonly Effect[];
}

type Raw = Omit<Effect, "adjustedP">;

/** Length, position, own family and other causes, each at the same human score. */
export function biasesOf(subject: Subject, facts: BiasFacts, clusters: readonly (string | null)[] | undefined): Biases {
  const effects = subject.type === "pairwise" ? pairEffects(subject, facts) : scoreEffects(subject, facts, clusters);
  const adjusted = adjustedPValues(effects.map(({ p }) => p));
  const unit = subject.type === "pairwise" ? "log odds" : subject.type === "binary" ? "share" : "points";
  return { unit, effects: effects.map((effect, place) => ({ ...effect, adjustedP: adjusted[place] ?? null })) };
}

function scoreEffects(subject: Subject, facts: BiasFacts, clusters: readonly (string | null)[] | undefined): Raw[] {
  if (subject.type === "nominal") return [];
  const places = ratedPlaces(subject);
  const judge = pick(subject.scores, places);
  const people = pick(peopleMeans(subject.people), places);
  const apart = subject.type === "continuous" ? rangesApart(judge, people) : null;
  const own = Int32Array.from(places, (place) => subject.items[place] as number);
  const groups = pickAny(clusters ?? null, places);
  const excess = judge.map((score, item) => score - (people[item] as number));
  const at = (fact: Fact | null) => factOf(fact, own);
  const pull = apart ? () => unknownEffect(judge.length, apart) : (x: Indicator) => pullOf(excess, x, groups);
  const about = (words: string) => `${words}, judge less people`;
  const leniency = apart ? unknown(judge.length, apart) : scoreErrors(judge, people).bias;
  return [
    { cause: "leniency", what: "leniency", estimate: leniency, p: null, partial: null, about: about("on average") },
    ...lengthEffect(judge, people, at(facts.length), groups),
    ...positionEffect(at(facts.position), pull),
    ...familyEffect(subject.judge, at(facts.family), facts.own, pull),
    ...Object.entries(facts.others).flatMap(([name, fact]) => otherEffects(name, at(fact), pull)),
  ];
}

type Indicator = readonly (number | null)[];
type Pull = (indicator: Indicator) => { readonly estimate: Estimate; readonly p: number | null };

function unknownEffect(n: number, reason: string) {
  return { estimate: unknown(n, reason), p: null };
}

/** How much more the judge gives beyond people where the indicator is one more. */
function pullOf(excess: Float64Array, indicator: Indicator, clusters: readonly (string | null)[] | undefined) {
  const { coefficients } = leastSquares(excess, [indicator], { clusters });
  const { value, low, high, n, reason, p } = coefficients[1] as Coefficient;
  const known = indicator.filter((one) => one !== null);
  const why = known.every((one) => one === known[0]) ? "it is the same for all items" : reason;
  return { estimate: value === null ? unknown(n, why ?? "undefined") : { value, low, high, n, reason }, p };
}

function lengthEffect(
  judge: Float64Array,
  people: Float64Array,
  fact: Fact | null,
  clusters: readonly (string | null)[] | undefined,
): Raw[] {
  if (fact?.kind !== "number" || fact.values.every(Number.isNaN)) return [];
  const { slope, partial } = verbosity(judge, people, fact.values, { clusters });
  const about = "per 100 words more, at the same score of people";
  return [{ cause: "length, per 100 words", what: "length", estimate: slope, p: slope.p, partial, about }];
}

function positionEffect(fact: Fact | null, pull: Pull): Raw[] {
  if (!fact) return [];
  const texts = textsOf(fact);
  const known = texts.filter((text): text is string => text !== null);
  const first =
    fact.kind === "number"
      ? String(Math.min(...known.map(Number)))
      : (known.find((text) => /^(first|a|left|1)$/i.test(text)) ?? known[0]);
  const indicator = texts.map((text) => (text === null ? null : Number(text === first)));
  return [
    {
      cause: "listed first",
      what: "position",
      ...pull(indicator),
      partial: null,
      about: `position ${first} against the others`,
    },
  ];
}

function familyEffect(judge: string, fact: Fact | null, own: readonly string[], pull: Pull): Raw[] {
  if (!fact) return [];
  const texts = textsOf(fact);
  const isOwn = (text: string) => (own.length ? own.includes(text) : judge.toLowerCase().includes(text.toLowerCase()));
  const indicator = texts.map((text) => (text === null ? null : Number(isOwn(text))));
  const found = [...new Set(texts.filter((text): text is string => text !== null && isOwn(text)))];
  const about = found.length
    ? `answers of ${found.join(", ")} against the others`
    : "no answer is of the judge's own family; write bias: {own: …}";
  return [{ cause: "own model family", what: "family", ...pull(indicator), partial: null, about }];
}

const mostValues = 8;

/** Of a column with few values each against the rest; of a number its slope per standard deviation. */
function otherEffects(name: string, fact: Fact | null, pull: Pull): Raw[] {
  if (!fact) return [];
  const common = { what: "other" as const, partial: null };
  const texts = textsOf(fact);
  const counts = new Map<string, number>();
  for (const text of texts) if (text !== null) counts.set(text, (counts.get(text) ?? 0) + 1);
  if (fact.kind === "number" && counts.size > mostValues) {
    const known = fact.values.filter((value) => !Number.isNaN(value));
    const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
    const deviation = Math.sqrt(known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / known.length);
    const indicator = Array.from(fact.values, (value) => (Number.isNaN(value) ? null : value / deviation));
    return [{ ...common, cause: `${name}, per sd`, ...pull(indicator), about: `per standard deviation of ${name}` }];
  }
  const values = [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).slice(0, mostValues);
  return values.map(([value]) => ({
    ...common,
    cause: `${name} ${value}`,
    ...pull(texts.map((text) => (text === null ? null : Number(text === value)))),
    about: `${name} ${value} against the rest`,
  }));
}

/** What makes a judge of pairs pick the first answer, in log odds. */
function pairEffects(subject: Subject, { length }: BiasFacts): Raw[] {
  const fact = factOf(length, subject.items);
  if (fact?.kind !== "number") return [];
  const picks = (values: Float64Array) => Array.from(values, (value) => (value === 0 ? 1 : value === 2 ? 0 : null));
  const found = pairwiseVerbosity(picks(subject.scores), picks(modes(subject.people)), fact.values);
  const named = [
    ["length of A", "length", found.length, "of tanh(words more than B / sd), people's choice held fixed"],
    ["A rather than B", "position", found.intercept, "at equal length, where people pick B"],
  ] as const;
  return named.map(([cause, what, estimate, about]) => ({
    cause,
    what,
    estimate,
    p: estimate.p,
    partial: null,
    about,
  }));
}
