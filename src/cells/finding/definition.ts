import { z } from "zod";
import { type EvidenceRow, mostPinnedRows } from "../../notebook/findings.ts";
import { parseYaml } from "../../notebook/yaml-spec.ts";

const schema = z.object({
  /** What the evidence shows, in the reader's words. */
  note: z.string().nullish(),
  /** The table that holds the evidence: a cell's name, `spans`, `traces` … */
  of: z.string().min(1),
  /** The columns that tell the pinned rows apart. */
  key: z.array(z.string()).default([]),
  /** The pinned rows with their values at the time. */
  rows: z
    .array(z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])))
    .max(mostPinnedRows)
    .default([]),
  /** Of the whole table, where no rows were pinned. */
  digest: z.string().optional(),
  summary: z.string().default(""),
  /** When it was pinned. */
  pinned: z.string().default(""),
});

export interface FindingSpec {
  readonly note: string;
  readonly of: string;
  readonly key: readonly string[];
  readonly rows: readonly EvidenceRow[];
  readonly digest: string | null;
  readonly summary: string;
  readonly pinned: string;
  readonly source: string;
}

export function parse(source: string): FindingSpec {
  const { note, digest, ...rest } = parseYaml(source, schema);
  return { ...rest, note: note ?? "", digest: digest ?? null, source };
}
