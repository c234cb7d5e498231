import type { CellKind } from "../cell-kind.tsx";
import { type FindingSpec, parse } from "./definition.ts";
import { evaluate } from "./evaluate.ts";
import { type FindingResult, verdictWords } from "./result.ts";
import { FindingView } from "./view.tsx";

export const finding: CellKind<FindingSpec, FindingResult> = {
  kind: "finding",
  title: "Finding",
  about: "A pinned result, row or span with a note, and whether it still holds. Use Pin where the evidence is.",
  language: "yaml",
  starter: "note: \nof: traces\n",
  parse,
  reads: ({ of }) => [of],
  evaluate,
  summary: ({ of, verdict }) => `pinned from ${of}, ${verdictWords[verdict].toLowerCase()}`,
  View: FindingView,
};
