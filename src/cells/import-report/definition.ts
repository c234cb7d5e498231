import { z } from "zod";
import { parseYaml } from "../../notebook/yaml-spec.ts";

const schema = z.object({
  /** The path of one source, or the end of it. */
  source: z.string().min(1).optional(),
});

export type ImportReportSpec = z.output<typeof schema>;

export function parse(source: string): ImportReportSpec {
  return parseYaml(source, schema);
}
