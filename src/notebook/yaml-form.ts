import { isMap, parseDocument } from "yaml";
import { z } from "zod";

/** One key of a YAML cell as a form shows it. */
export interface FormField {
  readonly key: string;
  readonly kind: "choice" | "toggle" | "number" | "text" | "list" | "written";
  /** The values of a choice. */
  readonly options: readonly string[];
  /** What the key means where it is left out; empty when it is not said. */
  readonly fallback: string;
  readonly required: boolean;
  readonly about: string;
  /** Names that could stand there: tables, or columns of the table that the key `table` names (spans when none does). */
  readonly names: "table" | "column" | null;
  readonly whole: boolean;
  readonly min: number | null;
  readonly max: number | null;
}

type Schema = z.core.$ZodType;

/** The fields of an object's schema in its order; `.meta({ form: "column" })` and `.describe()` of the schema tell more. */
export function formFields(schema: Schema): readonly FormField[] {
  const object = bare(schema).schema;
  if (!(object instanceof z.ZodObject)) return [];
  return Object.entries(object.shape as Readonly<Record<string, Schema>>).map(([key, field]) => fieldOf(key, field));
}

function fieldOf(key: string, schema: Schema): FormField {
  const { schema: inner, fallback, optional, about, form } = bare(schema);
  const number = inner instanceof z.ZodNumber ? inner : null;
  return {
    key,
    kind: kindOf(inner),
    options: optionsOf(inner),
    fallback: fallback === undefined || fallback === null || typeof fallback === "object" ? "" : String(fallback),
    required: !optional,
    about,
    names: form ?? (columnKeys.includes(key) ? "column" : key === "table" ? "table" : null),
    whole: number?.format?.includes("int") ?? false,
    min: finite(number?.minValue),
    max: finite(number?.maxValue),
  };
}

// The keys under which cells name a column, where their schema does not say so itself.
const columnKeys = ["x", "y", "colour", "facet", "column", "by", "group", "value_column"];

function kindOf(schema: Schema): FormField["kind"] {
  if (schema instanceof z.ZodEnum || schema instanceof z.ZodLiteral) return "choice";
  if (schema instanceof z.ZodBoolean) return "toggle";
  if (schema instanceof z.ZodNumber) return "number";
  if (schema instanceof z.ZodString) return "text";
  if (schema instanceof z.ZodArray) return isPlain(schema.element) ? "list" : "written";
  if (schema instanceof z.ZodUnion) return unionKind(schema.options.map((option: Schema) => bare(option).schema));
  return "written";
}

/** "One or several" is a list; other ways to write a value are left to the text, but for plain ones. */
function unionKind(ways: readonly Schema[]): FormField["kind"] {
  const list = ways.find((way) => way instanceof z.ZodArray);
  if (list instanceof z.ZodArray && isPlain(list.element) && ways.every((way) => way === list || isPlain(way)))
    return "list";
  return ways.length > 0 && ways.every(isPlain) ? "text" : "written";
}

function isPlain(schema: Schema): boolean {
  const { schema: inner } = bare(schema);
  return [z.ZodString, z.ZodNumber, z.ZodEnum, z.ZodBoolean, z.ZodLiteral].some((type) => inner instanceof type);
}

function optionsOf(schema: Schema): readonly string[] {
  if (schema instanceof z.ZodEnum) return schema.options.map(String);
  return schema instanceof z.ZodLiteral ? [...schema.values].map(String) : [];
}

interface Bare {
  readonly schema: Schema;
  readonly fallback: unknown;
  readonly optional: boolean;
  readonly about: string;
  readonly form: "table" | "column" | null;
}

/** What is inside of defaults, options and transformations, and what they say. */
function bare(schema: Schema): Bare {
  const meta = z.globalRegistry.get(schema as z.ZodType) ?? {};
  const form = meta.form === "table" || meta.form === "column" ? meta.form : null;
  const here: Bare = { schema, fallback: undefined, optional: false, about: meta.description ?? "", form };
  const inner = innerOf(schema);
  if (!inner) return here;
  const found = bare(inner);
  const fallback = schema instanceof z.ZodDefault ? schema.def.defaultValue : found.fallback;
  const optional = schema instanceof z.ZodDefault || schema instanceof z.ZodOptional || found.optional;
  return { ...found, fallback, optional, about: here.about || found.about, form: form ?? found.form };
}

function innerOf(schema: Schema): Schema | null {
  // What goes in is what a person writes, unless the way in is a function: then what comes out says more.
  if (schema instanceof z.ZodPipe)
    return schema.out instanceof z.ZodTransform ? schema.in : narrower(schema.in, schema.out);
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodReadonly ||
    schema instanceof z.ZodCatch
  )
    return schema.unwrap();
  return null;
}

/** Text that is then held against a list of values is a choice. */
function narrower(before: Schema, after: Schema): Schema {
  return before instanceof z.ZodTransform || bare(after).schema instanceof z.ZodEnum ? after : before;
}

function finite(value: number | null | undefined): number | null {
  return value === null || value === undefined || Math.abs(value) >= Number.MAX_SAFE_INTEGER ? null : value;
}

/** The keys and values of a YAML cell's text; null while it cannot be read as such. */
export function formValues(source: string): Readonly<Record<string, unknown>> | null {
  try {
    const document = parseDocument(source, { logLevel: "error" });
    if (document.errors.length) return null;
    if (document.contents === null) return {};
    return isMap(document.contents) ? document.toJS({ maxAliasCount: 100 }) : null;
  } catch {
    return null;
  }
}
