import type { ViewProps } from "../cell-kind.tsx";
import type { EmbeddingDriftSpec } from "./definition.ts";
import type { EmbeddingDriftResult } from "./result.ts";
import { verdictSentence } from "./words.ts";

export function EmbeddingDriftView({ result }: ViewProps<EmbeddingDriftSpec, EmbeddingDriftResult>) {
  return <p>{verdictSentence(result.verdict)}</p>;
}
