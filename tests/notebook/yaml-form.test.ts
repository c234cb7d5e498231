import { describe, expect, test } from "vitest";
import { z } from "zod";
import { cellKinds } from "../../src/cells/index.tsx";
import { formFields, formValues } from "../../src/notebook/yaml-form.ts";
import { parseYaml, schemaOf } from "../../src/notebook/yaml-spec.ts";

const schema = z
  .object({
    sort: z.enum(["growth", "name"]).default("growth"),
    limit: z.number().int().min(1).max(1000).default(25),
    share: z.number().min(0).optional(),
    log: z.boolean().default(false),
    table: z.string().min(1),
    who: z.string().optional().describe("Whose labels count."),
    of: z.string().meta({ form: "column" }).optional(),
    step: z
      .union([z.string(), z.array(z.string())])
      .transform((steps) => [steps].flat())
      .optional(),
    kind: z
      .string()
      .transform((kind) => kind.toUpperCase())
      .pipe(z.enum(["LLM", "TOOL"]))
      .optional(),
    window: z.object({ from: z.string() }).optional(),
  })
  .superRefine(() => undefined);

describe("a form's fields", () => {
  const fields = Object.fromEntries(formFields(schema).map((field) => [field.key, field]));

  test("follow the schema: choices, toggles, numbers within bounds, texts, lists", () => {
    expect(Object.values(fields).map(({ key, kind }) => `${key}: ${kind}`)).toEqual([
      "sort: choice",
      "limit: number",
      "share: number",
      "log: toggle",
      "table: text",
      "who: text",
      "of: text",
      "step: list",
      "kind: choice",
      "window: written",
    ]);
    expect(fields.limit).toMatchObject({ whole: true, min: 1, max: 1000, fallback: "25", required: false });
    expect(fields.share).toMatchObject({ whole: false, min: 0, max: null, fallback: "" });
    expect(fields.kind?.options).toEqual(["LLM", "TOOL"]);
  });

  test("know what is needed, what it is about, and which names could stand there", () => {
    expect(fields.table).toMatchObject({ required: true, names: "table" });
    expect(fields.who).toMatchObject({ about: "Whose labels count.", names: null });
    expect(fields.of?.names).toBe("column");
  });

  test("come from every kind of cell that is written in YAML", () => {
    expect(schemaOf((source) => parseYaml(source, schema))).toBe(schema);
    expect(schemaOf((source) => source)).toBeNull();
    for (const kind of cellKinds.filter(({ language }) => language === "yaml")) {
      const found = schemaOf(kind.parse);
      expect(found && formFields(found).length, kind.kind).toBeGreaterThan(0);
    }
  });
});

test("values are read where the text is keys with values, and not where it is broken", () => {
  expect(formValues("# why\nlimit: 5\nstep: [a, b]\n")).toEqual({ limit: 5, step: ["a", "b"] });
  expect(formValues("")).toEqual({});
  for (const text of ["limit: [", "- a", "words", "a: *b"]) expect(formValues(text), text).toBeNull();
});
