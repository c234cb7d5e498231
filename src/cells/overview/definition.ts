import { z } from "zod";
import { parseYaml } from "../../notebook/yaml-spec.ts";

/** The stretches of time that traces are counted in, in nanoseconds. */
export const stretches = {
  minute: 60_000_000_000n,
  hour: 3_600_000_000_000n,
  day: 86_400_000_000_000n,
  week: 604_800_000_000_000n,
} as const;

export type Stretch = keyof typeof stretches;

const schema = z.object({
  per: z.enum(["auto", "minute", "hour", "day", "week"]).default("auto"),
});

export type OverviewSpec = z.output<typeof schema>;

export function parse(source: string): OverviewSpec {
  return parseYaml(source, schema);
}
