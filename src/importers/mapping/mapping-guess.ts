import type { JsonObject } from "../json/json.ts";
import { readTime, type TimeUnit } from "../spans/times.ts";
import { type Mapping, type MappingTarget, type Role, vectorOf } from "./mapping.ts";

/** What the values of a column look like in the rows that were looked at. */
interface Look {
  readonly name: string;
  /** The name in lower case with its words apart: "createdAt" is "created at". */
  readonly words: string;
  readonly filled: number;
  readonly numeric: number;
  readonly distinct: number;
  /** Of the numbers; NaN where there are others. */
  readonly largest: number;
  readonly longest: number;
  readonly vectors: number;
  readonly times: number;
}

/** What a table seems to hold, and which column seems to be what: a start for the mapping dialog; null for neither. */
export function guessMapping(columns: readonly string[], rows: readonly JsonObject[]): Mapping | null {
  const looks = columns.map((name) => lookAt(name, rows));
  const to = guessTarget(looks);
  return to && { to, ...guessColumns(to, looks, rows) };
}

/** The columns for the roles of a target, the best that there are. */
export function guessColumns(
  to: MappingTarget,
  looks: readonly Look[],
  rows: readonly JsonObject[],
): Omit<Mapping, "to"> {
  const found: Partial<Record<Role, string | readonly string[]>> = {};
  const taken = new Set<string>();
  for (const [role, fits] of order[to]) {
    const fitting = looks.filter((look) => look.filled > 0 && !taken.has(look.name) && fits(look));
    const chosen = role === "score" ? fitting : fitting.slice(0, 1);
    for (const { name } of chosen) taken.add(name);
    if (chosen.length > 1) found[role] = chosen.map(({ name }) => name);
    else if (chosen[0]) found[role] = chosen[0].name;
  }
  const unit = unitOf([found.time, found.end].flat()[0], rows);
  if (to !== "scores") return { columns: found, ...(unit && { unit }) };
  return { columns: found, ...(unit && { unit }), ...guessScores(found, looks) };
}

export function looksOf(columns: readonly string[], rows: readonly JsonObject[]): readonly Look[] {
  return columns.map((name) => lookAt(name, rows));
}

function lookAt(name: string, rows: readonly JsonObject[]): Look {
  const values = rows.map((row) => row[name]).filter((value) => value !== null && value !== undefined && value !== "");
  const texts = values.map((value) => (typeof value === "string" ? value : JSON.stringify(value)));
  return {
    name,
    words: name
      .replace(/([a-z])([A-Z])/g, "$1 $2")
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, " ")
      .trim(),
    filled: values.length,
    numeric: texts.filter((text) => text.trim() !== "" && Number.isFinite(Number(text))).length,
    distinct: new Set(texts).size,
    largest: Math.max(...texts.map(Number)),
    longest: texts.reduce((most, text) => Math.max(most, text.length), 0),
    vectors: values.filter((value) => (vectorOf(value)?.length ?? 0) >= 2).length,
    times: values.filter((value) => isTime(value)).length,
  };
}

function isTime(value: unknown): boolean {
  const told = typeof value === "string" && /^\d{4}-\d\d-\d\d$/.test(value) ? `${value}T00:00:00Z` : value;
  const time = readTime(typeof told === "string" ? told.trim() : told, "ms");
  return time !== null && time.ns > 946_684_800_000_000_000n && time.ns < 4_102_444_800_000_000_000n;
}

const all = ({ filled }: Look, some: number) => filled > 0 && some === filled;
const isNumber = (look: Look) => all(look, look.numeric);
/** Marks on a scale, whatever it is called: few different numbers, none large, in many rows. */
const isScale = (look: Look) => isNumber(look) && look.filled >= 20 && look.distinct <= 11 && look.largest <= 10;
const isVector = (look: Look) => all(look, look.vectors);
const isMoment = (look: Look) => all(look, look.times);
const named = (words: RegExp) => (look: Look) => words.test(look.words);
const both =
  (...tests: readonly ((look: Look) => boolean)[]) =>
  (look: Look) =>
    tests.every((test) => test(look));

const idName =
  /\b(id|uuid|guid|key)$|^(item|sample|example|question|conversation|instance|record|trace|span|run|request|session)$/;
const scoreName =
  /\b(score|rating|rate|grade|points?|value|accuracy|faithful\w*|relevan\w*|helpful\w*|correct\w*|quality|toxic\w*|coheren\w*|fluen\w*|ground\w*|natural\w*|engag\w*|safety|complet\w*|understand\w*|overall|preference|pass|passed|agreement)\b/;
const labelName =
  /\b(label|verdict|winner|category|class|choice|decision|annotation|answer label|judg?ement|outcome)\b/;
const raterName = /\b(annotator|rater|judge|grader|labell?er|evaluator|completed by|reviewer|assessor|annotated by)\b/;
const timeName = /\b(time|timestamp|date|datetime|created|at|ts|start|started|logged|published)\b/;
const textName =
  /\b(text|content|document|question|prompt|response|answer|output|input|body|message|query|context|passage)\b/;
const reasonName = /\b(rationale|reason\w*|explanation|comment|justification|note|feedback)\b/;
const cohortName = /\b(cohort|window|split|period|phase|dataset|environment)\b/;
const vectorName = /\b(embedding|embeddings|vector|vec|emb)\b/;

type Fits = (look: Look) => boolean;

/** The roles of each target in the order of choosing: what is surest first. */
const order: Readonly<Record<MappingTarget, readonly (readonly [Role, Fits])[]>> = {
  scores: [
    ["time", both(named(timeName), isMoment)],
    ["rater", both(named(raterName), (look) => !(named(scoreName)(look) && isNumber(look)))],
    ["id", named(idName)],
    ["rationale", both(named(reasonName), (look) => !isNumber(look))],
    [
      "name",
      both(
        named(/^(dimension|criteri\w*|metric( name)?|score name|aspect|rubric|question name)$/),
        (look) => !isNumber(look),
      ),
    ],
    ["cohort", both(named(cohortName), (look) => look.distinct <= 12)],
    ["score", (look) => isScale(look) || (named(scoreName)(look) && (isNumber(look) || look.longest <= 5))],
    ["label", both(named(labelName), (look) => look.longest <= 60)],
    ["text", both(named(textName), (look) => !isNumber(look))],
  ],
  embeddings: [
    ["vector", isVector],
    ["time", both(named(timeName), isMoment)],
    ["id", named(idName)],
    ["model", named(/\bmodel\b/)],
    ["cohort", both(named(cohortName), (look) => look.distinct <= 12)],
    ["text", both(named(textName), (look) => !isNumber(look))],
    ["label", both(named(labelName), (look) => look.longest <= 120)],
  ],
  spans: [
    ["trace", named(/\btrace\b/)],
    ["parent", named(/\bparent\b/)],
    ["id", named(/\b(span id|id|generation id|request id|call id)$/)],
    ["end", both(named(/\b(end|ended|finished|completed)\b/), isMoment)],
    ["time", both(named(timeName), isMoment)],
    ["duration", both(named(/\b(duration|latency|elapsed|response time|generation time|took)\b/), isNumber)],
    ["input_tokens", both(named(/\b(prompt|input)\b.*\btokens?\b|\btokens?\b.*\b(prompt|input)\b/), isNumber)],
    [
      "output_tokens",
      both(named(/\b(completion|output)\b.*\btokens?\b|\btokens?\b.*\b(completion|output)\b/), isNumber),
    ],
    ["cost", both(named(/\b(cost|price|usd|spend)\b/), isNumber)],
    ["model", named(/\bmodel\b/)],
    ["kind", named(/\b(kind|span type|run type)\b/)],
    ["name", named(/\b(name|operation|step|endpoint|task)\b/)],
    ["status", named(/\b(status|outcome|success|error|finish reason)\b/)],
    ["tenant", named(/\b(tenant|customer|organi[sz]ation|account)\b/)],
    ["user", named(/\buser\b/)],
    ["session", named(/\b(session|conversation|thread)\b/)],
    ["service", named(/\b(service|app|application)\b/)],
    ["input", both(named(/\b(input|prompt|question|query|request)\b/), (look) => !isNumber(look))],
    ["output", both(named(/\b(output|response|answer|completion)\b/), (look) => !isNumber(look))],
  ],
};

function guessTarget(looks: readonly Look[]): MappingTarget | null {
  const has = (fits: Fits) => looks.some((look) => look.filled > 0 && fits(look));
  if (has(both(isVector, named(vectorName)))) return "embeddings";
  const isCall = has(both(named(/\btokens?\b/), isNumber)) && has(isMoment);
  const isTimed = has(named(/\b(duration|latency)\b/)) && has(named(/\b(trace|span)\b/));
  if (isCall || isTimed) return "spans";
  const scored = has(both(named(scoreName), (look) => isNumber(look) || look.longest <= 5)) || has(named(labelName));
  return scored && (has(named(idName)) || has(named(raterName)) || has(named(textName))) ? "scores" : null;
}

function guessScores(
  found: Readonly<Partial<Record<Role, string | readonly string[]>>>,
  looks: readonly Look[],
): Pick<Mapping, "target" | "source"> {
  const words = looks.find(({ name }) => name === found.id)?.words ?? "";
  const target = /\btrace\b/.test(words) ? "trace" : /\b(span|run)\b/.test(words) ? "span" : "sample";
  const rater = looks.find(({ name }) => name === found.rater)?.words ?? "";
  const human = /\b(annotator|labell?er|completed by|reviewer|annotated by|human)\b/;
  const source = human.test(rater) ? "human" : /\bjudge\b/.test(rater) ? "judge" : "unknown";
  return { target, source };
}

/** The unit in which a column's numbers are times: the first that puts them between 2000 and 2100. */
export function unitOf(column: string | undefined, rows: readonly JsonObject[]): TimeUnit | null {
  const value = column === undefined ? null : rows.map((row) => row[column]).find((found) => Number(found) > 0);
  return value === null || value === undefined ? null : (readTime(Number(value), "ms")?.unit ?? null);
}
