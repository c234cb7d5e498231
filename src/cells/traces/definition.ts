import { z } from "zod";
import type { Engine } from "../../engine/engine.ts";
import { parseYaml } from "../../notebook/yaml-spec.ts";
import { kindKey, stepsKey, whereKey, whereReads } from "../span-filter.ts";

export const traceSorts = ["duration", "start", "spans", "errors", "cost", "tokens"] as const;

export type TraceSort = (typeof traceSorts)[number];

const schema = z.object({
  cohort: z.enum(["reference", "current", "all"]).default("all"),
  step: stepsKey,
  path: z.string().min(1).optional(),
  kind: kindKey,
  text: z.string().optional(),
  status: z.enum(["error", "ok", "any"]).default("any"),
  tenant: z.string().optional(),
  where: whereKey,
  sort: z.enum(traceSorts).default("duration"),
  order: z.enum(["asc", "desc"]).default("desc"),
  limit: z.number().int().min(1).max(2000).default(200),
});

export type TracesSpec = z.output<typeof schema> & { readonly source: string };

export function parse(source: string): TracesSpec {
  return { ...parseYaml(source, schema), source };
}

export async function reads(spec: TracesSpec, engine: Engine): Promise<readonly string[]> {
  return ["spans", "traces", ...(await whereReads(engine, spec.where))];
}
