import { expect, test } from "vitest";
import { tableName } from "../../src/importers/table-name.ts";
import { canonicalTableNames } from "../../src/traces/schema.ts";
import { testEngine } from "../support/engine.ts";

const engine = testEngine();

test("a table is called after its file, in lower snake case and without extensions", () => {
  const names = {
    "labels.csv": "labels",
    "/data/My Labels 2026-04.csv.gz": "my_labels_2026_04",
    "C:\\exports\\iris_labels.TSV": "iris_labels",
    "humanLabels.jsonl.zst": "human_labels",
    "v1.10-costs.parquet": "v1_10_costs",
    "größen_тест.json": "größen_тест",
    "2026-04.csv": "table_2026_04",
    ".csv": "unnamed_table",
    "": "unnamed_table",
    "***.json": "unnamed_table",
    "Spans.csv": "spans_table",
    "traces.jsonl": "traces_table",
    "order.csv": "order_table",
    "table.csv": "table_table",
  };
  for (const [path, name] of Object.entries(names)) expect(tableName(path), path).toBe(name);
});

test("a name is never that of a canonical table, and SQL takes it without quotes", async () => {
  const database = await engine();
  const reserved = await database.query(
    "SELECT keyword_name AS word FROM duckdb_keywords() WHERE keyword_category <> 'unreserved'",
  );
  const words = reserved.toArray().map((row) => String(row.word));
  const names = [...words, ...canonicalTableNames, "größen_тест", "x".repeat(500)].map((word) =>
    tableName(`${word}.csv`),
  );
  for (const name of names) {
    expect(canonicalTableNames).not.toContain(name);
    expect(name.length).toBeLessThanOrEqual(70);
  }
  const unique = [...new Set(names)].sort();
  const found = await database.tableNames(`SELECT 1 FROM ${unique.join(", ")}`);
  expect([...found].sort()).toEqual(unique);
});
