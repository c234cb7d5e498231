import { canonicalTables, type DocumentRow, type SpanRow } from "../../traces/schema.ts";
import type { Sink } from "../importer.ts";
import type { JsonObject } from "../json/json.ts";
import { documentPairs } from "../spans/span-documents-write.ts";
import { restoreKey, restoreText } from "../spans/span-restore.ts";
import { SpanWriter } from "../spans/span-row.ts";
import { otlpContext, statuses, writeOtlpSpan } from "./otlp.ts";
import { placeAttributes } from "./otlp-places.ts";
import { type OtlpPair, otlpEvents, otlpId, otlpLinks, otlpPair } from "./otlp-values.ts";

/** A span as it stands in a file, with the resource and the scope that it came from. */
export interface OtlpSpan {
  readonly resource: JsonObject;
  readonly scope: JsonObject;
  readonly span: JsonObject;
}

/** The attribute that gives a column, for rows whose source says it in another way. */
const columnKeys: readonly (readonly [column: keyof SpanRow, key: string])[] = [
  ["kind", "openinference.span.kind"],
  ["model", "gen_ai.request.model"],
  ["provider", "gen_ai.provider.name"],
  ["input_tokens", "gen_ai.usage.input_tokens"],
  ["output_tokens", "gen_ai.usage.output_tokens"],
  ["cache_read_tokens", "gen_ai.usage.cache_read.input_tokens"],
  ["cache_write_tokens", "gen_ai.usage.cache_creation.input_tokens"],
  ["reasoning_tokens", "gen_ai.usage.reasoning.output_tokens"],
  ["cost_usd", "gen_ai.usage.cost"],
  ["tenant", "tenant.id"],
  ["user_id", "user.id"],
  ["session_id", "session.id"],
  ["input", "input.value"],
  ["output", "output.value"],
];

const columns = (Object.keys(canonicalTables.spans) as (keyof SpanRow)[]).filter(
  (column) => column !== "source_row" && column !== "attributes",
);

/**
 * Turns rows into spans of OTLP from which the importer makes the same rows again. To be sure of it, each span is read
 * as the importer would; what would come out differently gets the attribute that gives it, and what no attribute can
 * give stands in `casebook.restore`.
 */
export class OtlpWriter {
  readonly #again = new Reread();

  write(row: SpanRow, documents: readonly DocumentRow[] = []): OtlpSpan {
    const plain = otlpSpan(row, []);
    const found = this.#again.read(plain);
    const extra = [...missingPairs(row, found.row), ...(found.documents ? [] : documentPairs(documents))];
    const fuller = extra.length ? otlpSpan(row, extra) : plain;
    const again = extra.length ? this.#again.read(fuller).row : found.row;
    const restore = restoration(row, again);
    return restore === null ? fuller : otlpSpan(row, [...extra, otlpPair(restoreKey, restore)]);
  }
}

function otlpSpan(row: SpanRow, extra: readonly OtlpPair[]): OtlpSpan {
  const { span, resource, scopeVersion, fields } = placeAttributes(row.attributes ?? new Map());
  const from = resource.length || row.service === null ? resource : [["service.name", row.service] as const];
  const { events, links } = row;
  return {
    resource: { attributes: from.map(([key, text]) => otlpPair(key, text)) },
    scope: { ...(row.scope === null ? {} : { name: row.scope }), ...(scopeVersion ? { version: scopeVersion } : {}) },
    span: {
      traceId: otlpId(row.trace_id ?? "", 32),
      spanId: otlpId(row.span_id ?? "", 16),
      ...(row.parent_span_id === null ? {} : { parentSpanId: otlpId(row.parent_span_id, 16) }),
      ...(row.name === null ? {} : { name: row.name }),
      ...fields,
      ...time("startTimeUnixNano", row.start_ns),
      ...time("endTimeUnixNano", row.end_ns),
      attributes: [...extra, ...span.map(([key, text]) => otlpPair(key, text))],
      ...(events === null ? {} : { events: otlpEvents(events) }),
      ...(links === null ? {} : { links: otlpLinks(links) }),
      status: statusOf(row),
    },
  };
}

function time(field: string, ns: bigint | null): JsonObject {
  return ns !== null && ns > 0n ? { [field]: String(ns) } : {};
}

const codes: readonly (string | null)[] = statuses;

function statusOf({ status, status_message: message }: SpanRow): JsonObject {
  const code = codes.indexOf(status);
  return { ...(code > 0 ? { code } : {}), ...(message === null ? {} : { message }) };
}

/** Attributes for what is known of a span and does not follow from those that it has. */
function missingPairs(row: SpanRow, read: SpanRow): readonly OtlpPair[] {
  return columnKeys.flatMap(([column, key]) => {
    const value = row[column];
    if (value === null || value === read[column] || row.attributes?.has(key)) return [];
    if (column === "cost_usd" && row.cost_source !== "reported") return [];
    return read[column] === null || column === "kind" ? [otlpPair(key, String(value))] : [];
  });
}

/** What makes the row of what would be read, null when that is the row already. */
function restoration(row: SpanRow, read: SpanRow): string | null {
  const wrong = columns.filter((column) => !Object.is(row[column], read[column]));
  const drop = [...(read.attributes?.keys() ?? [])].filter((key) => !row.attributes?.has(key));
  if (wrong.length === 0 && drop.length === 0) return null;
  return restoreText(Object.fromEntries(wrong.map((column) => [column, textOf(row[column])])), drop);
}

function textOf(value: SpanRow[keyof SpanRow]): string | null {
  return value === null ? null : String(value);
}

const nothing = () => undefined;

/** The importer's reading of one span after the other. */
class Reread {
  #row: SpanRow | null = null;
  #documents = false;
  readonly #sink: Sink = {
    span: (row) => {
      this.#row = row;
    },
    document: () => {
      this.#documents = true;
    },
    ...{ score: nothing, embedding: nothing, deployment: nothing, arrow: nothing, restart: nothing, issue: nothing },
    ...{ records: nothing, unmapped: nothing, drain: async () => undefined },
  };
  readonly #writer = new SpanWriter(this.#sink);

  read({ resource, scope, span }: OtlpSpan): { readonly row: SpanRow; readonly documents: boolean } {
    this.#documents = false;
    writeOtlpSpan(this.#writer, span, otlpContext(this.#writer, { resource }, { scope }), 1);
    this.#writer.tellCount();
    if (this.#row === null) throw new Error("export: a span that cannot be read again");
    return { row: this.#row, documents: this.#documents };
  }
}
