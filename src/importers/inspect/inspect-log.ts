import type { Sink } from "../importer.ts";
import { isObject, type JsonObject } from "../json/json.ts";
import { scoreRow } from "../score-rows.ts";
import type { Place } from "../spans/span-row.ts";
import { errorText, text } from "./inspect-fields.ts";
import { runId } from "./inspect-sample-fields.ts";
import { InspectSamples } from "./inspect-samples.ts";
import { inspectScores } from "./inspect-scores.ts";

const nothing: JsonObject = {};

/** The parts of an Inspect log, in whatever order its file has them. */
export class InspectLog {
  private readonly samples: InspectSamples;
  private readonly sink: Sink;
  private row = 0;

  constructor(sink: Sink) {
    this.sink = sink;
    this.samples = new InspectSamples(sink);
  }

  /** `log` is the object around the samples, as far as it is known. */
  sample(value: unknown, log: JsonObject, place: Place): void {
    this.row += 1;
    this.guard(place, () => {
      if (!isObject(value)) throw new Error("no sample of Inspect: it is no object");
      this.samples.write(value, log, place, place.line ?? this.row);
    });
  }

  reductions(list: unknown, place: Place): void {
    for (const reduction of Array.isArray(list) ? list.filter(isObject) : []) {
      const { samples } = reduction;
      for (const sample of Array.isArray(samples) ? samples : []) this.reduced(sample, reduction, place);
    }
  }

  /** A sample's scores of all epochs, taken together. */
  reduced(value: unknown, reduction: JsonObject, place: Place): void {
    this.guard(place, () => {
      if (!isObject(value)) throw new Error("no reduced score of Inspect: it is no object");
      const { sample_id, ...score } = value;
      const reducer = text(reduction.reducer) || "reduced";
      const scorer = text(reduction.scorer) || "score";
      const target = { type: "sample", id: text(sample_id) } as const;
      const about = { sample_id, reducer, scorer };
      const rows = inspectScores(score, { target, name: `${scorer}/${reducer}`, timeNs: null, about });
      for (const row of rows) this.samples.writer.writeScore({ ...row, rater: scorer });
    });
  }

  /** What a log says of itself as a whole: how it ended, and the metrics over all samples. */
  header(header: JsonObject, place: Place): void {
    const { status, results } = header;
    const error = errorText(header.error);
    if (error !== "" || (typeof status === "string" && status !== "success"))
      this.note(place, `the evaluation's status is "${text(status)}"${error === "" ? "" : `: ${error}`}`);
    const id = isObject(header.eval) ? runId(header.eval) : "";
    if (!isObject(results)) return;
    const { total_samples, completed_samples } = results;
    const about = { total_samples, completed_samples, stats: header.stats };
    for (const score of metricLists(results)) this.metrics(score, id, about, place);
    this.reductions(results.sample_reductions, place);
  }

  lose(place: Place, reason: string): void {
    this.samples.writer.lose(place, reason);
  }

  note(place: Place, reason: string): void {
    const { line, offset } = place;
    this.sink.issue({ line, ...(offset === undefined ? {} : { offset }), reason, severity: "note" });
  }

  tellCount(): void {
    this.samples.writer.tellCount();
  }

  finish(): void {
    this.samples.writer.finish();
  }

  private metrics(score: JsonObject, id: string, about: JsonObject, place: Place): void {
    const { name, scorer, reducer, metrics, ...others } = score;
    for (const [metric, told] of Object.entries(isObject(metrics) ? metrics : nothing)) {
      this.guard(place, () => {
        const { value, ...rest } = isObject(told) ? told : { value: told };
        const row = scoreRow({
          target: { type: "session", id },
          name: [text(name) || text(scorer) || "score", text(reducer), metric].filter(Boolean).join("/"),
          value: typeof value === "number" && !Number.isFinite(value) ? String(value) : value,
          source: "code",
          rater: text(scorer) || null,
          metadata: { ...others, ...rest, ...about },
        });
        this.sink.score(row);
      });
    }
  }

  private guard(place: Place, write: () => void): void {
    try {
      write();
    } catch (error) {
      this.lose(place, error instanceof Error ? error.message : String(error));
    }
  }
}

/** Early logs have one scorer with its metrics beside it. */
function metricLists(results: JsonObject): readonly JsonObject[] {
  if (Array.isArray(results.scores)) return results.scores.filter(isObject);
  return isObject(results.scorer) ? [{ ...results.scorer, metrics: results.metrics }] : [];
}
