import type { CellContext } from "../../notebook/cell.ts";
import { analyse } from "./analyse.ts";
import type { WaterfallSpec } from "./definition.ts";
import { pickTrace } from "./pick.ts";
import { spanOrder, traceSpans } from "./query.ts";
import { indexKinds, indexTexts, readNumbers, readTexts } from "./read-columns.ts";
import type { Spans, TraceHead, WaterfallResult } from "./result.ts";
import { writeRows } from "./table.ts";

export async function evaluate(spec: WaterfallSpec, context: CellContext): Promise<WaterfallResult> {
  const { engine, signal, progress } = context;
  const { trace, reason } = await pickTrace(engine, spec, { signal });
  const table = await engine.query(spansSql(trace), { signal });
  if (table.numRows > 10_000) progress(`${table.numRows.toLocaleString("en")} spans read, putting them in order`);
  const kind = indexKinds(readTexts(table, "kind"));
  const ids = readTexts(table, "span_id");
  const start = readNumbers(table, "start_at");
  const end = readNumbers(table, "end_at");
  const shape = analyse({ id: ids, parent: readTexts(table, "parent_span_id"), start, end }, kind);
  const { distinct, index } = indexTexts(readTexts(table, "name"));
  const spans: Spans = {
    size: table.numRows,
    id: ids.map((id) => id ?? ""),
    names: distinct,
    name: index,
    kind,
    failed: new Uint8Array(readNumbers(table, "failed")),
    duration: end.map((to, span) => to - (start[span] ?? Number.NaN)),
    inputTokens: readNumbers(table, "input_tokens"),
    outputTokens: readNumbers(table, "output_tokens"),
    costUsd: readNumbers(table, "cost_usd"),
  };
  const result = { trace, spans, shape, ...selection(spec, spans, reason) };
  await writeRows(context, result);
  return result;
}

/** Differences are taken before they become doubles, so that they keep every nanosecond (below 104 days). */
function spansSql(trace: TraceHead | null): string {
  const since = (column: string) => `(${column}::HUGEINT - ${trace?.startNs ?? 0})::DOUBLE`;
  const columns = `span_id, parent_span_id, name, kind, ${since("start_ns")} AS start_at, ${since("end_ns")} AS end_at,
    (status IS NOT DISTINCT FROM 'ERROR')::DOUBLE AS failed, input_tokens::DOUBLE AS input_tokens,
    output_tokens::DOUBLE AS output_tokens, cost_usd`;
  return `${traceSpans(trace?.id ?? null, columns)} ${spanOrder}`;
}

function selection(spec: WaterfallSpec, spans: Spans, reason: string): { selected: number; reason: string } {
  if (spec.span !== null) {
    const selected = spans.id.indexOf(spec.span);
    const missing = selected < 0 && spans.size > 0;
    return { selected, reason: missing ? join(reason, `no span ${JSON.stringify(spec.span)} in it`) : reason };
  }
  return { selected: spec.step === null ? -1 : longest(spans, spans.names.indexOf(spec.step)), reason };
}

function longest({ name, duration }: Spans, wanted: number): number {
  let best = -1;
  name.forEach((index, span) => {
    if (index !== wanted) return;
    if (best < 0 || (duration[span] ?? 0) > (duration[best] ?? 0) || Number.isNaN(duration[best])) best = span;
  });
  return best;
}

function join(...parts: readonly string[]): string {
  return parts.filter(Boolean).join("; ");
}
