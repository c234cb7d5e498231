import type { CellContext } from "../../notebook/cell.ts";
import { checkEvidence } from "../../notebook/findings.ts";
import type { FindingSpec } from "./definition.ts";
import type { FindingResult } from "./result.ts";

/** Looks the evidence up again. */
export async function evaluate(spec: FindingSpec, { engine, signal }: CellContext): Promise<FindingResult> {
  const { note, of, summary, pinned } = spec;
  return { note, of, summary, pinned, ...(await checkEvidence(engine, spec, signal)) };
}
