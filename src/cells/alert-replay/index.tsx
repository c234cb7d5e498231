import type { CellKind } from "../cell-kind.tsx";
import { type AlertReplaySpec, parse, reads } from "./definition.ts";
import { evaluate } from "./evaluate.ts";
import type { AlertReplayResult } from "./result.ts";
import { table } from "./table.ts";
import { AlertReplayView } from "./view.tsx";

export const alertReplay: CellKind<AlertReplaySpec, AlertReplayResult> = {
  kind: "alert-replay",
  title: "Alert replay",
  about:
    "When an alert on drift or retrieval would have fired, how late, how often for nothing, and what it calls for.",
  language: "yaml",
  starter: "of: drift_by_day\nmeasure: psi\n",
  parse,
  reads,
  evaluate,
  table,
  summary: ({ empty, action, windows }) => (empty ? "no windows" : `action: ${action}, over ${windows.length} windows`),
  View: AlertReplayView,
};
