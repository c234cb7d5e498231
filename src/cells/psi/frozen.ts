import { z } from "zod";

const count = z.number().min(0);

const frozenNumber = z.object({
  edges: z.array(z.number()).max(200),
  counts: z.array(count).max(201),
  missing: count.default(0),
});

const frozenCategories = z.object({
  categories: z.record(z.string(), count),
  other: count.default(0),
  missing: count.default(0),
});

export type FrozenNumber = z.output<typeof frozenNumber>;
export type FrozenCategories = z.output<typeof frozenCategories>;
export type Frozen = FrozenNumber | FrozenCategories;

const isAscending = (edges: readonly number[]) => edges.every((edge, at) => at === 0 || edge > Number(edges[at - 1]));

/** The reference's bins as they were kept, by column. */
export const frozenKey = z
  .record(z.string(), z.union([frozenNumber, frozenCategories]))
  .refine(
    (all) => Object.values(all).every((one) => !("edges" in one) || one.counts.length === one.edges.length + 1),
    "a column needs one count more than edges",
  )
  .refine((all) => Object.values(all).every((one) => !("edges" in one) || isAscending(one.edges)), "edges must grow")
  .optional()
  .describe("The reference's bins, kept. The button Freeze bins writes them.");

export function isFrozenNumber(frozen: Frozen): frozen is FrozenNumber {
  return "edges" in frozen;
}
