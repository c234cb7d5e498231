import { z } from "zod";
import type { Engine } from "../../engine/engine.ts";
import { parseYaml } from "../../notebook/yaml-spec.ts";
import { personalTypes } from "../../text/personal-data.ts";
import { whereKey, whereReads } from "../span-filter.ts";

const some = z
  .union([z.string().min(1), z.array(z.string().min(1))])
  .transform((names) => (typeof names === "string" ? [names] : names));

const schema = z.object({
  from: z.string().min(1).default("traces").describe("The table whose rows are judged.").meta({ form: "table" }),
  where: whereKey.describe("Which rows, as a condition in SQL."),
  sample: z.number().int().min(1).max(20_000).default(50).describe("How many rows are drawn."),
  strata: some.optional().describe("Columns within whose values the rows are drawn; cohort and name unless told."),
  seed: z
    .number()
    .int()
    .min(0)
    .max(2 ** 31)
    .default(1),
  id: z.string().min(1).optional().describe("The column that tells rows apart.").meta({ form: "column" }),
  fields: z
    .record(z.string(), z.string().min(1))
    .default({})
    .describe("The rubric's fields as SQL over the table: {answer: output}."),
  rubric: z.string().min(1).default("default").describe("default, pairwise, or a YAML file beside the notebook."),
  compare: z.string().min(1).optional().describe("Another rubric's file, or an earlier version of this one."),
  endpoint: z.string().min(1).optional().describe("The name of an endpoint that is set on this computer."),
  model: z.string().min(1).optional(),
  temperature: z.number().min(0).max(2).nullable().default(0),
  repeats: z
    .number()
    .int()
    .min(1)
    .max(20)
    .default(1)
    .describe("How often each row is judged, each time with the next seed."),
  swap: z.boolean().default(true).describe("Pairs are judged in both orders."),
  max_tokens: z.number().int().min(16).max(100_000).default(1000).describe("The longest answer of the judge."),
  answer_form: z
    .enum(["schema", "json", "text"])
    .default("schema")
    .describe("What the endpoint is told of the answer's form; some servers know no schemas."),
  redact: z
    .union([z.boolean(), z.array(z.enum(personalTypes))])
    .default(true)
    .describe("Personal data is replaced by marks."),
  max_chars: z.number().int().min(100).max(1_000_000).default(12_000).describe("Longer texts are cut, which is said."),
  budget_usd: z.number().min(0).max(100_000).default(1).describe("No call begins that could cost more."),
  input_price: z.number().min(0).optional().describe("USD per million tokens, where the app knows no price."),
  output_price: z.number().min(0).optional().describe("USD per million tokens, where the app knows no price."),
  concurrency: z.number().int().min(1).max(5).default(4).describe("How many calls are under way at once."),
  per_minute: z.number().int().min(1).max(100_000).default(300).describe("How many calls begin in a minute at most."),
  timeout_s: z.number().int().min(5).max(3600).default(120),
});

export type JudgeSpec = z.output<typeof schema> & { readonly source: string };

export function parse(source: string): JudgeSpec {
  return { ...parseYaml(source, schema), source };
}

export async function reads(spec: JudgeSpec, engine: Engine): Promise<readonly string[]> {
  const texts = Object.values(spec.fields).map((field) => engine.tableNames(`SELECT (\n${field}\n)`));
  const canonical = spec.from === "traces" || spec.from === "spans" ? ["spans", "documents"] : [];
  const named = await Promise.all([...texts, whereReads(engine, spec.where)]);
  return [...new Set([spec.from, ...canonical, ...named.flat()])];
}
