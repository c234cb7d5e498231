import type { Engine } from "../../src/engine/engine.ts";
import type { Host } from "../../src/host.ts";
import { type NotebookFiles, notebookFiles } from "../../src/notebook/notebook-files.ts";
import { storeOf } from "./spans.ts";

export const question = (n: number) => `What does plan ${n} cost?`;
export const answer = (n: number) => `Plan ${n} costs ${n * 10} a month${", as you asked".repeat(n % 7)}.`;

/** Traces with one root each, a question and an answer; every fifth has no answer. */
export async function judgedTraces(
  engine: Engine,
  count: number,
  change: (n: number) => string = answer,
): Promise<void> {
  const spans = Array.from({ length: count }, (_, n) => ({
    trace_id: `t${String(n).padStart(4, "0")}`,
    span_id: `s${n}`,
    name: n % 2 ? "ask" : "search",
    kind: "AGENT",
    start_ns: BigInt(1_775_000_000 + n * 60) * 1_000_000_000n,
    end_ns: BigInt(1_775_000_001 + n * 60) * 1_000_000_000n,
    status: "OK",
    input: JSON.stringify([{ role: "user", content: question(n) }]),
    output: n % 5 === 4 ? null : change(n),
  }));
  await storeOf(engine, spans);
}

/** The files around a notebook at a path, through a host. */
export function filesAt(host: Host, path: string): NotebookFiles {
  return notebookFiles(host, () => path);
}
