import { z } from "zod";
import type { Engine } from "../../engine/engine.ts";
import { parseYaml } from "../../notebook/yaml-spec.ts";
import { kindKey, stepsKey, whereKey, whereReads } from "../span-filter.ts";

/** The quantiles that a cell may compare, with their share. */
export const quantiles = { p50: 0.5, p75: 0.75, p90: 0.9, p95: 0.95, p99: 0.99 } as const;

export type QuantileName = keyof typeof quantiles;

export const sorts = [
  "growth",
  "difference",
  "share",
  "self",
  "total",
  "p50",
  "p95",
  "p99",
  "count",
  "errors",
  "name",
] as const;

export type LatencySort = (typeof sorts)[number];

const schema = z.object({
  by: z.string().min(1).default("name"),
  step: stepsKey,
  kind: kindKey,
  where: whereKey,
  quantile: z.enum(["p50", "p75", "p90", "p95", "p99"]).default("p95"),
  min_count: z.number().int().min(1).default(1),
  sort: z.enum(sorts).default("growth"),
  limit: z.number().int().min(1).max(1000).default(25),
});

export type LatencySpec = z.output<typeof schema> & { readonly source: string };

export function parse(source: string): LatencySpec {
  return { ...parseYaml(source, schema), source };
}

export async function reads(spec: LatencySpec, engine: Engine): Promise<readonly string[]> {
  return ["spans", "traces", ...(await whereReads(engine, spec.where))];
}
