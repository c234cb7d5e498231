import { percent } from "../../widgets/duration-scale.ts";
import type { CellKind } from "../cell-kind.tsx";
import { measureRows } from "../measure-table.tsx";
import { parse, type RetrievalSpec, reads } from "./definition.ts";
import { evaluate } from "./evaluate.ts";
import type { RetrievalResult } from "./result.ts";
import { RetrievalView } from "./view.tsx";

export const retrieval: CellKind<RetrievalSpec, RetrievalResult> = {
  kind: "retrieval",
  title: "Retrieval",
  about:
    "How old retrieved documents are, whether to index again, which queries find other documents, whether scores drifted.",
  language: "yaml",
  starter: "sla: 30d\n",
  parse,
  reads,
  evaluate,
  table: ({ measures, sides }) =>
    measureRows(
      measures,
      sides.map(({ side }) => side),
    ),
  summary: ({ measures, sides, alert }) => {
    const stale = measures.find(({ id }) => id === "stale");
    const main = sides.at(-1)?.side ?? "all";
    return `${percent(stale?.sides[main]?.value ?? null)} of documents older than the SLA${main === "all" ? "" : ` in ${main}`}: ${alert.action}`;
  },
  View: RetrievalView,
};
