import { counted, groupDigits } from "../../widgets/format.ts";
import type { CellKind } from "../cell-kind.tsx";
import { parse, reads, type TracesSpec } from "./definition.ts";
import { evaluate, type TracesResult, table } from "./evaluate.ts";
import { TracesView } from "./view.tsx";

export const traces: CellKind<TracesSpec, TracesResult> = {
  kind: "traces",
  title: "List of traces",
  about: "Traces by duration, errors, tokens or cost, filtered by step, kind, text or tenant; a row opens a waterfall.",
  language: "yaml",
  starter: "sort: duration\n",
  parse,
  reads,
  evaluate,
  table,
  summary: ({ matched, total }) =>
    matched === total ? counted(total, "trace") : `${groupDigits(matched)} of ${counted(total, "trace")}`,
  View: TracesView,
};
