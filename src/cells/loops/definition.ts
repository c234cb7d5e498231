import { z } from "zod";
import type { Engine } from "../../engine/engine.ts";
import { parseYaml } from "../../notebook/yaml-spec.ts";
import { spanKinds } from "../../traces/kind.ts";
import { stepsKey, whereKey, whereReads } from "../span-filter.ts";

const schema = z.object({
  breaker: z.number().int().min(1).max(20).default(5).describe("What if the same call were cut after this many?"),
  rounds: z.number().int().min(2).max(100).default(2).describe("Rounds from which on a repetition is a loop."),
  overlap: z.number().min(0.05).max(1).default(0.8).describe("The share of two results that has to be alike."),
  step: stepsKey,
  where: whereKey.describe("Which traces: those with a span that meets this predicate."),
  kinds: z.array(z.enum(spanKinds)).default(["TOOL", "RETRIEVER"]).describe("Kinds of spans that are calls."),
  ignore: z.array(z.string().min(1)).default([]).describe("More keys of arguments and results that do not count."),
  writes: z.array(z.string().min(1)).default([]).describe("More words in tools' names that change state."),
  success: z.string().min(1).default("root_status <> 'ERROR'").describe("Which traces succeeded, over traces."),
  breaker_tag: z.string().min(1).default("circuit_breaker").describe("The attribute that a breaker leaves."),
  limit: z.number().int().min(1).max(1000).default(100).describe("Loops to list."),
  seed: z.number().int().default(1),
});

export type LoopsSpec = z.output<typeof schema> & { readonly source: string };

export function parse(source: string): LoopsSpec {
  return { ...parseYaml(source, schema), source };
}

export async function reads(spec: LoopsSpec, engine: Engine): Promise<readonly string[]> {
  const [where, success] = [await whereReads(engine, spec.where), await whereReads(engine, spec.success)];
  return [...new Set(["spans", "traces", ...where, ...success])];
}
