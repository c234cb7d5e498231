import { describe, expect, test } from "vitest";
import { otlpJson } from "../../src/importers/otlp/otlp-json.ts";
import { type Imported, importWith } from "../support/importing.ts";
import {
  type Attributes,
  aSpanId,
  aTraceId,
  otlpAttributes,
  otlpRequest,
  otlpSpan,
  type SpanOptions,
} from "../support/otlp.ts";

async function imported(span: SpanOptions): Promise<Imported> {
  return importWith(otlpJson, JSON.stringify(otlpRequest([otlpSpan(span)], {})));
}

describe("documents", () => {
  test("a retriever's documents, with metadata as JSON and as Python prints it", async () => {
    const { documents } = await imported({
      attributes: {
        "openinference.span.kind": "RETRIEVER",
        "retrieval.documents.0.document.id": 17,
        "retrieval.documents.0.document.content": "first",
        "retrieval.documents.0.document.score": 0.75,
        "retrieval.documents.0.document.metadata": '{"source":"a.md","updated_at":"2026-01-02"}',
        "retrieval.documents.1.document.content": "second",
        "retrieval.documents.1.document.metadata": "{'source': 'b.md', 'last_updated': '2025-12-31', 'pinned': True}",
        "retrieval.documents.2.document.metadata": "not a dictionary",
      },
    });
    const owner = { span_id: aSpanId, trace_id: aTraceId, score_kind: "retrieval" };
    expect(documents).toEqual([
      {
        ...owner,
        rank: 1,
        doc_id: "17",
        score: 0.75,
        content: "first",
        last_updated: "2026-01-02",
        metadata: '{"source":"a.md","updated_at":"2026-01-02"}',
      },
      {
        ...owner,
        rank: 2,
        doc_id: null,
        score: null,
        content: "second",
        last_updated: "2025-12-31",
        metadata: '{"source":"b.md","last_updated":"2025-12-31","pinned":true}',
      },
      {
        ...owner,
        rank: 3,
        doc_id: null,
        score: null,
        content: null,
        last_updated: null,
        metadata: '"not a dictionary"',
      },
    ]);
  });

  test("GenAI documents, as JSON or structured, keep what else they say", async () => {
    const list: Attributes[] = [
      { id: "d1", score: 0.5, content: "text", lang: "de" },
      { id: "d2", score: null },
    ];
    for (const value of [JSON.stringify(list), JSON.stringify(JSON.stringify(list)), list]) {
      const { documents } = await imported({ attributes: { "gen_ai.retrieval.documents": value } });
      expect(
        documents.map(({ rank, doc_id, score, content, metadata }) => [rank, doc_id, score, content, metadata]),
      ).toEqual([
        [1, "d1", 0.5, "text", '{"lang":"de"}'],
        [2, "d2", null, null, null],
      ]);
    }
  });

  test("a reranker's documents are those that it gives, in its order", async () => {
    const { documents, spans } = await imported({
      attributes: {
        "reranker.query": "q",
        "reranker.input_documents.0.document.id": "x",
        "reranker.output_documents.0.document.id": "y",
        "reranker.output_documents.0.document.score": 0.9,
      },
    });
    expect(documents.map(({ rank, doc_id, score, score_kind }) => [rank, doc_id, score, score_kind])).toEqual([
      [1, "y", 0.9, "rerank"],
    ]);
    expect(spans[0]!.input).toBe("q");
  });

  test("LangChain's and MLflow's documents in a retriever's output", async () => {
    const pages = [{ page_content: "text", metadata: { doc_uri: "a.md", date: "2026-03-01" }, type: "Document" }];
    for (const [key, value] of [
      ["mlflow.spanOutputs", pages],
      ["output.value", { documents: pages }],
    ] as const) {
      const attributes = { "openinference.span.kind": "RETRIEVER", [key]: JSON.stringify(value) };
      const { documents } = await imported({ attributes });
      expect(documents).toMatchObject([{ rank: 1, doc_id: "a.md", content: "text", last_updated: "2026-03-01" }]);
    }
    expect((await imported({ attributes: { "output.value": JSON.stringify(pages) } })).documents).toEqual([]);
  });
});

describe("scores", () => {
  test("annotations of a span, its trace and its session", async () => {
    const annotation = (prefix: string, name: string): Attributes => ({
      [`${prefix}.0.${prefix.includes("eval") ? "evaluation" : "annotation"}.name`]: name,
      [`${prefix}.0.${prefix.includes("eval") ? "evaluation" : "annotation"}.label`]: "good",
    });
    const { scores, issues } = await imported({
      attributes: {
        "session.id": "s1",
        "annotations.0.annotation.name": "correctness",
        "annotations.0.annotation.score": 0.5,
        "annotations.0.annotation.explanation": "half of it",
        "annotations.0.annotation.annotator_kind": "HUMAN",
        "annotations.0.annotation.identifier": "rater-1",
        "annotations.0.annotation.metadata": '{"round":2}',
        "annotations.1.annotation.name": "tone",
        "annotations.1.annotation.annotator_kind": "LLM",
        "annotations.1.annotation.label": "rude",
        "annotations.2.annotation.name": "nothing said",
        ...annotation("evaluations", "code"),
        ...annotation("trace.evaluations", "whole"),
        ...annotation("session.annotations", "mood"),
      },
    });
    expect(
      scores.map(({ target_type, target_id, name, value_num, value_str, source }) => [
        target_type,
        target_id,
        name,
        value_num,
        value_str,
        source,
      ]),
    ).toEqual([
      ["span", aSpanId, "correctness", 0.5, null, "human"],
      ["span", aSpanId, "tone", null, "rude", "judge"],
      ["span", aSpanId, "code", null, "good", "unknown"],
      ["trace", aTraceId, "whole", null, "good", "unknown"],
      ["session", "s1", "mood", null, "good", "unknown"],
    ]);
    expect(scores[0]).toMatchObject({ rationale: "half of it", rater: "rater-1", metadata: '{"round":2}' });
    expect(new Set(scores.map(({ score_id }) => score_id)).size).toBe(5);
    expect(issues).toMatchObject([{ severity: "note", reason: "annotations without a name, a result or a target: 1" }]);
  });

  test("feedback on a span of its own belongs to the span that this links to", async () => {
    const attributes = { "annotations.0.annotation.name": "late", "annotations.0.annotation.score": 1 };
    const links = [{ traceId: "1".repeat(32), spanId: "2".repeat(16) }];
    const target = async (options: SpanOptions) => {
      const [score] = (await imported(options)).scores;
      return [score?.target_type, score?.target_id];
    };
    expect(await target({ attributes, links })).toEqual(["span", "2".repeat(16)]);
    expect(await target({ attributes: { ...attributes, "openinference.span.kind": "EVALUATOR" }, links })).toEqual([
      "span",
      "2".repeat(16),
    ]);
    expect(await target({ attributes: { ...attributes, "openinference.span.kind": "LLM" }, links })).toEqual([
      "span",
      aSpanId,
    ]);
    expect(await target({ attributes, links: [...links, ...links] })).toEqual(["span", aSpanId]);
    const trace = { "trace.annotations.0.annotation.name": "late", "trace.annotations.0.annotation.score": 1 };
    expect(await target({ attributes: trace, links })).toEqual(["trace", "1".repeat(32)]);
  });

  test("evaluation results on spans and in their events are a judge's", async () => {
    const evaluation = {
      "gen_ai.evaluation.name": "relevance",
      "gen_ai.evaluation.score.value": 4,
      "gen_ai.evaluation.score.label": "pass",
    };
    const onSpan = await imported({ attributes: evaluation });
    const inEvent = await imported({
      events: [
        {
          name: "gen_ai.evaluation.result",
          timeUnixNano: "1776000000000000009",
          attributes: otlpAttributes(evaluation),
        },
      ],
    });
    for (const { scores } of [onSpan, inEvent]) {
      expect(scores).toMatchObject([
        { target_id: aSpanId, name: "relevance", value_num: 4, value_str: "pass", source: "judge" },
      ]);
    }
    expect(inEvent.scores[0]!.time_ns).toBe(1776000000000000009n);
  });
});

test("embeddings come with their text, whatever their vector is written as", async () => {
  const { embeddings } = await imported({
    attributes: {
      "embedding.model_name": "ada",
      "embedding.embeddings.0.embedding.text": "a",
      "embedding.embeddings.0.embedding.vector": [0.5, -1, 2],
      "embedding.embeddings.1.embedding.text": "b",
      "embedding.embeddings.1.embedding.vector": "(0.25, 1e-3)",
      "embedding.embeddings.2.embedding.text": "without a vector",
    },
  });
  expect(embeddings.map(({ id, text, vector, model }) => [id, text, vector, model])).toEqual([
    [`${aSpanId}:0`, "a", new Float32Array([0.5, -1, 2]), "ada"],
    [`${aSpanId}:1`, "b", new Float32Array([0.25, 1e-3]), "ada"],
  ]);
});
