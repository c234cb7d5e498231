import { z } from "zod";
import type { Engine } from "../../engine/engine.ts";
import { parseYaml } from "../../notebook/yaml-spec.ts";
import { whereKey, whereReads } from "../span-filter.ts";

export const labelTypes = ["binary", "nominal", "ordinal", "continuous", "pairwise"] as const;
export type LabelType = (typeof labelTypes)[number];

/** How the labelled items came to be labelled, which decides what may be corrected with them. */
export const choices = ["unknown", "all", "random", "stratified", "by_score", "by_class"] as const;
export type Chosen = (typeof choices)[number];

export const recalibrations = ["auto", "isotonic", "platt", "level", "none"] as const;

const name = z.string().min(1);
const names = z
  .union([name, z.array(name).min(1)])
  .transform((given) => (typeof given === "string" ? [given] : given))
  .optional();
const value = z.union([z.string(), z.number(), z.boolean()]);

/** A recalibration that was kept: where people's score lies for a judge's score, straight between the points. */
const kept = z.object({
  method: z.enum(["isotonic", "platt", "level"]),
  x: z.array(z.number()).default([]),
  y: z.array(z.number()).default([]),
  slope: z.number().optional(),
  intercept: z.number().optional(),
  n: z.number(),
});

const schema = z.object({
  table: name.default("scores").describe("scores, or any table with one row per score or per item"),
  where: whereKey.describe("a condition in SQL over that table"),
  dimensions: names.describe("which dimensions; all that both judge and people scored"),
  judge: names.describe("the judge's rater, or its column in a wide table"),
  compare: name.optional().describe("another judge or version, on the same items"),
  human: names.describe("the people's raters; all of source human"),
  label: names.describe("in a wide table: the columns of people's labels"),
  labels: name.optional().describe("a further table with people's labels, such as a label cell"),
  item: name.optional().describe("the column that names the item"),
  type: z.enum(["auto", ...labelTypes]).default("auto"),
  scale: z.array(value).min(2).optional().describe("the rubric's whole scale, in order"),
  positive: value.optional().describe("the label that means pass"),
  threshold: z.number().optional().describe("scores from here on pass"),
  consensus: z.enum(["each", "majority"]).default("each").describe("the judge beside each person, or their majority"),
  probability: name.optional().describe("the judge's probability of a pass"),
  items: name.optional().describe("a table with one row per item: texts, slices, lengths"),
  text: name.optional().describe("what was judged"),
  slices: names.describe("columns or attributes of items to compare"),
  bias: z
    .object({
      length: z.union([z.boolean(), name]).default(true),
      position: name.optional(),
      family: name.optional(),
      own: z.union([name, z.array(name).min(1)]).optional(),
      others: names,
    })
    .prefault({})
    .describe("what may pull the judge away from people"),
  cluster: name.optional().describe("what items go together by: a prompt, a conversation"),
  chosen: z.enum(choices).default("unknown").describe("how the labelled items were chosen"),
  strata: name.optional().describe("the strata that items were drawn from"),
  weights: name.optional().describe("how many items a labelled one stands for"),
  dangerous: z
    .object({ judge_at_least: z.number().optional(), human_at_most: z.number().optional() })
    .prefault({})
    .describe("which scores count as judge high, people low"),
  recalibrate: z.enum(recalibrations).default("auto"),
  recalibration: z.record(z.string(), kept).optional().describe("written by Keep the recalibration"),
  width: z.number().positive().max(1).default(0.05).describe("the half width that the interval should have"),
  epsilon: z.number().min(0).max(1).default(0.2).describe("0.2 for experts, 0.15 skilled, 0.1 crowd"),
  bootstrap: z.number().int().min(100).max(20_000).default(2000),
  seed: z.number().int().default(1),
});

export type KeptRecalibration = z.output<typeof kept>;
export type CalibrationSpec = z.output<typeof schema> & { readonly source: string };

export function parse(source: string): CalibrationSpec {
  return { ...parseYaml(source, schema), source };
}

export async function reads(spec: CalibrationSpec, engine: Engine): Promise<readonly string[]> {
  const named = [spec.table, spec.items, spec.labels].filter((table) => table !== undefined);
  return [...named, "scores", "spans", ...(await whereReads(engine, spec.where))];
}
