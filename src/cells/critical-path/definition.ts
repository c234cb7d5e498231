import { z } from "zod";
import type { Engine } from "../../engine/engine.ts";
import { parseYaml } from "../../notebook/yaml-spec.ts";
import { whereKey, whereReads } from "../span-filter.ts";

/** Attributes of a span that hold the id of another trace: the one that it came from. */
export const traceAttributes = [
  "parent_trace_id",
  "parent.trace_id",
  "parent.trace.id",
  "linked_trace_id",
  "linked.trace_id",
  "link.trace_id",
  "origin.trace_id",
  "caller.trace_id",
  "root_trace_id",
  "baggage.trace_id",
  "baggage.parent_trace_id",
  "baggage.root_trace_id",
] as const;

/** Attributes whose value all traces of one run share. */
export const sharedAttributes = ["baggage.run_id", "baggage.run.id", "baggage.workflow_id"] as const;

const schema = z.object({
  by: z.string().min(1).default("name").describe("What a step is: a column of spans, or an attribute."),
  where: whereKey.describe("Which traces: those with a span that meets this predicate."),
  sort: z.enum(["growth", "path", "saved", "name"]).default("growth"),
  limit: z.number().int().min(1).max(200).default(20).describe("Steps to show."),
  min_share: z.number().min(0).max(1).default(0.001).describe("Leaves out steps with less of the wall time."),
  traces: z.number().int().min(0).max(1000).default(10).describe("Of the longest traces, how many to list."),
  rows: z.enum(["steps", "traces"]).default("steps").describe("What the cell's table holds."),
  follow_links: z.boolean().default(true).describe("Takes linked traces as one."),
  trace_attributes: z
    .array(z.string().min(1))
    .default([...traceAttributes])
    .describe("Attributes that name another trace."),
  shared_attributes: z
    .array(z.string().min(1))
    .default([...sharedAttributes])
    .describe("Attributes that all traces of one run share."),
  seed: z.number().int().default(1),
});

export type CriticalPathSpec = z.output<typeof schema> & { readonly source: string };

export type CriticalPathSort = CriticalPathSpec["sort"];

export function parse(source: string): CriticalPathSpec {
  return { ...parseYaml(source, schema), source };
}

export async function reads(spec: CriticalPathSpec, engine: Engine): Promise<readonly string[]> {
  return ["spans", "traces", ...(await whereReads(engine, spec.where))];
}
