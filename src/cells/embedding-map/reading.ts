import { sha256 } from "hash-wasm";
import { clusterShares } from "../../analysis/cluster-shares.ts";
import { contrastedWords, wordsIn } from "../../analysis/word-contrast.ts";
import type { LayOutOutput } from "./lay-out.ts";
import type { MapCluster, MapReading, MapResult } from "./result.ts";

/** What is told of the map: its quality, and its clusters with their shares and words. */
export async function readingOf(laid: LayOutOutput, { rows, sides }: MapResult): Promise<MapReading> {
  const { positions, cluster, novelty, quality, faithfulness, recall } = laid;
  const isCurrent = (row: number) => sides[rows.side[row] as number]?.side === "current";
  const before = cluster.filter((_, row) => !isCurrent(row));
  const after = cluster.filter((_, row) => isCurrent(row));
  const shares = clusterShares(before, after, laid.clusters);
  const words = rows.texts.map((text) => wordsIn(text ?? ""));
  const clusters = shares.clusters.map((share): MapCluster => {
    const own = Array.from(cluster.keys()).filter((row) => cluster[row] === share.cluster);
    const heights = own.map((row) => positions[2 * row + 1] as number);
    return {
      ...share,
      rows: own.length,
      x: quantile(
        own.map((row) => positions[2 * row] as number),
        0.5,
      ),
      y: quantile(heights, 0.5),
      top: quantile(heights, 0.95),
      words: contrastedWords(words, (row) => cluster[row] === share.cluster, 5),
    };
  });
  const bytes = new Uint8Array(positions.buffer, positions.byteOffset, positions.byteLength);
  return { quality, faithfulness, clusters, p: shares.p, cluster, novelty, recall, digest: await sha256(bytes) };
}

function quantile(values: readonly number[], share: number): number {
  return [...values].sort((a, b) => a - b)[Math.floor(share * (values.length - 1))] ?? 0;
}
