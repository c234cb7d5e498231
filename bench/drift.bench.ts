import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openEngine } from "../main/engine.ts";
import { domainClassifier } from "../src/analysis/domain-classifier.ts";
import { kMeans } from "../src/analysis/k-means.ts";
import { type Matrix, matrixOf, rowsOf, stacked } from "../src/analysis/matrix.ts";
import { mmd } from "../src/analysis/mmd.ts";
import { nearestNeighbours } from "../src/analysis/neighbours.ts";
import { seededRandom } from "../src/analysis/random.ts";
import { shuffled } from "../src/analysis/shuffle.ts";
import { parse as parseDrift } from "../src/cells/embedding-drift/definition.ts";
import { evaluate as evaluateDrift } from "../src/cells/embedding-drift/evaluate.ts";
import type { Engine } from "../src/engine/engine.ts";
import { cellContext } from "../src/notebook/cell-context.ts";
import { createStore } from "../src/notebook/store.ts";
import { report, stopwatch } from "./report.ts";

// What the measures of drift of embeddings cost, once each, on one thread: beside the same in numpy on one thread where
// it is installed, and beside the same formula in plain nested loops. By processor time, which a busy machine leaves
// comparable; the whole cell, whose engine has a thread of its own, by the clock.

const columns = 384;
const permutations = 499;
const k = 15;
const clusters = 12;
const rounds = 20;

const reference = normalVectors(1000, 1, 0);
const current = normalVectors(1000, 2, 0.05);
const points = normalVectors(10_000, 3, 0);

interface Peer {
  readonly mmdMs: number;
  readonly mmd: number;
  readonly classifierMs: number;
  readonly auc: number;
  readonly neighboursMs: number;
  readonly clustersMs: number;
}

const numpy = measuredByNumpy();

test("permutation MMD of 1,000 and 1,000 vectors", () => {
  const { ms, result } = timed(() => mmd(reference, current, { permutations }));
  if (numpy) expect(result.value).toBeCloseTo(numpy.mmd, 6);
  const target = { most: 3000, of: "ours" } as const;
  const name = `MMD, 1,000 + 1,000 × ${columns}, ${permutations} permutations`;
  report({ name, unit: "ms", ours: ms, ...besideNumpy(numpy?.mmdMs), target, n: 1 });
  const plain = timed(() => plainMmd(stacked(reference, current), result.gamma ?? 1, 1000));
  expect(plain.result).toBeCloseTo(result.value ?? 0, 9);
  report({ name, unit: "ms", ours: ms, peer: plain.ms, peerIs: "nested loops", n: 1 });
});

test("domain classifier of 1,000 and 1,000 vectors", () => {
  const { ms, result } = timed(() => domainClassifier(reference, current));
  if (numpy) expect(Math.abs((result.value ?? 0) - numpy.auc)).toBeLessThan(0.05);
  const name = `domain classifier, 1,000 + 1,000 × ${columns}, 99 permutations`;
  report({ name, unit: "ms", ours: ms, ...besideNumpy(numpy?.classifierMs), n: 1 });
});

test("exact neighbours", () => {
  const { ms } = timed(() => nearestNeighbours(points, k));
  report({
    name: `neighbours, 10,000 × ${columns}, k ${k}`,
    unit: "ms",
    ours: ms,
    ...besideNumpy(numpy?.neighboursMs),
    n: 1,
  });
  const few = rowsOf(points, Array.from(Array(2000).keys()));
  const ours = timed(() => nearestNeighbours(few, k));
  const plain = timed(() => plainNeighbours(few));
  expect(Array.from(ours.result.indices)).toEqual(plain.result);
  report({
    name: `neighbours, 2,000 × ${columns}, k ${k}`,
    unit: "ms",
    ours: ours.ms,
    peer: plain.ms,
    peerIs: "nested loops",
    n: 1,
  });
});

test("k-means", () => {
  const { ms } = timed(() => kMeans(points, clusters, { starts: 1, rounds }));
  const name = `k-means, 10,000 × ${columns}, k ${clusters}, ${rounds} rounds`;
  report({ name, unit: "ms", ours: ms, ...besideNumpy(numpy?.clustersMs), n: 1 });
});

function normalVectors(rows: number, seed: number, shift: number): Matrix {
  const random = seededRandom(seed);
  return matrixOf(
    Float32Array.from({ length: rows * columns }, () => random.normal() + shift),
    columns,
  );
}

/** Milliseconds of processor time, and what came out. */
function timed<Result>(action: () => Result): { ms: number; result: Result } {
  const before = process.cpuUsage();
  const result = action();
  const { user, system } = process.cpuUsage(before);
  return { ms: (user + system) / 1000, result };
}

function besideNumpy(ms: number | undefined): { peer: number | null; peerIs?: string } {
  return ms === undefined ? { peer: null } : { peer: ms, peerIs: "numpy, one thread" };
}

/** Null, with a loud word, where there is no Python with numpy. */
function measuredByNumpy(): Peer | null {
  const folder = mkdtempSync(join(tmpdir(), "casebook-drift-"));
  const kept = (name: string, { data }: Matrix) => {
    writeFileSync(join(folder, name), data as Float32Array);
    return join(folder, name);
  };
  const files = { reference: kept("x", reference), current: kept("y", current), points: kept("points", points) };
  writeFileSync(join(folder, "work.json"), JSON.stringify({ ...files, columns, permutations, k, clusters, rounds }));
  const script = join(import.meta.dirname, "drift.py");
  const { stdout, stderr, status } = spawnSync("python3", [script, join(folder, "work.json")], { encoding: "utf8" });
  rmSync(folder, { recursive: true, force: true });
  if (status === 0) return JSON.parse(stdout);
  console.warn(`SKIPPED: no figures of numpy, python3 did not run: ${stderr || "not installed"}`);
  return null;
}

/** MMD² as it is written down, its sums anew for every permutation. */
function plainMmd(pooled: Matrix, gamma: number, n: number): number {
  const size = pooled.rows;
  const kernel = Array.from({ length: size }, (_, one) =>
    Float64Array.from({ length: size }, (_, other) => Math.exp(-gamma * plainDistance(pooled, one, other))),
  );
  const random = seededRandom(1);
  const all = Array.from(Array(size).keys());
  const observed = plainMmdOf(kernel, all, n);
  for (let draw = 0; draw < permutations; draw++) plainMmdOf(kernel, shuffled(all, random), n);
  return observed;
}

function plainMmdOf(kernel: readonly Float64Array[], order: readonly number[], n: number): number {
  const m = order.length - n;
  let sum = 0;
  for (let i = 0; i < order.length; i++) {
    const row = kernel[order[i] as number] as Float64Array;
    for (let j = 0; j < order.length; j++) {
      if (i === j) continue;
      const value = row[order[j] as number] as number;
      if (i < n && j < n) sum += value / (n * (n - 1));
      else if (i >= n && j >= n) sum += value / (m * (m - 1));
      else sum -= value / (n * m);
    }
  }
  return sum;
}

function plainNeighbours(matrix: Matrix): number[] {
  return Array.from({ length: matrix.rows }, (_, row) => {
    const others = Array.from(Array(matrix.rows).keys()).filter((other) => other !== row);
    const distances = Float64Array.from({ length: matrix.rows }, (_, other) => plainDistance(matrix, row, other));
    return others.sort((a, b) => (distances[a] as number) - (distances[b] as number)).slice(0, k);
  }).flat();
}

function plainDistance({ data }: Matrix, one: number, other: number): number {
  let sum = 0;
  for (let at = 0; at < columns; at++)
    sum += ((data[one * columns + at] as number) - (data[other * columns + at] as number)) ** 2;
  return sum;
}

test("the whole cell embedding-drift", async () => {
  const engine = await openEngine();
  await storeOfVectors(engine, 5000);
  for (const sample of [2000, 5000]) {
    const spec = parseDrift(`every: 1d\nsample: ${sample}`);
    const ours = await stopwatch(() => evaluateDrift(spec, cellContext({ name: "drift", engine })));
    const name = `embedding-drift cell, 5,000 + 5,000 × ${columns}, sample ${sample.toLocaleString("en-US")}, 28 windows`;
    report({ name, unit: "ms", ours, peer: null, n: 1 });
  }
  await engine.close();
});

/** Five thousand vectors on each side, over four weeks, by the hash of their number. */
async function storeOfVectors(engine: Engine, rows: number): Promise<void> {
  await createStore(engine, {
    reference: { from: "2026-06-01", to: "2026-06-14" },
    current: { from: "2026-06-15", to: "2026-06-28" },
  });
  const value = "((hash(r, i) % 1000000) / 1000000.0 - 0.5)::FLOAT";
  const time = `${BigInt(Date.UTC(2026, 5, 1)) * 1_000_000n} + r * ${Math.floor((28 * 86400e9) / (2 * rows))}::BIGINT`;
  await engine.query(`INSERT INTO store.embeddings (id, text, time_ns, vector)
    SELECT r::VARCHAR, 'a text about subject ' || (r % 40) || ', number ' || r, ${time},
      list_transform(range(${columns}), lambda i: ${value}) FROM range(${2 * rows}) t(r)`);
}
