import { z } from "zod";
import type { Engine } from "../../engine/engine.ts";
import { parseYaml } from "../../notebook/yaml-spec.ts";
import { whereKey, whereReads } from "../span-filter.ts";

const column = (about: string) => z.string().min(1).optional().meta({ form: "column" }).describe(about);

const schema = z.object({
  table: z.string().min(1).default("embeddings").describe("A table or cell; its column cohort tells the sides apart"),
  vector: z.string().min(1).default("vector").meta({ form: "column" }),
  text: column("What a row says; the column text unless told"),
  id: column("What a row belongs to, a trace's or a span's id; the column id unless told"),
  time: column("When it was; the column time unless told"),
  fit: z
    .enum(["reference", "joint"])
    .default("reference")
    .describe("Lay out the reference and place the current rows into that map, or lay out both together."),
  metric: z.enum(["cosine", "euclidean"]).default("cosine"),
  engine: z.enum(["casebook", "umap-js"]).default("casebook"),
  neighbours: z.number().int().min(2).max(200).default(15),
  min_dist: z.number().min(0).max(1).default(0.1),
  epochs: z.number().int().min(1).max(5000).optional(),
  clusters: z.number().int().min(1).max(24).default(8),
  colour: z.string().min(1).default("cohort"),
  model: z.string().min(1).optional().describe("Only vectors of this embedding model."),
  where: whereKey,
  limit: z.number().int().min(10).max(1_000_000).default(20_000).describe("Rows of each cohort at most."),
  seed: z.number().int().min(0).max(2_147_483_647).default(1),
});

export type MapSpec = z.output<typeof schema>;

export function parse(source: string): MapSpec {
  return parseYaml(source, schema);
}

export async function reads(spec: MapSpec, engine: Engine): Promise<readonly string[]> {
  return [spec.table, "scores", ...(await whereReads(engine, spec.where))];
}
