import { z } from "zod";
import type { Engine } from "../../engine/engine.ts";
import { parseYaml } from "../../notebook/yaml-spec.ts";
import { whereKey, whereReads } from "../span-filter.ts";

const column = z.string().min(1).meta({ form: "column" }).optional();
const windows = z.number().int().min(1).max(100);

const schema = z.object({
  of: z.string().min(1).meta({ form: "table" }).describe("A table with one row per window, or a cell that makes one."),
  measure: z.string().min(1).default("psi").describe("The column that is watched: psi, similarity, auc, recall …"),
  column: z.string().min(1).optional().describe("Of a psi cell over time: which of its columns."),
  where: whereKey,
  time: column.describe("The column with the start of a window."),
  n: column.describe("The column that counts a window's rows."),
  direction: z
    .enum(["up", "down"])
    .optional()
    .describe("Whether a high or a low measure is bad; by the measure's name."),
  flag: z.number().optional().describe("Look: 0.1 for PSI, 0.9 for a similarity, 0.55 for an AUC."),
  act: z.number().optional().describe("Act: 0.2 for PSI, 0.85 for a similarity, 0.65 for an AUC."),
  persist: windows.default(3).describe("Windows in a row until it fires."),
  clear: windows.default(2).describe("Quiet windows in a row until it is taken back."),
  long: windows.default(1).describe("The mean of so many windows must be out of bounds too; 1: the window alone."),
  min_n: z.number().int().min(0).default(30).describe("A window with fewer rows is unknown."),
  change_at: z.string().min(1).optional().describe("When it changed: a time, or a deployment's name."),
});

export type AlertReplaySpec = z.output<typeof schema> & { readonly source: string };

export function parse(source: string): AlertReplaySpec {
  return { ...parseYaml(source, schema), source };
}

export async function reads({ of, where }: AlertReplaySpec, engine: Engine): Promise<readonly string[]> {
  return [...new Set([of, "deployments", ...(await whereReads(engine, where))])];
}
