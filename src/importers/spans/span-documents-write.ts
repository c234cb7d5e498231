import type { DocumentRow } from "../../traces/schema.ts";
import type { OtlpPair } from "../otlp/otlp-values.ts";

/** The documents of a span, in the order of their ranks, as OpenInference's attributes. */
export function documentPairs(documents: readonly DocumentRow[]): readonly OtlpPair[] {
  const list = documents[0]?.score_kind === "rerank" ? "reranker.output_documents" : "retrieval.documents";
  return documents.flatMap(({ doc_id: id, content, score, metadata }, place) => {
    const pairs = [text("id", id), text("content", content), number("score", score), text("metadata", metadata)];
    const known = pairs.flat();
    return (known.length ? known : [pair("content", "")]).map(({ key, value }) => ({
      key: `${list}.${place}.document.${key}`,
      value,
    }));
  });
}

function text(key: string, value: string | null): OtlpPair[] {
  return value === null ? [] : [pair(key, value)];
}

function number(key: string, value: number | null): OtlpPair[] {
  return value === null ? [] : [{ key, value: { doubleValue: value } }];
}

function pair(key: string, value: string): OtlpPair {
  return { key, value: { stringValue: value } };
}
