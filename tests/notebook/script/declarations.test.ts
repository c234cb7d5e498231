import { expect, it } from "vitest";
import { declarations } from "../../../src/notebook/script/declarations.ts";

const text = declarations({
  tables: [
    {
      name: "slow steps",
      columns: [{ name: "a b", type: "VARCHAR" }],
    },
    {
      name: "steps",
      columns: [
        { name: "n", type: "BIGINT" },
        { name: "at", type: "TIMESTAMP" },
        { name: "list", type: "VARCHAR[]" },
        { name: "attributes", type: "MAP(VARCHAR, VARCHAR)" },
        { name: "ok", type: "BOOLEAN" },
      ],
    },
    { name: "sql", columns: [] },
    { name: "limit", columns: [] },
  ],
  inputTypes: { limit: "DOUBLE", class: "VARCHAR", tenants: "VARCHAR[]" },
  analysis: ["./analysis/psi.ts"],
});

it("a table is declared with its columns, and as a variable where its name can be one", () => {
  expect(text).toContain('"slow steps": { "a b": string | null };');
  expect(text).toContain(
    '"steps": { "n": number | null; "at": string | null; "list": (string)[] | null; "attributes": Record<string, string> | null; "ok": boolean | null };',
  );
  expect(text).toContain('declare const steps: Table<Tables["steps"]>;');
  expect(text).not.toContain("declare const sql:");
  expect(text).not.toContain("declare const slow");
});

it("an input is a variable of its type, before a table of the same name", () => {
  expect(text).toContain("declare const limit: number | null;");
  expect(text).toContain("declare const tenants: (string)[] | null;");
  expect(text).not.toContain('limit: Table<Tables["limit"]>');
  expect(text).not.toContain("declare const class");
});

it("the whole analysis library stands under one name", () => {
  expect(text).toContain('declare const stats: typeof import("./analysis/psi.ts");');
});
