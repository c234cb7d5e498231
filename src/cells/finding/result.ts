import type { Checked } from "../../notebook/findings.ts";

/** A pinned piece of evidence, and whether it still holds. */
export interface FindingResult extends Checked {
  readonly note: string;
  readonly of: string;
  readonly summary: string;
  /** ISO, UTC. */
  readonly pinned: string;
}

export const verdictWords: Readonly<Record<FindingResult["verdict"], string>> = {
  holds: "Holds",
  changed: "Changed",
  gone: "Gone",
  unknown: "Not checked",
};
