import { z } from "zod";
import type { Engine } from "../../engine/engine.ts";
import { parseYaml } from "../../notebook/yaml-spec.ts";
import { kindKey, stepsKey, whereKey, whereReads } from "../span-filter.ts";
import { perKey } from "../time-buckets.ts";

export const costSorts = ["growth", "cost", "calls", "tokens", "saved", "name"] as const;

export type CostSort = (typeof costSorts)[number];

export const costParts = ["over_time", "budget", "cache", "unpriced", "audit", "divergence"] as const;

export type CostPart = (typeof costParts)[number];

const texts = z.array(z.string().min(1));
const usd = z.number().positive();

const schema = z.object({
  by: z
    .union([z.string().min(1), texts.min(1).max(6)])
    .transform((names) => (typeof names === "string" ? [names] : names))
    .default(["tenant", "model", "prompt_version", "step"])
    .meta({ form: "column" })
    .describe("What costs are split by: tenant, model, prompt_version, step, columns of spans, attributes."),
  tenant_from: texts
    .default([])
    .describe("Attributes that name the tenant, the first that a span has; the column tenant where none is named."),
  prompt_version_from: texts
    .default([])
    .describe("Attributes that name the prompt's version; the column prompt_version where none is named."),
  step: stepsKey,
  kind: kindKey,
  where: whereKey,
  per: perKey,
  budget: z
    .object({
      per: z.enum(["day", "week", "month"]).default("day"),
      default: usd.optional(),
      tenants: z.record(z.string(), usd).default({}),
    })
    .optional()
    .describe("USD that a tenant may cost per day, week or month."),
  tolerance: z.number().min(0).max(1).default(0.01).describe("How far a root's cost may lie from its calls' sum."),
  unusual: z
    .number()
    .min(0.5)
    .max(0.999)
    .default(0.95)
    .describe("The quantile of the reference's traces above which a trace is unusually dear."),
  show: z
    .array(z.enum(costParts))
    .default([...costParts])
    .describe("What to show below the table."),
  sort: z.enum(costSorts).default("growth"),
  limit: z.number().int().min(1).max(1000).default(25),
});

export type CostSpec = z.output<typeof schema> & { readonly source: string };

export function parse(source: string): CostSpec {
  return { ...parseYaml(source, schema), source };
}

export async function reads(spec: CostSpec, engine: Engine): Promise<readonly string[]> {
  return ["spans", "traces", "model_prices", "deployments", ...(await whereReads(engine, spec.where))];
}
