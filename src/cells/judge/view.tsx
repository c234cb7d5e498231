import type { ViewProps } from "../cell-kind.tsx";
import { useSource } from "../use-source.tsx";
import { ComparisonView } from "./comparison-view.tsx";
import type { JudgeSpec } from "./definition.ts";
import { Facts } from "./facts.tsx";
import type { JudgeResult } from "./result.ts";
import { RunPanel } from "./run-panel.tsx";
import { ScoresView } from "./scores-view.tsx";
import { rowNoun } from "./words.ts";
import "../analysis-table.css";
import "./judge.css";

/** What would be judged by which rubric, the way to a run, and what came of it. */
export function JudgeView({ name, spec, result, live }: ViewProps<JudgeSpec, JudgeResult>) {
  const set = useSource(spec.source, live);
  const { items, comparison } = result;
  return (
    <div className="judge">
      <Facts spec={spec} result={result} live={live} set={set} />
      {items.length === 0 ? (
        <p className="analysis-empty">{emptyReason(spec, result)}</p>
      ) : (
        live && <RunPanel spec={spec} result={result} live={live} />
      )}
      {result.judged > 0 && <ScoresView name={name} result={result} live={live} />}
      {comparison && <ComparisonView name={name} result={result} comparison={comparison} live={live} />}
    </div>
  );
}

function emptyReason({ where, from }: JudgeSpec, { selection }: JudgeResult): string {
  const rows = rowNoun(from);
  if (selection.without > 0)
    return `None of the ${selection.without} ${rows} has text in every field that the rubric needs. Say where it is: fields: {answer: …}.`;
  if (where) return `No row meets where. Widen it.`;
  if (selection.strataColumns.includes("cohort")) return `No ${rows} lie in the cohorts. Move them on the timeline.`;
  return `There are no ${rows} yet. Drag files in, or Import files.`;
}
