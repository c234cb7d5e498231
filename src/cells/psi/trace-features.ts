import type { Feature } from "./frame.ts";

/** What stands behind FROM for rows of traces with their calls counted. */
export const tracesWithCalls = `(SELECT t.*, coalesce(c.tool_calls, 0) AS tool_calls,
  coalesce(c.llm_calls, 0) AS llm_calls, coalesce(c.different_steps, 0) AS different_steps
  FROM traces t LEFT JOIN (SELECT trace_id, count(*) FILTER (kind = 'TOOL') AS tool_calls,
    count(*) FILTER (kind = 'LLM') AS llm_calls, count(DISTINCT name) AS different_steps
    FROM spans GROUP BY trace_id) c ON c.trace_id = t.trace_id)`;

const expressions = {
  "trace steps": "spans",
  "trace different steps": "different_steps",
  "trace tool calls": "tool_calls",
  "trace LLM calls": "llm_calls",
  "trace errors": "errors",
  "trace input tokens": "input_tokens",
  "trace output tokens": "output_tokens",
  "trace cost, USD": "cost_usd",
  "trace latency, ms": "wall_ms",
} as const;

export const traceFeatures: readonly Feature[] = Object.entries(expressions).map(([id, expression]) => ({
  id,
  kind: "numbers",
  expression,
  isWhole: expression !== "cost_usd" && expression !== "wall_ms",
  isNamed: true,
}));
