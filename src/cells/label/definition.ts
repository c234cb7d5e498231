import { z } from "zod";
import type { Engine } from "../../engine/engine.ts";
import { tableIdentifier } from "../../engine/sql.ts";
import { parseYaml } from "../../notebook/yaml-spec.ts";
import { whereCondition, whereKey } from "../span-filter.ts";

export const designs = ["random", "stratified", "score", "next"] as const;

/** How items are drawn: see `draw.ts`. */
export type Design = (typeof designs)[number];

const columnName = z.string().min(1);

const schema = z.object({
  items: z.string().min(1).default("traces"),
  id: columnName.optional(),
  text: z.array(columnName).min(1).optional(),
  where: whereKey,
  rubric: z.string().min(1).default("default"),
  by: z.enum(designs).default("random"),
  strata: z
    .union([columnName, z.array(columnName).min(1).max(5)])
    .transform((names) => (typeof names === "string" ? [names] : names))
    .optional(),
  size: z.number().int().min(1).max(2000).default(50),
  least: z.number().int().min(0).max(200).default(5),
  seed: z.number().int().min(0).default(1),
  judge: z.string().min(1).optional(),
  reveal: z.boolean().default(false),
  rater: z.string().min(1).max(60).optional(),
  also: z.array(z.string().min(1)).max(20).default([]),
});

export type LabelSpec = z.output<typeof schema> & { readonly source: string };

export function parse(source: string): LabelSpec {
  return { ...parseYaml(source, schema), source };
}

/** The tables that it reads: the items, what their predicate reads, and what stands beside them. */
export async function reads(spec: LabelSpec, engine: Engine): Promise<readonly string[]> {
  const where = spec.where ? `WHERE ${whereCondition(spec.where)}` : "";
  const names = await engine.tableNames(`SELECT 1 FROM ${tableIdentifier({ name: spec.items })} ${where}`);
  return [...new Set([...names, "scores", "documents", "spans"])];
}
