import { inspect } from "../../src/importers/inspect/inspect.ts";
import { namesIn } from "../../src/importers/names.ts";
import { makeSample } from "../../src/importers/sample.ts";
import { emptyImport, type Imported, importWith, inputOf, sinkInto } from "./importing.ts";
import { sourceFromBytes } from "./source-files.ts";

/** Imports an archive as the application does: its entries' names are known before it is read. */
export async function importInspectArchive(bytes: Uint8Array): Promise<Imported> {
  const names = await namesIn(bytes.subarray(0, 64), sourceFromBytes(bytes));
  const imported = emptyImport();
  const sample = makeSample(bytes.subarray(0, 64), false, null, names);
  if (inspect.detect(sample) === null) throw new Error("this is not taken for a log of Inspect");
  await inspect.read({ ...inputOf(bytes, 65_536, new AbortController().signal), sample }, sinkInto(imported));
  return imported;
}

/** What was run, in logs made for tests. */
export const evaluation = {
  eval_id: "eval-1",
  run_id: "run-1",
  created: "2026-03-01T09:00:00+00:00",
  task: "triage",
  task_id: "task-1",
  dataset: { name: "set", sample_ids: ["s-1"] },
  model: "anthropic/claude-x",
};

export const at = (second: number) => `2026-03-01T10:00:${String(second).padStart(2, "0")}.000001+01:00`;
export const ns = (second: number) => 1772355600000001000n + BigInt(second) * 1_000_000_000n;

export function sampleWith(fields: object): object {
  return { id: "s-1", epoch: 1, input: "question", target: "answer", messages: [], uuid: "uuid-1", ...fields };
}

export function logOf(...samples: readonly object[]): string {
  return JSON.stringify({ version: 2, status: "success", eval: evaluation, plan: { name: "p" }, samples });
}

export async function importSample(fields: object): Promise<Imported> {
  return importWith(inspect, logOf(sampleWith(fields)));
}

export const user = (content: string) => ({ role: "user", content });
export const usage = { input_tokens: 10, output_tokens: 2, total_tokens: 12 };
export const answer = (content: string, more: object = {}) => ({
  model: "claude-x-2026",
  choices: [{ message: { role: "assistant", content }, stop_reason: "stop" }],
  usage,
  ...more,
});
export const model = (second: number, fields: object = {}) => ({
  event: "model",
  uuid: `model-${second}`,
  timestamp: at(second),
  completed: at(second + 1),
  model: "anthropic/claude-x",
  input: [user("question")],
  output: answer("yes"),
  ...fields,
});
