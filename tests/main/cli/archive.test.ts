import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, it, vi } from "vitest";
import { testFolder } from "../../support/folder.ts";
import { corpus } from "../../support/importing.ts";
import { makeZip } from "../../support/zip.ts";

vi.setConfig({ testTimeout: 240_000 });
const top = testFolder();

function casebook(...args: readonly string[]) {
  const { status, stdout } = spawnSync(process.execPath, [resolve("tools", "casebook.mjs"), ...args], {
    cwd: top,
    encoding: "utf8",
  });
  return { status, out: stdout };
}

const archive = makeZip([
  { name: "labels.csv", content: "id,label\na,good\nb,bad\n" },
  { name: "traces/run.jsonl", content: corpus("otlp-derived/packet-panic-R1.otlp.jsonl") },
  { name: "traces/example.json", content: corpus("otlp-json/otlp-proto-example-trace.json"), method: 0 },
  { name: "__MACOSX/labels.csv", content: "no" },
]);

it("imports each file in a ZIP archive as a source of its own", () => {
  writeFileSync(join(top, "exports.zip"), archive);
  const { status, out } = casebook("import", "exports.zip", "--json");
  expect(status).toBe(0);
  const { sources, issues } = JSON.parse(out);
  expect(sources).toMatchObject([
    { path: "exports.zip/labels.csv", format: "table", rows: 2, tables: ["labels"] },
    { path: "exports.zip/traces/run.jsonl", format: "otlp-json", spans: 188 },
    { path: "exports.zip/traces/example.json", format: "otlp-json", spans: 1 },
  ]);
  expect(issues).toEqual([]);
});

it("runs a notebook whose source is an archive, its table named by the notebook", () => {
  writeFileSync(join(top, "one.zip"), makeZip([{ name: "data.csv", content: "id,label\na,good\nb,bad\n" }]));
  writeFileSync(
    join(top, "a.casebook.md"),
    "---\ntitle: An archive\nsources:\n  - path: one.zip\n    as: grades\n---\n\n```sql name=q\nselect count(*) as n from grades\n```\n",
  );
  const { status, out } = casebook("run", "a.casebook.md", "--json", "-");
  expect(status).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ problems: [], cells: [{ status: "done" }] });
});
