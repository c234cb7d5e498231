import { counted, groupDigits } from "../../widgets/format.ts";
import type { CellKind } from "../cell-kind.tsx";
import { isRubricFile } from "../rubric.ts";
import { type JudgeSpec, parse, reads } from "./definition.ts";
import { evaluate } from "./evaluate.ts";
import type { JudgeResult } from "./result.ts";
import { table } from "./table.ts";
import { JudgeView } from "./view.tsx";

export const judge: CellKind<JudgeSpec, JudgeResult> = {
  kind: "judge",
  title: "Judge",
  about: "Has a model score drawn rows by a rubric, at a stated cost, after a look at what would leave.",
  language: "yaml",
  starter: "from: traces\nrubric: default\nsample: 50\nbudget_usd: 1\n",
  parse,
  reads,
  files: ({ rubric, compare }) => [rubric, compare ?? ""].filter(isRubricFile),
  evaluate,
  table,
  output: ({ rater, selection, items, scores }) => ({
    table: null,
    value: {
      rater,
      selection,
      items: items.map(({ id }) => id),
      scores: scores.map(({ item, dimension, repeat, order, score, label, problem }) => [
        ...[item, dimension, repeat, order],
        ...[score, label, problem],
      ]),
    },
  }),
  summary: ({ calls, judged, items, selection }) => {
    const rows = selection.strata.reduce((sum, stratum) => sum + stratum.rows, 0);
    const drawn = `${groupDigits(items.length)} of ${counted(rows, "row")}`;
    if (calls === 0) return drawn;
    return `${drawn}, ${judged === calls ? "all judged" : `${groupDigits(judged)} of ${counted(calls, "judgement")} had`}`;
  },
  View: JudgeView,
};
