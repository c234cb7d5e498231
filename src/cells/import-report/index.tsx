import { counted } from "../../widgets/format.ts";
import type { CellKind } from "../cell-kind.tsx";
import { accounting } from "./accounting.ts";
import { type ImportReportSpec, parse } from "./definition.ts";
import { evaluate, table } from "./evaluate.ts";
import type { ImportReport } from "./result.ts";
import { ImportReportView } from "./view.tsx";

export const importReport: CellKind<ImportReportSpec, ImportReport> = {
  kind: "import-report",
  title: "Import report",
  about: "What was read from each file, what could not be read, and what is odd about its spans.",
  language: "yaml",
  starter: "",
  parse,
  reads: () => ["sources", "import_issues", "import_attributes", "spans"],
  evaluate,
  table,
  summary: ({ sources }) =>
    sources.length ? `${counted(sources.length, "source")}, ${accounting(sources)}` : "no sources",
  View: ImportReportView,
};
