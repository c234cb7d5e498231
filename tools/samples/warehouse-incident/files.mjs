import { batchLine } from "../otlp.mjs";
import { dateOf, epoch, isoDate, minute } from "./calendar.mjs";
import { services } from "./catalogue.mjs";
import { deployments } from "./deployments.mjs";
import { brokenBatch, flawed } from "./flaws.mjs";
import { traffic } from "./traffic.mjs";

const seed = "warehouse-incident/1";
const firstDays = [1, 8, 15, 22];

/** The sample's generated files: `[path, text]` pairs. */
export function warehouseIncident() {
  const traces = flawed(traffic(seed));
  const broken = brokenBatch(traces);
  const weeks = firstDays.map((first) => {
    const week = traces.filter(([root]) => dateOf(root.start) >= first && dateOf(root.start) < first + 7);
    return [`traces/${isoDate(first)}.otlp.jsonl`, `${weekLines(week, broken).join("\n")}\n`];
  });
  return [...weeks, ["deployments.yaml", deployments()]];
}

function weekLines(traces, broken) {
  const batches = batched(traces.filter((spans) => spans !== broken).flat());
  const lines = batches.map((batch) => ({ sent: sentAt(batch.at(-1)), text: line(batch) }));
  // One batch was sent twice, because its first answer got lost.
  if (dateOf(traces[0][0].start) === 8) lines.splice(41, 0, lines[40]);
  // And one was cut off when the collector was stopped in the middle of writing it.
  if (traces.includes(broken)) lines.push({ sent: sentAt(broken[0]), text: cutOff(line(broken)) });
  return lines.sort((a, b) => a.sent - b.sent).map(({ text }) => text);
}

/** Spans as a collector sends them: in the order in which they ended, at most 48 at a time, none held for long. */
function batched(spans) {
  const batches = [];
  let batch = [];
  for (const span of [...spans].sort((a, b) => sentAt(a) - sentAt(b) || (a.spanId < b.spanId ? -1 : 1))) {
    if (batch.length === 48 || (batch.length > 0 && sentAt(span) - sentAt(batch[0]) > 5 * minute)) {
      batches.push(batch);
      batch = [];
    }
    batch.push(span);
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}

function sentAt(span) {
  return span.end ?? span.start;
}

function line(spans) {
  return batchLine(spans, services, epoch);
}

/** Cut inside the question of the first span, so that no span of the line is whole. */
function cutOff(text) {
  const question = '"input.value","value":{"stringValue":"';
  return text.slice(0, text.indexOf(question) + question.length + 24);
}
