import { z } from "zod";
import type { ModelAnswer } from "../../host.ts";
import type { Rubric } from "../rubric.ts";

/** The ending of the file beside the notebook that keeps every answer. */
export const answersEnding = "judge.jsonl";

const answer = z.object({
  text: z.string(),
  refusal: z.string().nullable().default(null),
  finish: z.string().nullable().default(null),
  usage: z.object({ input: z.number(), output: z.number(), cached: z.number() }).nullable().default(null),
  model: z.string().nullable().default(null),
  fingerprint: z.string().nullable().default(null),
  left: z.array(z.string()).default([]),
});

const line = z.union([
  z.object({ key: z.string(), answer }),
  z.object({ rubric: z.object({ name: z.string(), version: z.string(), text: z.string() }) }),
]);

export interface StoredAnswers {
  readonly answers: Map<string, ModelAnswer>;
  /** Every rubric that was ever run here, oldest first. */
  readonly rubrics: readonly StoredRubric[];
  /** Lines that are neither. */
  readonly unreadable: number;
}

export type StoredRubric = Pick<Rubric, "name" | "version" | "text">;

/** What the lines of an answers file say. Of two answers under one key the first counts: it was there first. */
export function readAnswers(lines: readonly string[]): StoredAnswers {
  const answers = new Map<string, ModelAnswer>();
  const rubrics: StoredRubric[] = [];
  let unreadable = 0;
  for (const text of lines) {
    const read = line.safeParse(parsed(text));
    if (!read.success) unreadable += 1;
    else if ("rubric" in read.data) rubrics.push(read.data.rubric);
    else if (!answers.has(read.data.key)) answers.set(read.data.key, read.data.answer);
  }
  return { answers, rubrics, unreadable };
}

/** The line that keeps a rubric's text, so that a version can be compared after its file has changed. */
export function rubricLine({ name, version, text }: StoredRubric): string {
  return JSON.stringify({ rubric: { name, version, text } });
}

export function isKept(rubrics: readonly StoredRubric[], { name, version, text }: StoredRubric): boolean {
  return rubrics.some((other) => other.name === name && other.version === version && other.text === text);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
