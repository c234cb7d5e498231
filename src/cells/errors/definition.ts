import { z } from "zod";
import type { Engine } from "../../engine/engine.ts";
import { parseYaml } from "../../notebook/yaml-spec.ts";
import { kindKey, stepsKey, whereKey, whereReads } from "../span-filter.ts";
import { perKey } from "../time-buckets.ts";

export const errorSorts = ["growth", "count", "first", "last", "name"] as const;

export type ErrorSort = (typeof errorSorts)[number];

/** What a type or a message of a timeout says, in small letters. */
const timeoutWords = [
  ...["timeout", "timed out", "time out", "deadline exceeded", "deadline_exceeded", "etimedout", "not done after"],
  ...["gateway time-out", "took too long", "canceled after", "cancelled after"],
];

/** Attributes that hold the seconds until the first token; those that end in `ms` hold milliseconds. */
const firstTokenKeys = [
  ...[
    "gen_ai.server.time_to_first_token",
    "gen_ai.response.time_to_first_token",
    "gen_ai.response.time_to_first_chunk",
  ],
  ...["llm.time_to_first_token", "time_to_first_token", "timeToFirstToken", "ai.response.msToFirstChunk"],
  ...["llm.time_to_first_token_ms", "time_to_first_token_ms", "ttft_ms"],
];

const texts = z.array(z.string().min(1));

const schema = z.object({
  step: stepsKey,
  kind: kindKey,
  where: whereKey,
  per: perKey,
  origins: z
    .boolean()
    .default(true)
    .describe("Count an error where it arose, not again on spans above that pass it on."),
  retry_within: z
    .number()
    .positive()
    .default(120)
    .describe("Seconds after a failure in which a call again is a retry."),
  timeouts: texts.min(1).default(timeoutWords).describe("Words by which a type or message is a timeout."),
  first_token_from: texts.min(1).default(firstTokenKeys).describe("Attributes that hold the time to the first token."),
  feedback: texts.default([]).describe("Scores that are feedback; those that humans gave where none is named."),
  bad_below: z.number().optional().describe("Feedback below it is bad; the middle of the scale where left out."),
  sort: z.enum(errorSorts).default("growth"),
  limit: z.number().int().min(1).max(500).default(25),
});

export type ErrorsSpec = z.output<typeof schema> & { readonly source: string };

export function parse(source: string): ErrorsSpec {
  return { ...parseYaml(source, schema), source };
}

export async function reads(spec: ErrorsSpec, engine: Engine): Promise<readonly string[]> {
  return ["spans", "traces", "scores", "deployments", ...(await whereReads(engine, spec.where))];
}
