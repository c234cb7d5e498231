import type { ModelAnswer } from "../../host.ts";
import { type JudgeCall, nextStep } from "./call.ts";
import type { Plan } from "./plan.ts";
import { aboutTokens, costOf, type JudgePrice, mostTokens, tokensOf } from "./price.ts";

/** What a run would send and cost before it begins. */
export interface RunEstimate {
  /** Judgements that are not stored yet. */
  readonly calls: number;
  /** Rows that they are about. */
  readonly items: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** null without a price. */
  readonly aboutUsd: number | null;
  /** If every answer were as long as it may be and had to be repaired. */
  readonly mostUsd: number | null;
}

const tokensPerReasoning = 90;

/** The calls that are still to be made. */
export async function openCalls(plan: Plan, price: JudgePrice | null): Promise<readonly JudgeCall[]> {
  const open: JudgeCall[] = [];
  for (const call of plan.calls)
    if ("ask" in (await nextStep(call, plan.rubric, plan.stored.answers, price))) open.push(call);
  return open;
}

export function estimateRun(plan: Plan, open: readonly JudgeCall[], price: JudgePrice | null): RunEstimate {
  const output = usualOutput(plan);
  const about = open.map(({ request }) => ({ input: aboutTokens(request), output }));
  const most = open.flatMap(({ request }) => {
    const first = { input: mostTokens(request), output: request.maxTokens };
    return [first, { ...first, input: first.input + request.maxTokens * 4 + 300 }];
  });
  const total = (tokens: readonly { readonly input: number; readonly output: number }[]) =>
    price ? tokens.reduce((sum, each) => sum + (costOf(price, each) ?? 0), 0) : null;
  return {
    calls: open.length,
    items: new Set(open.map(({ item }) => item)).size,
    inputTokens: about.reduce((sum, { input }) => sum + input, 0),
    outputTokens: output * open.length,
    aboutUsd: total(about),
    mostUsd: total(most),
  };
}

/** The mean of this rubric's stored answers, else so much for each dimension. */
function usualOutput({ calls, rubric, stored }: Plan): number {
  const lengths = calls.flatMap(({ key, request }) => {
    const answer: ModelAnswer | undefined = stored.answers.get(key);
    return answer ? [tokensOf(request, answer).output] : [];
  });
  if (lengths.length >= 5) return Math.ceil(lengths.reduce((sum, length) => sum + length, 0) / lengths.length);
  return Math.min(calls[0]?.request.maxTokens ?? 0, tokensPerReasoning * rubric.dimensions.length + 20);
}
