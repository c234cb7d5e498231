import { analyse } from "../../src/cells/waterfall/analyse.ts";
import { indexKinds, indexTexts } from "../../src/cells/waterfall/read-columns.ts";
import type { WaterfallResult } from "../../src/cells/waterfall/result.ts";
import type { SpanKind } from "../../src/traces/kind.ts";
import { seededRandom } from "../../tests/support/random.ts";

/** A span of a made-up trace; times in milliseconds since its start. */
export interface MadeSpan {
  readonly id: string;
  readonly parent: string | null;
  readonly name: string;
  readonly kind: SpanKind;
  readonly start: number;
  readonly end: number | null;
  readonly failed?: boolean;
  readonly tokens?: readonly [input: number, output: number];
  readonly cost?: number;
}

const ms = 1e6;

/** The result that a waterfall cell would give for the spans. */
export function resultOf(made: readonly MadeSpan[]): WaterfallResult {
  const spans = [...made].sort((a, b) => a.start - b.start);
  const kind = indexKinds(spans.map((span) => span.kind));
  const start = Float64Array.from(spans, (span) => span.start * ms);
  const end = Float64Array.from(spans, (span) => (span.end === null ? Number.NaN : span.end * ms));
  const shape = analyse({ id: spans.map(({ id }) => id), parent: spans.map(({ parent }) => parent), start, end }, kind);
  const { distinct, index } = indexTexts(spans.map(({ name }) => name));
  const numbers = (read: (span: MadeSpan) => number | undefined) =>
    Float64Array.from(spans, (span) => read(span) ?? Number.NaN);
  const cost = spans.reduce((sum, span) => sum + (span.cost ?? 0), 0);
  return {
    trace: {
      id: "made-up",
      root: made[0]?.name ?? null,
      startNs: "1776952937700000000",
      errors: spans.filter((span) => span.failed).length,
      costUsd: cost || null,
      inputTokens: null,
      outputTokens: null,
      tenant: "northwind",
      cohort: "current",
    },
    reason: "slowest of 330 traces",
    spans: {
      size: spans.length,
      id: spans.map(({ id }) => id),
      names: distinct,
      name: index,
      kind,
      failed: Uint8Array.from(spans, (span) => (span.failed ? 1 : 0)),
      duration: end.map((to, span) => to - (start[span] ?? 0)),
      inputTokens: numbers((span) => span.tokens?.[0]),
      outputTokens: numbers((span) => span.tokens?.[1]),
      costUsd: numbers((span) => span.cost),
    },
    shape,
    selected: -1,
  };
}

/** A trace of a given size: agents that work in parallel, each a chain of model calls, searches and tools. */
export function largeTrace(size: number, seed = 1): MadeSpan[] {
  const random = seededRandom(seed);
  const spans: MadeSpan[] = [{ id: "root", parent: null, name: "answer question", kind: "AGENT", start: 0, end: 0 }];
  let clock = 0;
  while (spans.length < size) {
    const lanes = 1 + Math.floor(random() * 3);
    const ends = Array.from({ length: lanes }, () => addAgent(spans, size, clock + random() * 20, random));
    clock = Math.max(...ends, clock + 1) + random() * 40;
  }
  spans[0] = { ...(spans[0] as MadeSpan), end: clock };
  return spans.slice(0, size);
}

const steps: readonly (readonly [name: string, kind: SpanKind, typical: number])[] = [
  ["plan", "LLM", 900],
  ["retrieve schema docs", "RETRIEVER", 120],
  ["embed query", "EMBEDDING", 40],
  ["rerank", "RERANKER", 60],
  ["write SQL", "LLM", 1500],
  ["warehouse.query", "TOOL", 4000],
  ["check answer", "GUARDRAIL", 300],
  ["judge faithfulness", "EVALUATOR", 800],
];

function addAgent(spans: MadeSpan[], size: number, start: number, random: () => number): number {
  const agent = `a${spans.length}`;
  const at = spans.length;
  spans.push({ id: agent, parent: "root", name: `sub-agent ${at % 17}`, kind: "AGENT", start, end: start });
  let clock = start + random() * 5;
  for (let step = 0; step < 12 && spans.length < size; step++) {
    const [name, kind, typical] = steps[Math.floor(random() * steps.length)] ?? ["plan", "LLM", 900];
    const end = clock + typical * (0.2 + 2 * random() ** 3);
    const id = `s${spans.length}`;
    spans.push({ id, parent: agent, name, kind, start: clock, end, failed: random() < 0.01 });
    if (random() < 0.3 && spans.length < size)
      spans.push({ id: `${id}c`, parent: id, name: "http.request", kind: "UNKNOWN", start: clock + 2, end: end - 1 });
    clock = end + random() * 10;
  }
  spans[at] = { ...(spans[at] as MadeSpan), end: clock };
  return clock;
}

const s = 1000;

/** An agent that answers in four minutes, and why: two branches in parallel, a slow query, a tool called in a loop. */
export function slowAnswer(): MadeSpan[] {
  const rows: (readonly [string, string | null, string, SpanKind, number, number | null, Partial<MadeSpan>?])[] = [
    ["1", null, "answer question", "AGENT", 0, 236 * s],
    ["2", "1", "plan", "LLM", 0.2 * s, 6.9 * s, { tokens: [2100, 420], cost: 0.031 }],
    ["3", "1", "retrieve schema docs", "RETRIEVER", 7 * s, 8.3 * s],
    ["4", "3", "embed query", "EMBEDDING", 7 * s, 7.2 * s, { tokens: [24, 0], cost: 0.00002 }],
    ["5", "1", "revenue by region", "AGENT", 8.4 * s, 213.4 * s],
    ["6", "5", "write SQL", "LLM", 8.5 * s, 13.7 * s, { tokens: [3900, 310], cost: 0.052 }],
    ["7", "5", "validate SQL", "LLM", 13.8 * s, 18.3 * s, { tokens: [1400, 90], cost: 0.018 }],
    ["8", "5", "warehouse.query", "TOOL", 18.4 * s, 206.4 * s],
    ["9", "5", "chart.render", "TOOL", 206.5 * s, 208.5 * s],
    ["10", "1", "churn by region", "AGENT", 8.5 * s, 69.5 * s],
    ["11", "10", "write SQL", "LLM", 8.6 * s, 14.2 * s, { tokens: [3800, 290], cost: 0.049 }],
    ["12", "10", "warehouse.query", "TOOL", 14.3 * s, 30.3 * s],
    ["13", "10", "warehouse.query", "TOOL", 31 * s, 43 * s],
    ["14", "10", "warehouse.query", "TOOL", 44 * s, 55 * s],
    ["15", "10", "warehouse.query", "TOOL", 56 * s, 65 * s, { failed: true }],
    ["16", "1", "retrieve policy docs", "RETRIEVER", 8.6 * s, 9.7 * s],
    ["17", "1", "check answer", "GUARDRAIL", 213.5 * s, 215.9 * s],
    ["18", "1", "synthesise answer", "LLM", 216 * s, 225.8 * s, { tokens: [6200, 850], cost: 0.118 }],
    ["19", "1", "judge faithfulness", "EVALUATOR", 225.9 * s, 234 * s, { tokens: [7100, 120], cost: 0.092 }],
    ["20", "1", "format reply", "CHAIN", 234 * s, 236 * s],
  ];
  return rows.map(([id, parent, name, kind, start, end, more]) => ({ id, parent, name, kind, start, end, ...more }));
}

/** A trace that mostly waits: for a person's approval, and for nothing at all. */
export function waitingTrace(): MadeSpan[] {
  return [
    { id: "1", parent: null, name: "refund request", kind: "AGENT", start: 0, end: 341 * s },
    { id: "2", parent: "1", name: "read policy", kind: "RETRIEVER", start: 0.1 * s, end: 1.4 * s },
    { id: "3", parent: "1", name: "decide", kind: "LLM", start: 1.5 * s, end: 9 * s, tokens: [900, 80], cost: 0.011 },
    { id: "4", parent: "1", name: "ask for approval", kind: "CHAIN", start: 9.1 * s, end: 321 * s },
    { id: "5", parent: "4", name: "send message", kind: "TOOL", start: 9.2 * s, end: 10 * s },
    { id: "6", parent: "4", name: "read answer", kind: "LLM", start: 316 * s, end: 321 * s, tokens: [400, 20] },
    { id: "7", parent: "1", name: "payment.refund", kind: "TOOL", start: 321.5 * s, end: 340 * s, failed: true },
    { id: "8", parent: null, name: "nightly follow-up", kind: "CHAIN", start: 900 * s, end: 912 * s },
    { id: "9", parent: "8", name: "payment.refund", kind: "TOOL", start: 901 * s, end: 911 * s },
  ];
}

/** Everything that can be odd about a trace, at once. */
export function oddTrace(): MadeSpan[] {
  return [
    ...slowAnswer().slice(0, 9),
    { id: "o1", parent: "gone", name: "orphan of a lost batch", kind: "TOOL", start: 60 * s, end: 90 * s },
    { id: "o2", parent: "o3", name: "ring, first", kind: "CHAIN", start: 30 * s, end: 50 * s },
    { id: "o3", parent: "o2", name: "ring, second", kind: "CHAIN", start: 32 * s, end: 45 * s },
    { id: "o4", parent: "5", name: "never finished", kind: "LLM", start: 208.6 * s, end: null },
    { id: "o5", parent: "5", name: "backwards", kind: "TOOL", start: 209 * s, end: 207 * s },
    { id: "o6", parent: "5", name: "outlasts its parent", kind: "CHAIN", start: 210 * s, end: 228 * s },
    { id: "o7", parent: "5", name: "starts early", kind: "TOOL", start: 8 * s, end: 12 * s },
    { id: "8", parent: "1", name: "warehouse.query", kind: "TOOL", start: 214 * s, end: 216 * s },
    {
      id: "o9",
      parent: "1",
      name: "<b>a name with markup</b> and of a length that no column of a tree can hold, however wide one makes it",
      kind: "UNKNOWN",
      start: 216 * s,
      end: 217 * s,
      failed: true,
    },
  ];
}
