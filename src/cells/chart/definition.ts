import { z } from "zod";
import type { Engine } from "../../engine/engine.ts";
import { CellError } from "../../notebook/cell.ts";
import { parseYaml } from "../../notebook/yaml-spec.ts";
import { whereKey, whereReads } from "../span-filter.ts";

export const chartKinds = ["line", "bar", "histogram", "box", "scatter", "heatmap", "ecdf"] as const;
export type ChartKind = (typeof chartKinds)[number];

export const aggregates = ["count", "sum", "mean", "median", "p90", "p95", "p99", "min", "max", "distinct"] as const;
export type Aggregate = (typeof aggregates)[number];

const column = z.string().min(1).optional();
const axis = z.enum(["x", "y"]);

const schema = z.object({
  table: z.string().min(1),
  kind: z.enum(chartKinds).default("bar"),
  x: column,
  y: column,
  colour: column,
  facet: column,
  aggregate: z.enum(aggregates).optional(),
  bins: z.number().int().min(2).max(500).optional(),
  log: z
    .union([axis, z.array(axis)])
    .transform((axes) => (typeof axes === "string" ? [axes] : axes))
    .default([]),
  sort: z.enum(["x", "value"]).optional(),
  order: z.enum(["asc", "desc"]).optional(),
  limit: z.number().int().min(1).max(50_000).optional(),
  where: whereKey,
  height: z.number().int().min(120).max(1200).default(300),
});

export type ChartSpec = z.output<typeof schema> & { readonly source: string };

/** Which encodings each kind needs, and which it has no use for. */
const encodings: Readonly<
  Record<ChartKind, { readonly needs: readonly ("x" | "y")[]; readonly refuses: readonly string[] }>
> = {
  line: { needs: ["x"], refuses: [] },
  bar: { needs: ["x"], refuses: [] },
  histogram: { needs: ["x"], refuses: ["y", "aggregate", "sort"] },
  box: { needs: ["y"], refuses: ["aggregate", "bins"] },
  scatter: { needs: ["x", "y"], refuses: ["aggregate", "bins", "sort"] },
  heatmap: { needs: ["x", "y"], refuses: ["colour", "sort"] },
  ecdf: { needs: ["x"], refuses: ["y", "aggregate", "bins", "sort"] },
};

export function refusedBy(kind: ChartKind): readonly string[] {
  return encodings[kind].refuses;
}

export function parse(source: string): ChartSpec {
  const spec = parseYaml(source, schema);
  const { needs, refuses } = encodings[spec.kind];
  const missing = needs.find((key) => spec[key] === undefined);
  if (missing) throw new CellError(`${missing}: missing: a ${spec.kind} needs a column there`, { key: missing });
  const useless = refuses.find((key) => spec[key as keyof typeof spec] !== undefined);
  if (useless) throw new CellError(`${useless}: a ${spec.kind} has no use for it; take it out`, { key: useless });
  const valued = ["line", "bar"].includes(spec.kind) && spec.aggregate !== undefined && spec.aggregate !== "count";
  if (valued && spec.y === undefined)
    throw new CellError(`aggregate: ${spec.aggregate} of what? Name a column as y, or count`, { key: "aggregate" });
  return { ...spec, source };
}

export async function reads({ table, where }: ChartSpec, engine: Engine): Promise<readonly string[]> {
  return [table, ...(await whereReads(engine, where))];
}
