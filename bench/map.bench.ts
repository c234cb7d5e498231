import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UMAP } from "umap-js";
import { expect, test } from "vitest";
import { type Matrix, matrixOf, rowsOf } from "../src/analysis/matrix.ts";
import { seededRandom } from "../src/analysis/random.ts";
import { mapQuality } from "../src/analysis/trustworthiness.ts";
import { fitMap } from "../src/analysis/umap.ts";
import { clusteredMatrix } from "../tests/analysis/clustered-matrix.ts";
import { report } from "./report.ts";

// A map of embeddings, of the same rows: ours on one thread, umap-js on one thread, umap-learn on all cores where it is
// installed (CASEBOOK_PYTHON says by which Python). Wall time, and ours by processor time too.

const columns = 384;
const mb = 1e6;

const rowsOfSize = (rows: number) => clusteredMatrix({ rows, columns, clusters: 20, inner: 6 });

interface Measured {
  readonly seconds: number;
  /** Of all cores together. */
  readonly processor: number;
  readonly trustworthiness: number;
}

test("10,000 rows, 500 epochs", () => {
  const points = rowsOfSize(10_000);
  const ours = measureOurs(points, 500, "10,000 × 384, 500 epochs");
  const learn = measureLearn(points, 500);
  const js = measureJs(points, 500);
  const name = "map, 10,000 × 384, 500 epochs";
  beside(name, ours, js, "umap-js", 1 / 3);
  if (learn) beside(name, ours, learn, "umap-learn, all cores", 1);
  expect(ours.trustworthiness).toBeGreaterThan(js.trustworthiness - 0.01);
});

test("30,000 rows, 200 epochs", () => {
  const points = rowsOfSize(30_000);
  const ours = measureOurs(points, 200, "30,000 × 384, 200 epochs");
  const learn = measureLearn(points, 200);
  if (learn) beside("map, 30,000 × 384, 200 epochs", ours, learn, "umap-learn, all cores", 1);
});

test("50,000 rows, 200 epochs", () => {
  const { seconds } = measureOurs(rowsOfSize(50_000), 200, "50,000 × 384, 200 epochs");
  const target = { most: 60, of: "ours" } as const;
  report({ name: "map, 50,000 × 384, 200 epochs", unit: "s", ours: seconds, peer: null, target, n: 1 });
});

function beside(name: string, ours: Measured, peer: Measured, peerIs: string, most: number): void {
  console.log(`${peerIs}: trustworthiness ${peer.trustworthiness.toFixed(4)}, ours ${ours.trustworthiness.toFixed(4)}`);
  report({ name, unit: "s", ours: ours.seconds, peer: peer.seconds, peerIs, target: { of: "ratio", most }, n: 1 });
  report({ name: `${name}: processor time`, unit: "s", ours: ours.processor, peer: peer.processor, peerIs, n: 1 });
}

function measureOurs(points: Matrix, epochs: number, what: string): Measured {
  const before = process.memoryUsage().rss;
  let most = before;
  const watch = () => {
    most = Math.max(most, process.memoryUsage().rss);
  };
  const spent = process.cpuUsage();
  const since = performance.now();
  const { positions } = fitMap(points, { epochs, watch });
  const seconds = (performance.now() - since) / 1000;
  const processor = processorSince(spent);
  const memory = (most - before + points.data.byteLength) / mb;
  const target = { most: 500, of: "ours" } as const;
  report({ name: `map, ${what}: memory, vectors included`, unit: "MB", ours: memory, peer: null, target, n: 1 });
  return { seconds, processor, trustworthiness: trust(points, positions) };
}

function processorSince(spent: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(spent);
  return (user + system) / 1e6;
}

function measureJs(points: Matrix, epochs: number): Measured {
  const rows = Array.from({ length: points.rows }, (_, row) => Array.from(rowsOf(points, [row]).data));
  const map = new UMAP({ nEpochs: epochs, random: seededRandom(1).next });
  const spent = process.cpuUsage();
  const since = performance.now();
  const positions = map.fit(rows);
  const seconds = (performance.now() - since) / 1000;
  const processor = processorSince(spent);
  return { seconds, processor, trustworthiness: trust(points, Float32Array.from(positions.flat())) };
}

/** Null, with a loud word, where there is no Python with umap-learn. */
function measureLearn(points: Matrix, epochs: number): Measured | null {
  const folder = mkdtempSync(join(tmpdir(), "casebook-map-"));
  const work = { points: join(folder, "points"), out: join(folder, "out"), columns, epochs };
  writeFileSync(work.points, points.data as Float32Array);
  writeFileSync(join(folder, "work.json"), JSON.stringify(work));
  const python = process.env.CASEBOOK_PYTHON ?? "python3";
  const script = join(import.meta.dirname, "map.py");
  const { stdout, stderr, status } = spawnSync(python, [script, join(folder, "work.json")], { encoding: "utf8" });
  try {
    if (status !== 0) throw new Error(stderr || "not installed");
    const bytes = readFileSync(work.out);
    const positions = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
    const { seconds, processor } = JSON.parse(stdout);
    return { seconds, processor, trustworthiness: trust(points, positions) };
  } catch (error) {
    console.warn(`SKIPPED: no figures of umap-learn, ${python} did not run: ${error}`);
    return null;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Of 2,000 of the rows, as the cell tells it. */
function trust(points: Matrix, positions: Float32Array): number {
  const sample = Array.from({ length: 2000 }, (_, at) => Math.floor((at * points.rows) / 2000));
  return mapQuality(rowsOf(points, sample), rowsOf(matrixOf(positions, 2), sample)).trustworthiness ?? Number.NaN;
}
