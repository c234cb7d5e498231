import type { Sink } from "../importer.ts";
import { isObject, type JsonObject } from "../json/json.ts";
import { numberOf, objectsIn, scoreRow, textOf, without } from "../score-rows.ts";
import { type Place, SpanWriter } from "../spans/span-row.ts";

const resultTaken = new Set(["name", "score", "passed", "sample", "reason"]);
const computed = new Set(["string_check", "text_similarity", "python", "string-check", "endpoint"]);

/** Output items of a hosted eval: the sample that was drawn, and a result of each grader. */
export class OutputItems {
  private readonly writer: SpanWriter;

  constructor(private readonly sink: Sink) {
    this.writer = new SpanWriter(sink);
  }

  take(item: JsonObject, place: Place): void {
    const id = textOf(item.id) ?? [item.run_id, item.datasource_item_id ?? place.line].map(textOf).join("/");
    const timeNs = this.writer.time(item.created_at, place, "s")?.ns ?? null;
    this.span(item, id, timeNs, place);
    for (const result of objectsIn(item.results)) this.result(result, item, id, timeNs);
  }

  tellCount(): void {
    this.writer.tellCount();
  }

  finish(): void {
    this.writer.finish();
  }

  private span(item: JsonObject, id: string, timeNs: bigint | null, place: Place): void {
    const { facts } = this.writer;
    const sample = isObject(item.sample) ? item.sample : {};
    const usage = isObject(sample.usage) ? sample.usage : {};
    const error = isObject(sample.error) ? sample.error : {};
    facts.begin();
    facts.state("kind", "LLM");
    facts.state("model", textOf(sample.model) ?? "");
    facts.state("session", textOf(item.run_id) ?? "");
    facts.state("input", textOf(sample.input) ?? textOf(item.datasource_item) ?? "");
    facts.state("output", textOf(sample.output) ?? "");
    facts.state("inputTokens", textOf(usage.prompt_tokens) ?? "");
    facts.state("outputTokens", textOf(usage.completion_tokens) ?? "");
    facts.state("cacheReadTokens", textOf(usage.cached_tokens) ?? "");
    const rest = { ...without(sample, new Set(["input", "output"])), ...without(item, new Set(["results", "sample"])) };
    for (const [key, value] of Object.entries(rest)) facts.addPart(key, textOf(value) ?? "");
    facts.addPart("synthetic_time", "true");
    const message = textOf(error.message) ?? textOf(error.code);
    this.writer.write(
      {
        traceId: id,
        spanId: id,
        parentId: "",
        name: "eval sample",
        startNs: timeNs,
        endNs: timeNs,
        status: message === null ? "UNSET" : "ERROR",
        statusMessage: message ?? "",
        events: [],
        links: [],
        row: place.line ?? 0,
        place,
        idsAreOwn: true,
      },
      this.writer.context("", []),
    );
  }

  private result(result: JsonObject, item: JsonObject, id: string, timeNs: bigint | null): void {
    const { passed, score } = result;
    const type = textOf(result.type) ?? "";
    const sample = isObject(result.sample) ? result.sample : null;
    const isJudge = sample !== null || type.endsWith("_model");
    this.sink.score(
      scoreRow({
        target: { type: "span", id },
        name: (textOf(result.name) ?? type) || "result",
        value: numberOf(score) ?? passed ?? null,
        ...(typeof passed === "boolean" ? { label: passed ? "pass" : "fail" } : {}),
        source: isJudge ? "judge" : computed.has(type) ? "code" : "unknown",
        rater: textOf(sample?.model) ?? (type || null),
        rationale: textOf(result.reason) ?? textOf(sample?.output),
        timeNs,
        metadata: { run_id: item.run_id, datasource_item_id: item.datasource_item_id, ...without(result, resultTaken) },
      }),
    );
  }
}
