import { existsSync, mkdirSync, renameSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeBig } from "../tools/samples/big.mjs";

/** How many spans the benchmarks read. */
export const spanCount = Number(process.env.CASEBOOK_BENCH_SPANS || 1_000_000);

export interface BigFiles {
  /** OTLP JSON Lines. */
  readonly otlp: string;
  /** The same spans, one flat object with the canonical columns on each line. */
  readonly flat: string;
}

/** The files with that many spans; they are made once and then stay in the temporary folder for the next run. */
export function bigFiles(spans = spanCount): BigFiles {
  const folder = join(tmpdir(), "casebook-bench", `big-3-${spans}`);
  const names = (inside: string) => ({ otlp: join(inside, "big.otlp.jsonl"), flat: join(inside, "big.flat.ndjson") });
  if (existsSync(folder)) return names(folder);
  const begun = `${folder}.${process.pid}`;
  mkdirSync(begun, { recursive: true });
  writeBig({ spans, ...names(begun) });
  renameSync(begun, folder);
  return names(folder);
}
