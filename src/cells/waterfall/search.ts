import type { Engine, QueryOptions } from "../../engine/engine.ts";
import { literal } from "../../engine/sql.ts";
import { readTexts } from "./read-columns.ts";
import type { WaterfallResult } from "./result.ts";

/** What a search has found: spans in the order of the tree. */
export interface SearchResult {
  readonly hits: Int32Array;
  /** 1 for each span that is a hit. */
  readonly isHit: Uint8Array;
  /** Whether attributes, inputs and outputs have been searched too. */
  readonly complete: boolean;
  /** Why they could not be. */
  readonly failure: string | null;
}

export interface Search {
  readonly text: string;
  readonly result: SearchResult | null;
  /** The hit that one is at. */
  readonly at: number;
}

/** The search at the next or an earlier hit, around the end; the same when there is none. */
export function stepped(search: Search, by: number): Search {
  const count = search.result?.hits.length ?? 0;
  return count ? { ...search, at: (((search.at + by) % count) + count) % count } : search;
}

/** A result over a trace of so many spans. */
export function searchResult(hits: Int32Array, size: number, complete: boolean, failure: string | null): SearchResult {
  const isHit = new Uint8Array(size);
  for (const span of hits) isHit[span] = 1;
  return { hits, isHit, complete, failure };
}

/** Spans whose name or id contains the text, in whatever case. */
export function searchNames({ spans, shape }: WaterfallResult, text: string): Int32Array {
  const wanted = text.toLowerCase();
  const named = spans.names.map((name) => name.toLowerCase().includes(wanted));
  return shape.tree.order.filter((span) => named[spans.name[span] ?? -1] || spans.id[span]?.toLowerCase() === wanted);
}

/** Spans that contain the text in their name, an attribute's key or value, their input, output or status message. */
export async function searchEverything(
  engine: Engine,
  result: WaterfallResult,
  text: string,
  options: QueryOptions,
): Promise<Int32Array> {
  const found = await engine.query(searchSql(result.trace?.id ?? "", text), options);
  const ids = new Set(readTexts(found, "span_id").map((id) => id ?? ""));
  const byName = new Set(searchNames(result, text));
  return result.shape.tree.order.filter((span) => byName.has(span) || ids.has(result.spans.id[span] ?? ""));
}

function searchSql(trace: string, text: string): string {
  const wanted = literal(text.toLowerCase());
  const holds = (expression: string) => `contains(lower(${expression}), ${wanted})`;
  const any = (list: string) => `len(list_filter(${list}(attributes), x -> ${holds("x")})) > 0`;
  const places = [...["input", "output", "status_message"].map(holds), any("map_keys"), any("map_values")];
  return `SELECT span_id FROM spans WHERE trace_id = ${literal(trace)} AND (${places.join(" OR ")})`;
}
