import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { testFolder } from "../support/folder.ts";

const folder = testFolder();

test("the committed sample is what the generator writes, byte for byte", () => {
  execFileSync(process.execPath, ["tools/samples.mjs", "--out", folder]);
  const written = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(written.map(({ name }) => name).sort()).toEqual([
    "2026-04-01.otlp.jsonl",
    "2026-04-08.otlp.jsonl",
    "2026-04-15.otlp.jsonl",
    "2026-04-22.otlp.jsonl",
    "2026-05-04.otlp.jsonl",
    "2026-05-12.otlp.jsonl",
    "deployments.yaml",
    "deployments.yaml",
    "embeddings.npz",
    "judge-v1.jsonl",
    "judge-v2.jsonl",
    "labels.csv",
    "responses.jsonl",
    "rubric-v1.yaml",
    "rubric-v2.yaml",
    "scores.csv",
    "traces.otlp.jsonl",
  ]);
  for (const { name, parentPath } of written) {
    const committed = join("sample-data", parentPath.slice(folder.length), name);
    expect(readFileSync(join(parentPath, name)).equals(readFileSync(committed)), name).toBe(true);
  }
});

test("it draws no chance and no time from outside, nor from functions that differ between platforms", () => {
  const sources = readdirSync("tools/samples", { recursive: true, withFileTypes: true })
    .filter(({ name }) => name.endsWith(".mjs"))
    .map(({ name, parentPath }) => readFileSync(join(parentPath, name), "utf8").replace(/\/\*\*[\s\S]*?\*\//g, ""));
  expect(sources.length).toBeGreaterThan(10);
  for (const source of sources)
    expect(source).not.toMatch(/Math\.(random|exp|log|pow|sin|cos|tan|cbrt|expm1)\b|Date\.now|new Date\(\)|toLocale/);
});
