import { z } from "zod";
import { parseYaml } from "../../notebook/yaml-spec.ts";

const schema = z.object({
  traces: z.array(z.string().min(1)).max(2).default([]),
  show: z.enum(["all", "changes"]).default("all"),
});

export type TraceDiffSpec = z.output<typeof schema> & { readonly source: string };

export function parse(source: string): TraceDiffSpec {
  return { ...parseYaml(source, schema), source };
}

export function reads(): readonly string[] {
  return ["spans", "traces"];
}
