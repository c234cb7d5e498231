import { headerNames } from "../header-names.ts";
import type { Importer, Input, Sample, Sink } from "../importer.ts";
import { isObject, type JsonObject, tryParseJson } from "../json/json.ts";
import type { Shape } from "../json/json-stream.ts";
import { readRows } from "../rows.ts";
import { delimited } from "../tables/delimited.ts";
import { keyValueMetadata, readFooter } from "../tables/parquet-footer.ts";
import { PhoenixReader } from "./phoenix-reader.ts";
import { columnsSort, type RowSort, rowSort } from "./phoenix-sorts.ts";

/**
 * What Phoenix gives out: frames of spans, annotations and evaluations as JSON Lines, CSV or Parquet, answers of its
 * API and traces of its command line, runs of experiments, and data sets, which stay tables.
 * https://github.com/Arize-ai/phoenix, packages/phoenix-client
 */
export const phoenix: Importer = {
  format: "phoenix",
  title: "Arize Phoenix",
  detect: detectPhoenix,
  read: readPhoenix,
};

const reasons: Readonly<Record<Exclude<RowSort, null>, string>> = {
  span: "spans with context.span_id and context.trace_id",
  annotation: "annotations with a name and annotator_kind",
  evaluation: "evaluations by context.span_id or context.trace_id",
  document: "documents by context.span_id and document_position",
  run: "runs of an experiment with example_id and repetition_number",
};

function detectPhoenix(sample: Sample): string | null {
  const { value } = sample;
  const columns = headerNames(sample);
  if (columns) {
    const sort = columnsSort(columns);
    if (sort) return `the columns are those of ${reasons[sort]}`;
    return isDataset(sample)
      ? "the columns are those of a data set: example_id, input_*, output_*; kept as a table"
      : null;
  }
  const first = Array.isArray(value) ? value[0] : value;
  if (!isObject(first)) return null;
  const [inner] = wrapped(first);
  const sort = nestedSort(inner ?? first);
  if (sort === null) return null;
  return `${inner ? "the object holds" : "the first object is one of"} ${reasons[sort]}`;
}

/** Spans of other tools have a context too, but no `span_kind` beside it. */
function nestedSort(object: JsonObject): RowSort {
  const sort = isObject(object.context) && !("span_kind" in object) ? null : rowSort(object);
  if (sort !== null || "context" in object) return sort;
  const isCutSpan =
    "span_kind" in object && "parent_id" in object && ("status_code" in object || "attributes" in object);
  return isCutSpan ? "span" : null;
}

/** The objects in an answer of the API or in a trace of the command line. */
function wrapped(object: JsonObject): readonly JsonObject[] {
  const list = Array.isArray(object.data) ? object.data : object.spans;
  return Array.isArray(list) ? list.filter(isObject) : [];
}

function isDataset(sample: Sample): boolean {
  const columns = headerNames(sample);
  const begins = (start: string) => columns?.some((name) => name.startsWith(start)) ?? false;
  const named = columns?.includes("example_id") ?? false;
  return sample.text !== null && named && begins("input_") && (begins("output_") || begins("metadata_"));
}

const list: Shape = { items: {} };
const wrapper: Shape = { keys: { data: list, spans: list, annotations: list } };

async function readPhoenix(input: Input, sink: Sink): Promise<void> {
  const { sample } = input;
  const columns = headerNames(sample);
  if (columns && columnsSort(columns) === null) return await delimited.read(input, sink);
  const first = Array.isArray(sample.value) ? sample.value[0] : sample.value;
  const shape = isObject(first) && wrapped(first).length > 0 ? { ...wrapper, items: wrapper } : list;
  const sparse = sample.columns !== null && sample.text === null;
  const evaluation = sparse ? await evaluationName(input) : input.tableName;
  const reader = new PhoenixReader(sink, { sparse, evaluation });
  await readRows(input, sink, (row, place) => reader.take(row, place), shape);
  reader.writer.finish();
}

/** Evaluations are named beside the data alone: in a Parquet file's own notes, else by the file. */
async function evaluationName({ file, sample, tableName }: Input): Promise<string> {
  if (!file || sample.head[0] !== 0x50) return tableName;
  const arize = tryParseJson(keyValueMetadata(await readFooter(file)).get("arize") ?? "");
  return isObject(arize) && typeof arize.eval_name === "string" ? arize.eval_name : tableName;
}
