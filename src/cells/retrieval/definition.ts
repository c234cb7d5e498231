import { z } from "zod";
import type { Engine } from "../../engine/engine.ts";
import { parseYaml } from "../../notebook/yaml-spec.ts";
import { stepsKey, whereKey, whereReads } from "../span-filter.ts";
import { perKey } from "../time-buckets.ts";

/** Where spans say the version of the index that they searched, the surest first. */
const indexKeys = [
  ...["index.version", "index_version", "retrieval.index.version", "retrieval.index_version", "retrieval.config"],
  ...["retrieval.config.version", "vector_store.index.version", "knowledge_base.version", "db.collection.version"],
];

const days: Readonly<Record<string, number>> = { h: 1 / 24, d: 1, w: 7, m: 30, y: 365 };

/** "30d", "12h", "2w", "6m", "1y" as days. */
const age = z
  .string()
  .regex(/^\d+(\.\d+)?\s*[hdwmy]$/, { error: "write a number and a unit: 12h, 30d, 2w, 6m, 1y" })
  .transform((text) => Number.parseFloat(text) * (days[text.at(-1) ?? "d"] ?? 1));

const alert = z.object({
  share: z.number().gt(0).lt(1).default(0.2),
  window: z.number().int().min(1).max(400).default(7),
  short: z.number().int().min(1).max(400).default(1),
  persistence: z.number().int().min(1).max(100).default(3),
  recovery: z.number().int().min(1).max(100).default(1),
  documents: z.number().int().min(1).default(30),
});

const schema = z.object({
  sla: age.default(30).describe("How old a document may be: 12h, 30d, 2w, 6m, 1y."),
  index_version_from: z
    .array(z.string().min(1))
    .min(1)
    .default(indexKeys)
    .describe("Attributes that name the index's version."),
  source_by: z
    .string()
    .min(1)
    .optional()
    .describe("What a document's source is: a key of its metadata; its id where left out."),
  since: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2})?Z?)?$/, {
      error: "write a day or a time: 2026-04-20, 2026-04-20T14:02Z",
    })
    .optional()
    .describe(
      "From when on the same query is held against its documents before; the current window's start where left out.",
    ),
  alert: alert
    .default(alert.parse({}))
    .describe("The two windows, in stretches of time, the share of documents beyond the SLA, and how often in a row."),
  step: stepsKey,
  where: whereKey,
  per: perKey,
  limit: z.number().int().min(1).max(500).default(10),
});

export type RetrievalSpec = z.output<typeof schema> & { readonly source: string };

export function parse(source: string): RetrievalSpec {
  return { ...parseYaml(source, schema), source };
}

export async function reads(spec: RetrievalSpec, engine: Engine): Promise<readonly string[]> {
  return ["spans", "traces", "documents", "deployments", ...(await whereReads(engine, spec.where))];
}
