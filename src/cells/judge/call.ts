import type { ModelAnswer } from "../../host.ts";
import type { Rubric } from "../rubric.ts";
import { costOf, type JudgePrice, tokensOf } from "./price.ts";
import { type JudgeRequest, type Order, repairRequest, requestKey } from "./request.ts";
import { isRepairable, problemsIn, readVerdicts, type Verdict } from "./verdict.ts";

/** One judgement to be had: an item, which repeat, in which order. */
export interface JudgeCall {
  /** The item's place among the items. */
  readonly item: number;
  readonly repeat: number;
  readonly order: Order;
  readonly request: JudgeRequest;
  /** Under which its answer is stored. */
  readonly key: string;
}

/** What came of a call, its repair included. */
export interface Outcome {
  readonly verdicts: readonly Verdict[];
  readonly repaired: boolean;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** null without a price. */
  readonly costUsd: number | null;
  /** The model that answered, as the endpoint calls it. */
  readonly model: string | null;
}

/** What is known of a call: its outcome, or the request that has to be sent next. */
export type NextStep =
  | { readonly outcome: Outcome }
  | { readonly ask: JudgeRequest; readonly key: string; readonly repairs: string | null };

/** Looks up what is stored of a call. An answer that cannot be read is asked for once more, and no more than that. */
export async function nextStep(
  call: JudgeCall,
  rubric: Rubric,
  answers: ReadonlyMap<string, ModelAnswer>,
  price: JudgePrice | null,
): Promise<NextStep> {
  const first = answers.get(call.key);
  if (!first) return { ask: call.request, key: call.key, repairs: null };
  const verdicts = readVerdicts(first, rubric, call.order);
  const problem = problemsIn(verdicts);
  if (problem === null || !isRepairable(first))
    return { outcome: outcomeOf(verdicts, false, price, [[call.request, first]]) };
  const request = repairRequest(call.request, first.text, problem);
  const key = await requestKey(request, call.repeat);
  const second = answers.get(key);
  if (!second) return { ask: request, key, repairs: problem };
  const mended = readVerdicts(second, rubric, call.order);
  return {
    outcome: outcomeOf(mended, problemsIn(mended) === null, price, [
      [call.request, first],
      [request, second],
    ]),
  };
}

function outcomeOf(
  verdicts: readonly Verdict[],
  repaired: boolean,
  price: JudgePrice | null,
  exchanges: readonly (readonly [JudgeRequest, ModelAnswer])[],
): Outcome {
  const tokens = exchanges.map(([request, answer]) => tokensOf(request, answer));
  const costs = tokens.map(({ cached, ...counts }) => costOf(price, counts, cached));
  return {
    verdicts,
    repaired,
    inputTokens: tokens.reduce((sum, { input }) => sum + input, 0),
    outputTokens: tokens.reduce((sum, { output }) => sum + output, 0),
    costUsd: costs.reduce<number | null>((sum, cost) => (sum === null || cost === null ? null : sum + cost), 0),
    model: exchanges.at(-1)?.[1].model ?? null,
  };
}
