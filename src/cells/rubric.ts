import { z } from "zod";
import { CellError } from "../notebook/cell.ts";
import { parseYaml } from "../notebook/yaml-spec.ts";

/** What a judge, or a person, goes by. */
export interface Rubric {
  readonly name: string;
  readonly version: string;
  readonly about: string;
  readonly changelog: readonly RubricChange[];
  readonly dimensions: readonly Dimension[];
  /** The judge's question with its `{{fields}}`. */
  readonly prompt: string;
  readonly fields: readonly RubricField[];
  /** The two fields that are compared, and change places when the order is swapped; null where one answer is scored. */
  readonly pair: readonly [string, string] | null;
  /** As it was written. */
  readonly text: string;
}

export interface RubricChange {
  readonly version: string;
  readonly date: string | null;
  readonly change: string;
}

export interface Dimension {
  readonly name: string;
  readonly question: string;
  readonly scale: Scale;
  /** What a value of the scale means. */
  readonly anchors: Readonly<Record<string, string>>;
}

export type Scale = { readonly min: number; readonly max: number } | { readonly labels: readonly string[] };

export interface RubricField {
  readonly name: string;
  /** Written `{{context?}}`: an item without it can be judged all the same. */
  readonly optional: boolean;
}

/** Labels of a pair: the first answer, the second, neither. */
export const pairLabels = ["A", "B", "tie"] as const;

const fieldPattern = /\{\{\s*([A-Za-z_][A-Za-z0-9_]*)(\?)?\s*\}\}/g;

const label = z.union([z.string().min(1).max(60), z.number().transform(String), z.boolean().transform(String)]);

const scaleSchema = z.union([
  z.object({ min: z.number().int(), max: z.number().int() }).superRefine(({ min, max }, context) => {
    if (max <= min) context.addIssue({ code: "custom", message: `max has to be above min: ${min} to ${max}` });
    if (max - min > 100) context.addIssue({ code: "custom", message: "at most 101 values: a judge cannot tell more" });
  }),
  z.array(label).min(2).max(20).superRefine(unique("the label")),
]);

const dimensionSchema = z.object({
  name: z
    .string()
    .max(60)
    .regex(/^[\p{L}\p{N}_][\p{L}\p{N}_ -]*$/u, "a name has letters, digits, _ - and spaces only"),
  question: z.string().trim().min(1),
  scale: scaleSchema.optional(),
  anchors: z.record(z.string(), z.string()).default({}),
});

const schema = z
  .object({
    name: z.string().trim().min(1).max(100),
    version: z.string().trim().min(1).max(40),
    about: z.string().default(""),
    changelog: z
      .array(z.object({ version: z.string(), date: z.string().optional(), change: z.string().trim().min(1) }))
      .min(1),
    pair: z.array(z.string()).length(2, "two fields are compared").optional(),
    dimensions: z.array(dimensionSchema).min(1).max(20),
    prompt: z.string().trim().min(1),
  })
  .superRefine((rubric, context) => {
    const problem = (path: (string | number)[], message: string) => context.addIssue({ code: "custom", path, message });
    const names = rubric.dimensions.map(({ name }) => name.toLowerCase());
    for (const [at, name] of names.entries())
      if (names.indexOf(name) !== at) problem(["dimensions", at, "name"], `the dimension ${name} is there twice`);
    for (const [at, { scale, anchors }] of rubric.dimensions.entries())
      for (const value of Object.keys(anchors))
        if (!scaleValues(toScale(scale, rubric.pair)).includes(value))
          problem(["dimensions", at, "anchors", value], `${value} is not on the scale`);
    for (const [at, { scale }] of rubric.pair ? rubric.dimensions.entries() : [])
      if (scale && !Array.isArray(scale))
        problem(["dimensions", at, "scale"], "a pair is judged by labels: first answer, second answer, then others");
    if (!rubric.changelog.some(({ version }) => version === rubric.version))
      problem(["changelog"], `says nothing of version ${rubric.version}`);
    checkPrompt(rubric.prompt, rubric.pair, problem);
  });

function checkPrompt(
  prompt: string,
  pair: readonly string[] | undefined,
  problem: (path: (string | number)[], message: string) => void,
): void {
  const fields = fieldsOf(prompt);
  if (fields.length === 0) problem(["prompt"], "names no {{field}}, so the judge would see no item");
  const odd = prompt.replace(fieldPattern, "").match(/\{\{.{0,30}|\}\}/);
  if (odd) problem(["prompt"], `not a field: ${odd[0]}; write {{answer}}, or {{context?}} where it may be missing`);
  for (const [at, name] of (pair ?? []).entries())
    if (!fields.some((field) => field.name === name)) problem(["pair", at], `${name} is no {{field}} of the prompt`);
}

function unique(what: string) {
  return (values: readonly string[], context: z.RefinementCtx) => {
    const twice = values.find((value, at) => values.indexOf(value) !== at);
    if (twice !== undefined) context.addIssue({ code: "custom", message: `${what} ${twice} is there twice` });
  };
}

/**
 * A rubric's YAML. A version is text: 1.10 without quotes would be 1.1.
 * @throws CellError with line, column and key in the rubric's text
 */
export function parseRubric(text: string): Rubric {
  const { dimensions, changelog, pair, about, ...rest } = parseYaml(text, schema);
  return {
    ...rest,
    about: about.trim(),
    changelog: changelog.map(({ date = null, ...change }) => ({ date, ...change })),
    dimensions: dimensions.map((dimension) => ({ ...dimension, scale: toScale(dimension.scale, pair) })),
    fields: fieldsOf(rest.prompt),
    pair: pair ? [pair[0] as string, pair[1] as string] : null,
    text,
  };
}

/** A rubric from a file. Errors say which file and where in it. */
export function parseRubricFile(path: string, text: string): Rubric {
  try {
    return parseRubric(text);
  } catch (error) {
    if (!(error instanceof CellError)) throw error;
    const line = error.place.line ? `, line ${error.place.line}` : "";
    throw new CellError(`rubric: ${path}${line}: ${error.message}`, { key: "rubric" });
  }
}

function toScale(scale: z.output<typeof scaleSchema> | undefined, pair: readonly string[] | undefined): Scale {
  if (scale === undefined) return pair ? { labels: pairLabels } : { min: 1, max: 5 };
  return Array.isArray(scale) ? { labels: scale } : scale;
}

function fieldsOf(prompt: string): readonly RubricField[] {
  const found = new Map<string, boolean>();
  for (const [, name = "", mark] of prompt.matchAll(fieldPattern))
    found.set(name, (found.get(name) ?? true) && mark === "?");
  return [...found].map(([name, optional]) => ({ name, optional }));
}

/** The prompt with something in the place of each field. */
export function fillPrompt(prompt: string, fill: (field: string) => string): string {
  return prompt.replace(fieldPattern, (_, name: string) => fill(name));
}

/** Every value of a scale as text, in its order. */
export function scaleValues(scale: Scale): readonly string[] {
  if ("labels" in scale) return scale.labels;
  return Array.from({ length: scale.max - scale.min + 1 }, (_, at) => String(scale.min + at));
}

/** "1 to 5", "A, B or tie" */
export function scaleWords(scale: Scale): string {
  if (!("labels" in scale)) return `${scale.min} to ${scale.max}`;
  return [scale.labels.slice(0, -1).join(", "), scale.labels.at(-1)].join(" or ");
}

/** "answer-quality 1.0.0" */
export function rubricId({ name, version }: Pick<Rubric, "name" | "version">): string {
  return `${name} ${version}`;
}

/** Whether a rubric is named by its file rather than as one that comes with the app or as a version. */
export function isRubricFile(named: string): boolean {
  return /\.ya?ml$/i.test(named);
}
