import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openEngine } from "../main/engine.ts";
import { parse } from "../src/cells/psi/definition.ts";
import { evaluate } from "../src/cells/psi/evaluate.ts";
import type { PsiResult } from "../src/cells/psi/result.ts";
import type { Engine } from "../src/engine/engine.ts";
import { cellContext } from "../src/notebook/cell-context.ts";
import { createStore } from "../src/notebook/store.ts";
import { openNative } from "./native.ts";
import { median, report } from "./report.ts";

// What the drift cell costs on a table of a million rows and twenty columns: eight of real numbers, four of them with a
// long tail, three of large whole numbers, three of few values, five of categories (ten thousand in one), one yes or no.
// All by processor time, which a busy machine leaves comparable; the engine of the page has one thread, so that on an
// idle machine it is what a person waits for.

const rows = 1_000_000;
const times = 5;

test("PSI of a million rows and twenty columns", async () => {
  const [page, native] = [await openEngine(), await openNative()];
  const ours = await measured(page);
  const peer = await measured(native);
  expect(ours.result.rows.map(({ id, verdict }) => [id, verdict])).toEqual(
    peer.result.rows.map(({ id, verdict }) => [id, verdict]),
  );
  for (const row of ours.result.rows)
    expect(row.psi).toBeCloseTo(peer.result.rows.find(({ id }) => id === row.id)?.psi ?? Number.NaN, 6);
  await Promise.all([page.close(), native.close()]);
  const name = `PSI, KS, Wasserstein and verdicts of ${rows.toLocaleString("en")} rows × ${ours.result.rows.length} columns`;
  const one = { name, unit: "ms", ours: ours.ms, n: times } as const;
  report({
    ...one,
    peer: peer.ms,
    peerIs: "the same statements in native DuckDB, both threads together",
    target: { most: 3000, of: "ours" },
  });
  report({ ...one, ...besideNumpy() });
});

async function measured(engine: Engine): Promise<{ readonly ms: number; readonly result: PsiResult }> {
  await createStore(engine);
  await engine.query(`CREATE TABLE wide AS SELECT CASE WHEN i < ${rows / 2} THEN 'reference' ELSE 'current' END AS cohort,
    ${columns().join(", ")} FROM range(${rows}) r(i)`);
  const run = () => evaluate(parse("table: wide"), cellContext({ name: "drift", engine }));
  const result = await run();
  const each: number[] = [];
  for (let time = 0; time < times; time++) each.push(await processorTime(run));
  return { ms: median(each), result };
}

async function processorTime(action: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await action();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function columns(): readonly string[] {
  const uniform = (salt: number) => `((hash(i, ${salt}) % 1000003 + 1) / 1000004.0)`;
  const normal = (salt: number) => `sqrt(-2 * ln(${uniform(salt)})) * cos(2 * pi() * ${uniform(salt + 100)})`;
  const moved = "CASE WHEN i >= 500000 THEN 0.4 ELSE 0 END";
  const of = (count: number, expression: (place: number) => string, name: string) =>
    Array.from({ length: count }, (_, place) => `${expression(place)} AS ${name}${place}`);
  return [
    ...of(4, (place) => `${normal(place)} + ${place === 0 ? moved : 0}`, "real"),
    ...of(4, (place) => `exp(${normal(place + 10)})`, "tail"),
    ...of(3, (place) => `(hash(i, ${place + 20}) % 100000)::BIGINT`, "whole"),
    ...of(3, (place) => `(hash(i, ${place + 30}) % 7)::INTEGER`, "few"),
    ...of(5, (place) => `'category ' || (hash(i, ${place + 40}) % ${[5, 12, 50, 300, 10_000][place]})`, "kind"),
    "hash(i, 50) % 2 = 0 AS yes",
  ];
}

/** PSI alone of twenty columns of numbers, on one thread; nothing, with a loud word, where there is no numpy. */
function besideNumpy(): { readonly peer: number | null; readonly peerIs?: string } {
  const script = join(import.meta.dirname, "psi.py");
  const { stdout, stderr, status } = spawnSync("python3", [script, String(rows), String(times)], { encoding: "utf8" });
  if (status === 0) return { peer: Number(stdout), peerIs: "numpy, PSI alone of 20 columns of numbers in memory" };
  console.warn(`SKIPPED: no figures of numpy, python3 did not run: ${stderr || "not installed"}`);
  return { peer: null };
}
