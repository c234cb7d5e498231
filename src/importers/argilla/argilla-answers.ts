import { isObject, type JsonObject } from "../json/json.ts";
import { isMissing, objectsIn, type Score, structured, textOf, without } from "../score-rows.ts";

export interface ArgillaAnswer {
  readonly score: Omit<Score, "target">;
  /** Of the response: submitted, draft, discarded. */
  readonly status: unknown;
}

/**
 * Of a nested record: responses and suggestions by question, or as the API gives them, responses by user and a list of
 * suggestions.
 */
export function* nestedAnswers(row: JsonObject): Generator<ArgillaAnswer> {
  const responses = structured(row.responses);
  if (isObject(responses)) {
    for (const [question, given] of Object.entries(responses)) yield* responsesTo(question, given);
  }
  for (const response of objectsIn(responses)) yield* responseOfUser(response);
  const suggestions = structured(row.suggestions);
  if (isObject(suggestions)) {
    for (const [question, given] of Object.entries(suggestions))
      for (const one of Array.isArray(given) ? given : [given]) yield* suggestion(question, one, {});
  }
  for (const one of objectsIn(suggestions))
    yield* suggestion(textOf(one.question_name ?? one.question_id) ?? "suggestion", one, {});
}

/** Of a record with columns for each question. */
export function* columnAnswers(row: JsonObject, questions: ReadonlySet<string>): Generator<ArgillaAnswer> {
  for (const question of questions) {
    const values = listIn(row[`${question}.responses`]);
    const users = listIn(row[`${question}.responses.users`]);
    const states = listIn(row[`${question}.responses.status`]);
    for (const [at, value] of values.entries()) yield* response(question, value, users[at], states[at]);
    if (`${question}-suggestion` in row) yield* responsesTo(question, row[question]);
    const old = structured(row[`${question}-suggestion-metadata`]);
    const about = isObject(old)
      ? old
      : { agent: row[`${question}.suggestion.agent`], score: row[`${question}.suggestion.score`] };
    yield* suggestion(question, row[`${question}.suggestion`] ?? row[`${question}-suggestion`], about);
  }
}

/** Of a record of the first generation: one annotation, and predictions with the probability of each. */
export function* oldAnswers(row: JsonObject): Generator<ArgillaAnswer> {
  const annotation = structured(row.annotation);
  if (!isMissing(annotation)) {
    const rater = textOf(row.annotation_agent);
    yield { score: { name: "label", value: annotation, source: "human", rater }, status: row.status };
  }
  const prediction = structured(row.prediction);
  const [best] = Array.isArray(prediction) ? prediction : [];
  const { value, score } = labelAndScore(best);
  if (isMissing(value)) return;
  const metadata = { ...(score === undefined ? {} : { score }), prediction };
  yield {
    score: { name: "label", value, source: "judge", rater: textOf(row.prediction_agent), metadata },
    status: "submitted",
  };
}

function labelAndScore(best: unknown): { readonly value: unknown; readonly score?: unknown } {
  if (Array.isArray(best)) return { value: best[0], score: best.at(-1) };
  return isObject(best) ? { value: best.label ?? best.text, score: best.score } : { value: best };
}

/** A list of responses, or their parts as columns of lists: Hugging Face turns the one into the other. */
function* responsesTo(question: string, given: unknown): Generator<ArgillaAnswer> {
  const all = structured(given);
  if (isObject(all) && Array.isArray(all.value)) {
    const [users, states] = [listIn(all.user_id), listIn(all.status)];
    for (const [at, value] of all.value.entries()) yield* response(question, value, users[at], states[at]);
    return;
  }
  for (const one of Array.isArray(all) ? all : [all]) {
    if (isObject(one)) yield* response(question, one.value, one.user_id, one.status);
    else yield* response(question, one, null, null);
  }
}

function* responseOfUser({ values, user_id, status, question_name, value }: JsonObject): Generator<ArgillaAnswer> {
  if (!isObject(values)) yield* response(textOf(question_name) ?? "response", value, user_id, status);
  else
    for (const [question, one] of Object.entries(values))
      yield* response(question, isObject(one) ? one.value : one, user_id, status);
}

function* response(name: string, written: unknown, user: unknown, status: unknown): Generator<ArgillaAnswer> {
  const value = structured(written);
  if (isMissing(value)) return;
  yield { score: { name, value, source: "human", rater: textOf(user) }, status };
}

const suggestionTaken = new Set(["value", "agent", "question_name", "question_id", "id", "inserted_at", "updated_at"]);

function* suggestion(name: string, given: unknown, about: JsonObject): Generator<ArgillaAnswer> {
  const told = isObject(given) && "value" in given ? given : { ...about, value: structured(given) };
  if (isMissing(told.value)) return;
  const metadata = without(told, suggestionTaken);
  const source = told.type === "human" ? "human" : "judge";
  yield {
    score: { name, value: structured(told.value), source, rater: textOf(told.agent), metadata },
    status: "submitted",
  };
}

function listIn(value: unknown): readonly unknown[] {
  const list = structured(value);
  if (Array.isArray(list)) return list;
  return isMissing(list) ? [] : [list];
}
