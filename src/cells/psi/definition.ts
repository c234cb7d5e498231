import { z } from "zod";
import type { Engine } from "../../engine/engine.ts";
import { parseYaml } from "../../notebook/yaml-spec.ts";
import { whereKey, whereReads } from "../span-filter.ts";
import { frozenKey } from "./frozen.ts";
import { everyKey } from "./windows.ts";

const oneOrMore = z
  .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
  .transform((names) => (typeof names === "string" ? [names] : names));

export const adjustments = ["benjamini-hochberg", "benjamini-yekutieli", "holm", "bonferroni", "none"] as const;

const schema = z.object({
  table: z.string().min(1).default("spans").describe("Spans, traces, scores, documents or any other table."),
  columns: oneOrMore.optional().describe("Columns to compare, or attributes.key. All that can be, unless given."),
  text: oneOrMore.optional().describe("Columns of text: length, words, language, questions, code, URLs, vocabulary."),
  traces: z.boolean().default(false).describe("Also steps, tool calls, tokens, cost and latency of the rows' traces."),
  where: whereKey.describe("Only these rows: a predicate in SQL."),
  reference: z.string().min(1).optional().describe("Which rows are the reference: a predicate in SQL."),
  current: z.string().min(1).optional().describe("Which rows are current. All others, where only reference is given."),
  time: z.string().min(1).meta({ form: "column" }).optional().describe("The column that holds a row's time."),
  every: everyKey.describe("PSI per window over time: 1h, 1d, 7d."),
  bins: z.number().int().min(2).max(50).default(10),
  top: z.number().int().min(1).max(100).default(20).describe("Categories that stand alone; the rest are others."),
  few_values: z.number().int().min(0).max(100).default(20).describe("Numbers with so few values are categories."),
  min_count: z.number().int().min(2).default(30).describe("Rows that each side needs."),
  level: z.number().gt(0).max(0.5).default(0.05),
  adjust: z.enum(adjustments).default("benjamini-hochberg"),
  frozen: frozenKey,
});

export type PsiSpec = z.output<typeof schema> & { readonly source: string };

export function parse(source: string): PsiSpec {
  return { ...parseYaml(source, schema), source };
}

export async function reads(spec: PsiSpec, engine: Engine): Promise<readonly string[]> {
  const predicates = [spec.where, spec.reference, spec.current];
  const others = await Promise.all(predicates.map((predicate) => whereReads(engine, predicate)));
  return [...new Set([spec.table, "spans", "traces", ...others.flat()])];
}
