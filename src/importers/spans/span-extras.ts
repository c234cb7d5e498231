import type { SpanRow } from "../../traces/schema.ts";
import type { Sink } from "../importer.ts";
import { isObject, tryParseJson } from "../json/json.ts";
import { embeddingList, feedbackLists } from "./conventions-openinference.ts";
import type { Notes } from "./notes.ts";
import { parsePythonRepr } from "./python-repr.ts";
import { documentList, documentRows } from "./span-documents.ts";
import type { SpanEvent, SpanLink } from "./span-events.ts";
import type { SpanFacts } from "./span-facts.ts";
import { evaluationRow, feedbackRow, type ScoreTarget } from "./span-scores.ts";

interface Around {
  readonly events: readonly SpanEvent[];
  readonly links: readonly SpanLink[];
  readonly place: { readonly line: number | null; readonly offset?: number };
}

/** What a span carries for other tables than its own. */
export class SpanExtras {
  private readonly sink: Sink;
  private readonly notes: Notes;

  constructor(sink: Sink, notes: Notes) {
    this.sink = sink;
    this.notes = notes;
  }

  write(facts: SpanFacts, row: SpanRow, around: Around): void {
    this.documents(facts, row);
    for (const { prefix, items } of facts.otherLists()) {
      if (prefix === embeddingList) this.embeddings(items, row);
      else this.feedback(prefix, items, row, around);
    }
    this.evaluations(facts, row, around.events);
  }

  private documents(facts: SpanFacts, row: SpanRow): void {
    const owner = { traceId: row.trace_id ?? "", spanId: row.span_id ?? "" };
    const list = facts.bestList("documents");
    const text = facts.text("documents") ?? (row.kind === "RETRIEVER" ? pagesText(row.output) : null);
    const items = list?.items ?? (text === null ? null : documentList(text));
    if (!items) return;
    const kind = list?.prefix.startsWith("reranker.") ? "rerank" : "retrieval";
    for (const document of documentRows(items, kind, owner)) this.sink.document(document);
  }

  private feedback(prefix: string, items: readonly unknown[], row: SpanRow, around: Around): void {
    const target = feedbackTarget(prefix, row, around.links);
    for (const item of items) {
      const score = target && isObject(item) ? feedbackRow(item, target) : null;
      if (score) this.sink.score(score);
      else this.notes.add("annotations without a name, a result or a target", around.place);
    }
  }

  private evaluations(facts: SpanFacts, row: SpanRow, events: readonly SpanEvent[]): void {
    const target: ScoreTarget = { type: "span", id: row.span_id ?? "", timeNs: row.start_ns };
    if (facts.text("scoreName") !== null) {
      const score = evaluationRow(
        {
          "gen_ai.evaluation.name": facts.text("scoreName"),
          "gen_ai.evaluation.score.value": facts.text("scoreValue"),
          "gen_ai.evaluation.score.label": facts.text("scoreLabel"),
          "gen_ai.evaluation.explanation": facts.text("scoreExplanation"),
        },
        target,
      );
      if (score) this.sink.score(score);
    }
    for (const { name, timeNs, attributes } of events) {
      if (name !== "gen_ai.evaluation.result") continue;
      const score = evaluationRow(attributes, { ...target, timeNs: timeNs ?? target.timeNs });
      if (score) this.sink.score(score);
    }
  }

  private embeddings(items: readonly unknown[], row: SpanRow): void {
    for (const [place, item] of items.entries()) {
      const vector = isObject(item) ? readVector(item.vector) : null;
      if (!isObject(item) || !vector) continue;
      this.sink.embedding({
        id: `${row.span_id}:${place}`,
        vector,
        time_ns: row.start_ns,
        window: null,
        label: null,
        text: typeof item.text === "string" ? item.text : null,
        model: row.model,
        attributes: new Map([
          ["trace_id", row.trace_id ?? ""],
          ["span_id", row.span_id ?? ""],
        ]),
      });
    }
  }
}

/**
 * Feedback stands on the span that it judges, or comes later on a span of its own that does nothing else and links to
 * the one that it judges.
 */
function feedbackTarget(prefix: string, row: SpanRow, links: readonly SpanLink[]): ScoreTarget | null {
  const type = feedbackLists[prefix] ?? "span";
  const [link] = links;
  const carried = links.length === 1 && (row.kind === "UNKNOWN" || row.kind === "EVALUATOR") ? link : undefined;
  const timeNs = carried ? row.start_ns : (row.end_ns ?? row.start_ns);
  const id =
    type === "session"
      ? row.session_id
      : type === "trace"
        ? (carried?.traceId ?? row.trace_id)
        : (carried?.spanId ?? row.span_id);
  return id === null ? null : { type, id, timeNs };
}

/** Output that holds documents as LangChain and MLflow write them. */
function pagesText(output: string | null): string | null {
  return output?.includes('"page_content"') ? output : null;
}

function readVector(value: unknown): Float32Array | null {
  const list = typeof value === "string" ? (tryParseJson(value) ?? parsePythonRepr(value)) : value;
  if (!Array.isArray(list) || list.length === 0 || !list.every((item) => typeof item === "number")) return null;
  return Float32Array.from(list);
}
