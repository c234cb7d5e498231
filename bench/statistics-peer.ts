import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seededRandom } from "../src/analysis/random.ts";

// A judge and people who nearly agree, and the statistics of their agreement in plain Python.

/** Bootstrap draws on both sides. */
export const draws = 2000;

/** One random sequence for all that is made up. */
export const random = seededRandom(20260401);

export interface Dimension {
  readonly judge: number[];
  readonly humans: readonly [number[], number[], number[]];
  readonly words: number[];
}

/** Scores from 1 to 5. */
export function dimension(items: number): Dimension {
  const truth = Array.from({ length: items }, () => 1 + random.below(5));
  const near = (right: number) => truth.map((score) => (random.next() < right ? score : 1 + random.below(5)));
  return {
    judge: near(0.6),
    humans: [near(0.8), near(0.8), near(0.8)],
    words: truth.map(() => 20 + random.below(300)),
  };
}

export interface Peer {
  readonly library: string;
  readonly kappaMs: number;
  readonly summaryMs: number;
  readonly kappa: readonly [number, number];
  readonly scaled: boolean;
}

/** Kappa with its interval of the small one, all statistics of the others. Null, with a loud word, without Python. */
export function inPython(small: Dimension, dimensions: readonly Dimension[]): Peer | null {
  const folder = mkdtempSync(join(tmpdir(), "casebook-statistics-"));
  const file = join(folder, "work.json");
  const places = ({ judge, humans: [human] }: Dimension) => ({
    judge: judge.map((score) => score - 1),
    human: human.map((score) => score - 1),
  });
  writeFileSync(file, JSON.stringify({ kappa: places(small), dimensions: dimensions.map(places), draws }));
  const { stdout, stderr, status } = spawnSync("python3", [join(import.meta.dirname, "statistics.py"), file], {
    encoding: "utf8",
  });
  rmSync(folder, { recursive: true, force: true });
  if (status === 0) return JSON.parse(stdout);
  console.warn(`SKIPPED: no figures of the peer, python3 did not run: ${stderr || "not installed"}`);
  return null;
}

/** What the peer is, in a few words. */
export function peerWords(peer: Peer | null): string {
  return peer ? `Python, ${peer.library}${peer.scaled ? ", a few draws scaled up" : ""}` : "no Python here: skipped";
}
