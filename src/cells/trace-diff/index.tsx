import type { CellKind } from "../cell-kind.tsx";
import { parse, reads, type TraceDiffSpec } from "./definition.ts";
import { evaluate, table } from "./evaluate.ts";
import type { TraceDiffResult } from "./result.ts";
import { TraceDiffView } from "./view.tsx";

export const traceDiff: CellKind<TraceDiffSpec, TraceDiffResult> = {
  kind: "trace-diff",
  title: "Two traces",
  about: "Two traces laid over each other: which steps were added, removed or changed.",
  language: "yaml",
  starter: "show: all\n",
  parse,
  reads,
  evaluate,
  table,
  summary: ({ traces, counts }) =>
    traces ? `${counts.added} added, ${counts.removed} removed, ${counts.changed} changed` : "nothing to compare",
  View: TraceDiffView,
};
