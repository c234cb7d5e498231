import { z } from "zod";
import { parseYaml } from "../../notebook/yaml-spec.ts";
import { perKey } from "../time-buckets.ts";
import { weightByKey } from "../trace-strata.ts";

const schema = z.object({
  per: perKey,
  weight_by: weightByKey,
});

export type OverviewSpec = z.output<typeof schema>;

export function parse(source: string): OverviewSpec {
  return parseYaml(source, schema);
}
