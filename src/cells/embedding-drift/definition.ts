import { z } from "zod";
import type { Engine } from "../../engine/engine.ts";
import { parseYaml } from "../../notebook/yaml-spec.ts";
import { whereKey, whereReads } from "../span-filter.ts";

const column = (about: string) => z.string().min(1).optional().meta({ form: "column" }).describe(about);

const stretch = /^(\d{1,4}) ?(m|h|d|w)$/;

const schema = z.object({
  table: z.string().min(1).default("embeddings"),
  vector: z.string().min(1).default("vector").meta({ form: "column" }),
  text: column("What a row says; the column text unless told"),
  id: column("What a row belongs to, a trace's or a span's id; the column id unless told"),
  time: column("When it was; the column time unless told"),
  model: column("What made the vector; the column model unless told"),
  group: column("Rows that belong together, such as a conversation; rows with the same text unless told"),
  segment: z.string().min(1).optional().describe("A column or an attribute; each of its values is compared by itself"),
  every: z
    .string()
    .regex(stretch, "a number and m, h, d or w: 6h, 1d, 1w")
    .optional()
    .describe("A window of time, such as 1d; each is compared with the reference"),
  where: whereKey,
  clusters: z.number().int().min(2).max(50).default(12),
  clusters_of: z
    .enum(["both", "reference"])
    .default("both")
    .describe("The rows in which clusters are found. What was rare before has no cluster of its own in the reference."),
  sample: z.number().int().min(50).max(5000).default(2000).describe("Rows of each side at most"),
  permutations: z.number().int().min(99).max(1999).default(199),
  seed: z.number().int().min(0).max(2_147_483_647).default(1),
});

export type EmbeddingDriftSpec = z.output<typeof schema>;

export function parse(source: string): EmbeddingDriftSpec {
  return parseYaml(source, schema);
}

export async function reads(spec: EmbeddingDriftSpec, engine: Engine): Promise<readonly string[]> {
  return [spec.table, "traces", "spans", "deployments", ...(await whereReads(engine, spec.where))];
}

const micros = { m: 60_000_000, h: 3_600_000_000, d: 86_400_000_000, w: 604_800_000_000 } as const;

/** The length of a window in microseconds, and where windows begin: weeks on Monday, all others with the hour or day. */
export function windowLength(every: string): { readonly length: number; readonly shift: number } {
  const [, count, unit] = stretch.exec(every) ?? [];
  const length = Math.max(1, Number(count)) * micros[(unit ?? "d") as keyof typeof micros];
  // 1970 began on a Thursday.
  return { length, shift: unit === "w" ? 3 * micros.d : 0 };
}
