import { z } from "zod";
import { parseYaml } from "../../notebook/yaml-spec.ts";

export const picks = ["slowest", "fastest", "median", "most-spans", "first-error"] as const;

const schema = z
  .object({
    trace: z.string().min(1).optional(),
    pick: z.enum(picks).optional(),
    cohort: z.enum(["reference", "current", "all"]).optional(),
    step: z.string().min(1).optional(),
    span: z.string().min(1).optional(),
    gaps: z.enum(["compress", "show"]).default("show"),
  })
  .superRefine((spec, context) => {
    if (spec.trace === undefined) return;
    for (const key of ["pick", "cohort", "step"] as const)
      if (spec[key] !== undefined)
        context.addIssue({ code: "custom", path: [key], message: "only without trace, which already says which one" });
  });

export interface WaterfallSpec {
  /** Which trace: by its id, or the one that stands out among those that meet the conditions. */
  readonly trace: string | null;
  readonly pick: (typeof picks)[number];
  readonly cohort: "reference" | "current" | "all";
  /** Only traces with a step of this name; its longest span is selected. */
  readonly step: string | null;
  /** The span that is selected at first. */
  readonly span: string | null;
  /** Whether long stretches in which nothing works are folded at first. */
  readonly gaps: "compress" | "show";
}

export function parse(source: string): WaterfallSpec {
  const { trace = null, pick = "slowest", cohort = "all", step = null, span = null, gaps } = parseYaml(source, schema);
  return { trace, pick, cohort, step, span, gaps };
}

export function reads(): readonly string[] {
  return ["spans", "traces"];
}
