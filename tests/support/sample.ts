import { statSync } from "node:fs";
import { join } from "node:path";
import { nodeSource } from "../../main/cli/node-source.ts";
import type { Engine } from "../../src/engine/engine.ts";
import { readSource } from "../../src/importers/read.ts";
import { Session } from "../../src/notebook/session.ts";
import { sampleFolder } from "../sample-data/raw-traces.ts";

/** The traces and deployments of the warehouse incident, in a notebook without cells of its own. */
export async function sampleSession(engine: Engine, text = ""): Promise<Session> {
  const session = await Session.create(engine, [], readSource);
  await session.open(text);
  const weeks = ["01", "08", "15", "22"].map((day) => `traces/2026-04-${day}.otlp.jsonl`);
  const files = [...weeks, "deployments.yaml"].map((path) => {
    const file = join(sampleFolder, path);
    return nodeSource(file, statSync(file).size, path);
  });
  await session.importFiles(files);
  return session;
}
