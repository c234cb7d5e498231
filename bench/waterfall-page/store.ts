import type { Engine } from "../../src/engine/engine.ts";
import { derive } from "../../src/notebook/derive.ts";
import { createStore } from "../../src/notebook/store.ts";

const names = "['plan', 'retrieve', 'rerank', 'write SQL', 'warehouse.query', 'check', 'judge', 'reply']";
const kinds = "['LLM', 'RETRIEVER', 'RERANKER', 'LLM', 'TOOL', 'GUARDRAIL', 'EVALUATOR', 'CHAIN']";

/**
 * Fills a new store with made-up spans: one trace of 100,000 ("large"), the rest in traces of 100. In each trace the
 * first span is the root, every tenth an agent below it, and the others steps of the agent before them.
 */
export async function fillStore(engine: Engine, size: number): Promise<void> {
  await createStore(engine);
  await engine.query(`INSERT INTO store.spans
    (trace_id, span_id, parent_span_id, name, kind, start_ns, end_ns, status, attributes, input, output, source_id)
    SELECT trace, trace || '-' || n,
      CASE WHEN n = 0 THEN NULL WHEN n % 10 = 0 THEN trace || '-0' ELSE trace || '-' || (n - n % 10) END,
      CASE WHEN n = 0 THEN 'answer' WHEN n % 10 = 0 THEN 'sub-agent' ELSE ${names}[1 + n % 8] END,
      CASE WHEN n % 10 = 0 THEN 'AGENT' ELSE ${kinds}[1 + n % 8] END,
      1776952937700000000 + t * 1000000000 + n * 7000000,
      1776952937700000000 + t * 1000000000 + CASE WHEN n = 0 THEN spans * 7000000 + 5000000
        WHEN n % 10 = 0 THEN n * 7000000 + 69000000 ELSE n * 7000000 + 6000000 + (n * 7919 % 4000000) END,
      CASE WHEN n % 997 = 1 THEN 'ERROR' ELSE 'OK' END,
      MAP {'step': n::VARCHAR, 'gen_ai.request.model': 'm'}, 'what is asked of step ' || n, 'what it says', 1
    FROM (
      SELECT 'large' AS trace, range AS n, 100000::BIGINT AS spans, 0::BIGINT AS t FROM range(100000)
      UNION ALL
      SELECT 'trace-' || (range // 100), range % 100, 100::BIGINT, 1 + range // 100 FROM range(${size - 100_000})) made`);
  await derive(engine);
}
