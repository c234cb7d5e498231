import type { CellKind } from "../cell-kind.tsx";
import { type EmbeddingDriftSpec, parse, reads } from "./definition.ts";
import { evaluate } from "./evaluate.ts";
import type { EmbeddingDriftResult } from "./result.ts";
import { table } from "./table.ts";
import { EmbeddingDriftView } from "./view.tsx";
import { summaryOf } from "./words.ts";

export const embeddingDrift: CellKind<EmbeddingDriftSpec, EmbeddingDriftResult> = {
  kind: "embedding-drift",
  title: "Embedding drift",
  about:
    "Have the texts changed? Compares vectors of reference and current: centroids, spread, MMD, clusters, by time.",
  language: "yaml",
  starter: "table: embeddings\nevery: 1d\n",
  parse,
  reads,
  evaluate,
  table,
  summary: summaryOf,
  View: EmbeddingDriftView,
};
