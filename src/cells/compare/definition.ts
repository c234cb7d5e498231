import { z } from "zod";
import type { Engine } from "../../engine/engine.ts";
import { parseYaml } from "../../notebook/yaml-spec.ts";
import { whereKey, whereReads } from "../span-filter.ts";
import { weightByKey } from "../trace-strata.ts";

/** The quantiles that a cell may compare, with their share. */
export const quantiles = { p75: 0.75, p90: 0.9, p95: 0.95, p99: 0.99 } as const;

/** What is measured of every step; by its difference the table may be sorted. */
export const measures = ["time", "quantile", "p50", "self", "presence", "calls", "errors", "tokens", "cost"] as const;

export type Measure = (typeof measures)[number];

const schema = z.object({
  where: whereKey,
  weight_by: weightByKey,
  quantile: z.enum(["p75", "p90", "p95", "p99"]).default("p95"),
  sort: z.enum([...measures, "name"]).default("time"),
  limit: z.number().int().min(1).max(1000).default(20),
  attributes: z.number().int().min(0).max(200).default(10),
  attribute_traces: z.number().int().min(50).max(100_000).default(1000),
});

export type CompareSpec = z.output<typeof schema> & { readonly source: string };

export function parse(source: string): CompareSpec {
  return { ...parseYaml(source, schema), source };
}

export async function reads(spec: CompareSpec, engine: Engine): Promise<readonly string[]> {
  return ["spans", "traces", ...(await whereReads(engine, spec.where))];
}
