// Writes spans by the million for benchmarks, as OTLP JSON Lines and as flat NDJSON with the canonical columns:
//   node tools/samples/big.mjs --spans 1000000 --otlp big.otlp.jsonl --flat big.ndjson [--single] [--seed text]
// Both files hold the same spans; --single puts all of them into one trace.
import { closeSync, openSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { manyTraces, singleTrace } from "./big-traces.mjs";
import { random } from "./random.mjs";

const batchSize = 50;

/**
 * @param {{spans?: number, otlp?: string, flat?: string, single?: boolean, seed?: string}} options
 * @returns {{spans: number, traces: number, otlpBytes: number, flatBytes: number}}
 */
export function writeBig({ spans = 1_000_000, otlp, flat, single = false, seed = "big/1" }) {
  const dice = random(seed);
  const files = { otlp: otlp && writer(otlp), flat: flat && writer(flat) };
  let batch = [];
  let traces = 0;
  const flush = () => {
    if (batch.length > 0) files.otlp?.write(otlpLine(batch));
    batch = [];
  };
  for (const trace of (single ? singleTrace : manyTraces)(dice, spans)) {
    traces++;
    for (const span of trace) {
      const pairs = attributes(span);
      files.flat?.write(flatLine(span, pairs));
      if (files.otlp) batch.push([span, pairs]);
      if (batch.length === batchSize) flush();
    }
  }
  flush();
  return { spans, traces, otlpBytes: files.otlp?.close() ?? 0, flatBytes: files.flat?.close() ?? 0 };
}

/** Lines gathered into large writes. */
function writer(path) {
  const file = openSync(path, "w");
  let lines = [];
  let characters = 0;
  let bytes = 0;
  const flush = () => {
    const block = Buffer.from(lines.join(""));
    writeFileSync(file, block);
    bytes += block.length;
    lines = [];
    characters = 0;
  };
  return {
    write(line) {
      lines.push(line);
      characters += line.length;
      if (characters > 4e6) flush();
    },
    close() {
      flush();
      closeSync(file);
      return bytes;
    },
  };
}

const subjects = [
  "revenue",
  "gross margin",
  "refunds",
  "churn",
  "active accounts",
  "support tickets",
  "returns",
  "stock",
];
const groups = ["region", "channel", "product line", "plan", "month", "team", "country", "warehouse"];
const questions = subjects.flatMap((subject) =>
  groups.map((by) => `How did ${subject} by ${by} develop last quarter?`),
);
const answers = subjects.flatMap((subject) =>
  groups.map((by) => `${subject} by ${by}: 4 groups, the largest holds 41 %.`),
);

/** Twelve attributes (text, whole numbers, fractions, yes or no) as `[key, type, JSON text of the value]`. */
function attributes(span) {
  const { trace, step, variant } = span;
  const common = [
    ["openinference.span.kind", "stringValue", `"${step.kind}"`],
    ["tenant.id", "stringValue", `"${trace.tenant}"`],
    ["user.id", "stringValue", `"${trace.user}"`],
    ["session.id", "stringValue", `"${trace.session}"`],
    ["prompt.version", "stringValue", `"${trace.prompt}"`],
    ["input.value", "stringValue", `"${questions[variant]}"`],
    ["output.value", "stringValue", `"${answers[variant]}"`],
  ];
  return common.concat(step.model ? modelAttributes(span) : otherAttributes(span));
}

function modelAttributes({ step, inputTokens, outputTokens, ...span }) {
  return [
    ["llm.model_name", "stringValue", `"${step.model}"`],
    ["llm.token_count.prompt", "intValue", inputTokens],
    ["llm.token_count.completion", "intValue", outputTokens],
    ["llm.token_count.prompt_details.cache_read", "intValue", inputTokens >> 1],
    ["llm.cost.total", "doubleValue", costOf({ inputTokens, outputTokens, ...span })],
  ];
}

function costOf({ inputTokens, outputTokens }) {
  return (inputTokens * 4 + outputTokens * 16) / 1e7;
}

function otherAttributes({ step, variant, inputTokens }) {
  return [
    ["host.name", "stringValue", `"node-${variant}"`],
    ["step.group", "stringValue", `"${step.service}/${step.kind}"`],
    ["attempt", "intValue", 1 + (variant & 1)],
    ["cache.hit", "boolValue", variant < 20],
    ["queue.seconds", "doubleValue", inputTokens / 1024],
  ];
}

function otlpLine(batch) {
  const byService = new Map();
  for (const [span, pairs] of batch) {
    const { service } = span.step;
    const text = otlpSpan(span, pairs);
    byService.set(service, byService.has(service) ? `${byService.get(service)},${text}` : text);
  }
  const groups = [...byService].map(
    ([service, spans]) =>
      `{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"${service}"}}]},"scopeSpans":[{"scope":{"name":"bench","version":"1"},"spans":[${spans}]}]}`,
  );
  return `{"resourceSpans":[${groups.join(",")}]}\n`;
}

function otlpSpan(span, pairs) {
  const parent = span.parentId ? `"parentSpanId":"${span.parentId}",` : "";
  const values = pairs
    .map(([key, type, value]) => `{"key":"${key}","value":{"${type}":${type === "intValue" ? `"${value}"` : value}}}`)
    .join(",");
  return `{"traceId":"${span.traceId}","spanId":"${span.spanId}",${parent}"name":"${span.step.name}","kind":1,"startTimeUnixNano":"${span.start}000","endTimeUnixNano":"${span.end}000","attributes":[${values}],"status":${span.failed ? '{"code":2,"message":"timed out"}' : '{"code":1}'}}`;
}

function flatLine(span, pairs) {
  const { trace, step } = span;
  const map = pairs.map(([key, type, value]) => `"${key}":${type === "stringValue" ? value : `"${value}"`}`).join(",");
  const usage = step.model
    ? `"model":"${step.model}","input_tokens":${span.inputTokens},"output_tokens":${span.outputTokens},"cache_read_tokens":${span.inputTokens >> 1},"cost_usd":${costOf(span)},"cost_source":"reported",`
    : '"model":null,"input_tokens":null,"output_tokens":null,"cache_read_tokens":null,"cost_usd":null,"cost_source":null,';
  const status = span.failed ? '"status":"ERROR","status_message":"timed out"' : '"status":"OK","status_message":null';
  const parent = span.parentId ? `"${span.parentId}"` : "null";
  return `{"trace_id":"${span.traceId}","span_id":"${span.spanId}","parent_span_id":${parent},"name":"${step.name}","kind":"${step.kind}","start_ns":${span.start}000,"end_ns":${span.end}000,${status},${usage}"tenant":"${trace.tenant}","user_id":"${trace.user}","session_id":"${trace.session}","prompt_version":"${trace.prompt}","input":"${questions[span.variant]}","output":"${answers[span.variant]}","service":"${step.service}","scope":"bench","attributes":{${map}}}\n`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const { values } = parseArgs({
    options: {
      spans: { type: "string", default: "1000000" },
      otlp: { type: "string" },
      flat: { type: "string" },
      single: { type: "boolean" },
      seed: { type: "string" },
    },
  });
  if (!values.otlp && !values.flat) throw new Error("big sample: name a file with --otlp, --flat or both");
  console.log(JSON.stringify(writeBig({ ...values, spans: Number(values.spans) })));
}
