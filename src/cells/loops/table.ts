import type { TableData } from "../../engine/table-data.ts";
import type { LoopsResult } from "./result.ts";

/** One row per listed loop, those that wasted most first. */
export function table({ loops }: LoopsResult): TableData {
  const column = (name: string, type: string) => ({ name, type });
  return {
    columns: [
      column("trace_id", "VARCHAR"),
      column("span_id", "VARCHAR"),
      column("cohort", "VARCHAR"),
      column("start_time", "TIMESTAMP"),
      column("step", "VARCHAR"),
      column("rounds", "BIGINT"),
      column("wasted_wall_ms", "DOUBLE"),
      column("wasted_span_ms", "DOUBLE"),
      column("wasted_tokens", "DOUBLE"),
      column("wasted_cost_usd", "DOUBLE"),
      column("ended_with_result", "BOOLEAN"),
      column("trace_succeeded", "BOOLEAN"),
      column("circuit_breaker", "VARCHAR"),
      column("input", "VARCHAR"),
      column("span_ids", "VARCHAR[]"),
    ],
    rows: loops.map((loop) => [
      loop.traceId,
      loop.spanId,
      loop.side === "all" ? null : loop.side,
      loop.start,
      loop.steps.join(" → "),
      loop.rounds,
      loop.wasted.wallMs,
      loop.wasted.spanMs,
      loop.wasted.tokens,
      loop.wasted.cost,
      loop.resolved,
      loop.succeeded,
      loop.breaker,
      loop.input,
      loop.spans,
    ]),
  };
}
