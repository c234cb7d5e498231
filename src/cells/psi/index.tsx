import { counted } from "../../widgets/format.ts";
import type { CellKind } from "../cell-kind.tsx";
import { type PsiSpec, parse, reads } from "./definition.ts";
import { evaluate } from "./evaluate.ts";
import type { PsiResult } from "./result.ts";
import { table } from "./table.ts";
import { PsiView } from "./view.tsx";

export const psi: CellKind<PsiSpec, PsiResult> = {
  kind: "psi",
  title: "Drift by column (PSI)",
  about: "Which columns, texts or traces have drifted from reference to current, by how much, and whether it matters.",
  language: "yaml",
  starter: "table: spans\nwhere: parent_span_id IS NULL\ntext: [input, output]\ntraces: true\n",
  parse,
  reads,
  evaluate,
  table,
  summary: ({ rows, empty }) => {
    if (empty) return "nothing to compare";
    const [drifted, monitor] = ["drifted", "monitor"].map(
      (word) => rows.filter(({ verdict }) => verdict === word).length,
    );
    return `${drifted || "none"} of ${counted(rows.length, "column")} drifted${monitor ? `, ${monitor} to monitor` : ""}`;
  },
  View: PsiView,
};
