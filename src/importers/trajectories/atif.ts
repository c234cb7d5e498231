import type { Importer, Input, Sample, Sink } from "../importer.ts";
import { isObject, type JsonObject } from "../json/json.ts";
import { readJson } from "../json/json-stream.ts";
import { readSpanFile } from "../otel-sdk/span-file.ts";
import { AtifRun } from "./atif-run.ts";
import { TrajectoryWriter } from "./trajectory.ts";

/**
 * The Agent Trajectory Interchange Format: a run for each object, with the runs of its subagents inside it.
 * https://github.com/laude-institute/harbor, docs/rfcs/0001-trajectory-format.md
 */
export const atif: Importer = {
  format: "atif",
  title: "ATIF trajectory",
  detect: detectAtif,
  read: readAtif,
};

function detectAtif({ value }: Sample): string | null {
  const first = Array.isArray(value) ? value[0] : value;
  if (!isObject(first)) return null;
  if (typeof first.schema_version === "string" && first.schema_version.startsWith("ATIF-"))
    return `schema_version is ${first.schema_version}`;
  return isTrajectory(first) ? "steps have a step_id and a source, and an agent took them" : null;
}

function isTrajectory({ agent, steps }: JsonObject): boolean {
  const [step] = Array.isArray(steps) ? steps : [];
  return isObject(agent) && isObject(step) && "step_id" in step && "source" in step;
}

async function readAtif(input: Input, sink: Sink): Promise<void> {
  const writer = new TrajectoryWriter(sink);
  await readSpanFile(readJson(input.utf8(), { items: {} }), writer.spans, sink, (trajectory, line) => {
    if (!Array.isArray(trajectory.steps)) throw new Error("no ATIF trajectory: it has no steps");
    new AtifRun(writer, trajectory, { line }).write();
  });
  writer.spans.finish();
}
