import { expect } from "vitest";
import { langfuse } from "../../src/importers/langfuse/langfuse.ts";
import type { ScoreRow, SpanRow } from "../../src/traces/schema.ts";
import { corpus, type Imported, importWith, sampleOf } from "./importing.ts";

export const real = (name: string) => corpus(`langfuse-trace-export/${name}.json`);
export const byId = (spans: readonly SpanRow[], id: string) => spans.find(({ span_id }) => span_id === id)!;
export const roots = ({ spans }: Imported) => spans.filter(({ parent_span_id }) => parent_span_id === null);
export const orphans = ({ spans }: Imported) => {
  const ids = new Set(spans.map(({ span_id }) => span_id));
  return spans.filter(({ parent_span_id }) => parent_span_id !== null && !ids.has(parent_span_id));
};

export const observation = (fields: object = {}) => ({
  id: "obs-1",
  traceId: "trace_001",
  parentObservationId: null,
  type: "GENERATION",
  name: "answer",
  startTime: "2026-04-12T13:20:00.100Z",
  endTime: "2026-04-12T13:20:02.000Z",
  level: "DEFAULT",
  statusMessage: null,
  input: [{ role: "user", content: "Hi" }],
  output: "Hello",
  metadata: {},
  model: "gpt-4o",
  modelParameters: { temperature: 0.5 },
  promptName: "greeter",
  promptVersion: 7,
  usageDetails: { input: 10, output: 4, total: 14, input_cache_read: 3, output_reasoning: 2 },
  costDetails: { input: 0.001, output: 0.002, total: 0.003 },
  totalCost: 0.003,
  ...fields,
});

export const trace = (fields: object = {}) => ({
  id: "trace_001",
  projectId: "p",
  name: "chat-turn",
  timestamp: "2026-04-12T13:20:00.000Z",
  environment: "production",
  tags: ["a", "b"],
  bookmarked: false,
  public: false,
  release: "v1",
  version: null,
  userId: "user-7",
  sessionId: "session-9",
  input: { question: "Hi" },
  output: { answer: "Hello" },
  metadata: { tenant_id: "acme", flow: "short" },
  scores: [],
  latency: 2.5,
  ...fields,
});

export const score = (fields: object = {}) => ({
  id: "score-1",
  traceId: "trace_001",
  observationId: null,
  name: "quality",
  value: 0.8,
  stringValue: null,
  dataType: "NUMERIC",
  source: "API",
  comment: "fine",
  timestamp: "2026-04-12T13:21:00.000Z",
  ...fields,
});

export async function read(value: unknown): Promise<Imported> {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  expect(langfuse.detect(sampleOf(new TextEncoder().encode(text)))).not.toBeNull();
  return importWith(langfuse, text);
}

export async function rowOf(fields: object): Promise<SpanRow> {
  const { spans } = await read([observation(fields)]);
  expect(spans.length).toBe(1);
  return spans[0]!;
}

export async function scoreOf(fields: object): Promise<ScoreRow> {
  const { scores } = await read([score(fields)]);
  expect(scores.length).toBe(1);
  return scores[0]!;
}
