import { z } from "zod";
import type { Engine } from "../../engine/engine.ts";
import { CellError } from "../../notebook/cell.ts";
import { parseYaml } from "../../notebook/yaml-spec.ts";

export const inputTypes = ["select", "multi-select", "slider", "number", "date-range", "text", "toggle"] as const;

export type InputType = (typeof inputTypes)[number];

const scalar = z.union([z.string(), z.number(), z.boolean()]);

export type Scalar = z.output<typeof scalar>;

const time = z
  .string()
  .refine(
    (text) => /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?Z?)?$/.test(text) && !Number.isNaN(timeOf(text)),
    {
      error: "not a time: write 2026-04-20 or 2026-04-20T14:02",
    },
  );

const range = z.object({ from: time, to: time });

const schema = z.object({
  type: z.enum(inputTypes),
  label: z.string().min(1).optional(),
  options: z.array(scalar).min(1).max(1000).optional(),
  table: z.string().min(1).optional(),
  column: z.string().min(1).optional(),
  query: z.string().min(1).optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  step: z.number().positive().optional(),
  value: z.union([scalar, z.array(scalar), range]).optional(),
});

export type InputSpec = z.output<typeof schema> & { readonly source: string };

/** Which keys belong to which type, besides type, label and value. */
const keysOf: Readonly<Record<InputType, readonly string[]>> = {
  select: ["options", "table", "column", "query"],
  "multi-select": ["options", "table", "column", "query"],
  slider: ["min", "max", "step", "table", "column"],
  number: ["min", "max", "step", "table", "column"],
  "date-range": ["table", "column"],
  text: [],
  toggle: [],
};

export function parse(source: string): InputSpec {
  const spec = parseYaml(source, schema);
  const problem = misplaced(spec) ?? incomplete(spec) ?? valueProblem(spec);
  if (problem)
    throw new CellError(`${problem.key}: ${problem.text}`, { key: problem.key, ...placeOf(source, problem.key) });
  return { ...spec, source };
}

interface Problem {
  readonly key: string;
  readonly text: string;
}

type Parsed = z.output<typeof schema>;

function misplaced(spec: Parsed): Problem | null {
  const allowed = ["type", "label", "value", ...keysOf[spec.type]];
  const key = Object.keys(spec).find((name) => !allowed.includes(name));
  if (key === undefined) return null;
  return { key, text: `not for the type ${spec.type}, which takes ${allowed.slice(1).join(", ")}` };
}

function incomplete({ type, options, table, column, query, min, max }: Parsed): Problem | null {
  if (table && !column) return { key: "table", text: "column is missing: which of its columns?" };
  if (column && !table) return { key: "column", text: "table is missing: whose column?" };
  const sources = [options && "options", table && "table", query && "query"].filter((name) => name !== undefined);
  if (sources.length > 1) return { key: sources[1] as string, text: `stands beside ${sources[0]}: keep one` };
  if (keysOf[type].includes("options") && sources.length === 0)
    return { key: "type", text: `a ${type} needs options, or table and column, or a query` };
  if (type === "slider" && !table && (min === undefined || max === undefined))
    return { key: "type", text: "a slider needs min and max, or table and column" };
  return min !== undefined && max !== undefined && min >= max
    ? { key: "min", text: `${min} is not below max: ${max}` }
    : null;
}

function valueProblem({ type, value, options, min, max }: Parsed): Problem | null {
  if (value === undefined) return null;
  const wrong = (expected: string) => ({ key: "value", text: `expected ${expected} for the type ${type}` });
  switch (type) {
    case "select":
      return typeof value === "object" ? wrong("one of the options") : notAmong([value], options);
    case "multi-select":
      return Array.isArray(value) ? notAmong(value, options) : wrong("a list");
    case "slider":
    case "number":
      return typeof value === "number" ? outside(value, min, max) : wrong("a number");
    case "date-range":
      if (!isRange(value)) return wrong("from and to");
      return timeOf(value.from) > timeOf(value.to)
        ? { key: "value", text: `from ${value.from} is after to ${value.to}` }
        : null;
    case "text":
      return typeof value === "string" ? null : wrong("text in quotes");
    case "toggle":
      return typeof value === "boolean" ? null : wrong("true or false");
  }
}

function notAmong(values: readonly Scalar[], options: readonly Scalar[] | undefined): Problem | null {
  const stranger = options && values.find((value) => !options.includes(value));
  if (stranger === undefined) return null;
  return {
    key: "value",
    text: `${JSON.stringify(stranger)} is not among the options: ${options?.slice(0, 20).join(", ")}`,
  };
}

function outside(value: number, min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY): Problem | null {
  if (value >= min && value <= max) return null;
  return { key: "value", text: `${value} is not from ${min} to ${max}` };
}

export function isRange(value: unknown): value is z.output<typeof range> {
  return typeof value === "object" && value !== null && "from" in value;
}

/** Milliseconds since 1970 of a time without a zone, which is UTC. */
export function timeOf(text: string): number {
  const zoned = text.length === 10 || text.endsWith("Z") ? text : `${text}Z`;
  return Date.parse(zoned.replace(" ", "T"));
}

function placeOf(source: string, key: string): { readonly line?: number; readonly column?: number } {
  const line = source.split("\n").findIndex((text) => text.startsWith(`${key}:`));
  return line < 0 ? {} : { line: line + 1, column: 1 };
}

export async function reads({ table, query }: InputSpec, engine: Engine): Promise<readonly string[]> {
  if (query) return await engine.tableNames(query);
  return table ? [table] : [];
}

/** A date range is also two values: `$range.from` is `range_from`. */
export function inputNames(name: string, { type }: InputSpec): readonly string[] {
  return type === "date-range" ? [`${name}_from`, `${name}_to`] : [];
}
