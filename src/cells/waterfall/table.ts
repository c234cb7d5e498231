import { makeVector, Table, tableToIPC } from "apache-arrow";
import { identifier, literal } from "../../engine/sql.ts";
import type { CellContext } from "../../notebook/cell.ts";
import { Mark } from "../../traces/marks.ts";
import { spanOrder, traceSpans } from "./query.ts";
import type { Spans, WaterfallResult } from "./result.ts";

/**
 * Makes a named cell a table: one row per span, `place` telling the order shown. Only what was computed here goes to the engine, as
 * numbers; the texts are there already, and spans may be many.
 */
export async function writeRows({ engine, name, signal }: CellContext, result: WaterfallResult): Promise<void> {
  if (name.startsWith("_")) return;
  const numbers = `_${name}_numbers`;
  try {
    await engine.query(`CREATE OR REPLACE TABLE ${identifier(numbers)} (${numberTypes})`, { signal });
    if (result.spans.size > 0) await engine.insert({ name: numbers }, tableToIPC(computed(result), "stream"));
    await engine.query(tableSql(name, numbers, result.trace?.id ?? null), { signal });
  } finally {
    await engine.query(`DROP TABLE IF EXISTS ${identifier(numbers)}`);
  }
}

const numberTypes = "place INTEGER, depth INTEGER, marks INTEGER, start_ms DOUBLE, self_ms DOUBLE, critical_ms DOUBLE";

/** The numbers stand in the order of the spans, so that each row of one goes with the same row of the other. */
function tableSql(name: string, numbers: string, trace: string | null): string {
  const marks = Object.entries(Mark).map(([mark, bit]) => `CASE WHEN marks & ${bit} > 0 THEN ${literal(mark)} END`);
  return `CREATE OR REPLACE TABLE ${identifier(name)} AS
    SELECT place, depth, span_id, parent_span_id, name, kind, start_ms, (end_ns - start_ns) / 1e6 AS duration_ms,
      self_ms, critical_ms, status IS NOT DISTINCT FROM 'ERROR' AS failed,
      nullif(concat_ws(', ', ${marks.join(", ")}), '') AS marks
    FROM (${traceSpans(trace, "span_id, parent_span_id, name, kind, start_ns, end_ns, status")} ${spanOrder})
    POSITIONAL JOIN ${identifier(numbers)}`;
}

function computed({ shape }: WaterfallResult): Table {
  const { tree } = shape;
  const place = new Int32Array(tree.size);
  tree.order.forEach((span, index) => {
    place[span] = index + 1;
  });
  const ms = (nanoseconds: Float64Array) => makeVector(nanoseconds.map((ns) => ns / 1e6));
  return new Table({
    place: makeVector(place),
    depth: makeVector(tree.depth),
    marks: makeVector(Int32Array.from(tree.marks)),
    start_ms: ms(tree.start),
    self_ms: ms(shape.self),
    critical_ms: ms(shape.critical),
  });
}

export function spanName({ names, name }: Spans, span: number): string {
  return names[name[span] ?? 0] ?? "";
}
