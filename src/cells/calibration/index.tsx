import { counted } from "../../widgets/format.ts";
import type { CellKind } from "../cell-kind.tsx";
import { type CalibrationSpec, parse, reads } from "./definition.ts";
import { evaluate } from "./evaluate.ts";
import type { CalibrationResult } from "./result.ts";
import { table } from "./table.ts";
import { CalibrationView } from "./view.tsx";

export const calibration: CellKind<CalibrationSpec, CalibrationResult> = {
  kind: "calibration",
  title: "Judge calibration",
  about: "How far a judge agrees with people, what pulls it away from them, and what it may be used for.",
  language: "yaml",
  starter: "# How were the labelled items chosen: random, stratified, by_score, by_class, all?\nchosen: unknown\n",
  parse,
  reads,
  evaluate,
  table,
  summary,
  View: CalibrationView,
};

function summary({ subjects }: CalibrationResult): string {
  const [first] = subjects;
  if (!first) return "nothing to compare";
  const raters = counted(first.raters.length, "rater");
  const items = counted(first.figures.agreement.items, "item");
  if (subjects.length === 1)
    return `${first.dimension}: ${first.judge} against ${raters}, ${items}, ${first.verdict.word.toLowerCase()}`;
  const judges = new Set(subjects.map(({ judge }) => judge));
  const dimensions = new Set(subjects.map(({ dimension }) => dimension));
  return `${counted(judges.size, "judge")} on ${counted(dimensions.size, "dimension")} against ${raters}`;
}
