import { useState } from "react";
import type { Live } from "../cell-kind.tsx";
import { type Deed, eventOf, lastDeed, now } from "./deeds.ts";
import { ItemScreen } from "./item-screen.tsx";
import { adjudicator } from "./log.ts";
import type { Disagreement } from "./progress.ts";
import type { LabelResult } from "./result.ts";
import type { Labels } from "./use-labels.tsx";

interface SettlingProps {
  readonly result: LabelResult;
  readonly live: Live;
  readonly labels: Labels;
  readonly apart: readonly Disagreement[];
}

/** What raters disagree on, one by one, with what each of them said. */
export function Settling({ result, live, labels, apart }: SettlingProps) {
  const [chosen, setChosen] = useState<string | null>(null);
  const shown = apart.find(({ item }) => item === chosen) ?? apart.find(({ settled }) => !settled);
  const item = shown && result.items.find(({ id }) => id === shown.item);
  if (apart.length === 0)
    return (
      <p className="analysis-empty">
        No two raters disagree on an item. Labels of a colleague are merged by naming their file in also.
      </p>
    );
  if (!shown)
    return (
      <p className="analysis-empty">
        Every disagreement is settled: {apart.length} of {apart.length}.
      </p>
    );
  if (!item) return <p className="analysis-empty">{shown.item} is not among the drawn items any more.</p>;
  const at = apart.indexOf(shown);
  const onDeed = (deed: Deed) => {
    void labels.append([eventOf(deed, item, adjudicator, result, true)]);
    setChosen(null);
  };
  const undo = lastDeed(labels.events, adjudicator);
  return (
    <>
      <p className="label-progress" role="status">
        <b>
          {apart.filter(({ settled }) => settled).length} of {apart.length}
        </b>{" "}
        settled · they differ on {shown.dimensions.join(", ")}
      </p>
      <ItemScreen
        key={`${item.id} ${shown.settled?.time ?? ""}`}
        item={item}
        rubric={result.rubric}
        standing={labels.of.get(item.id)?.get(adjudicator) ?? null}
        others={shown.labels}
        showJudge={false}
        onDeed={onDeed}
        onUndo={
          undo &&
          (() =>
            void labels.append([{ type: "undo", cell: result.cell, time: now(), rater: adjudicator, item: undo.item }]))
        }
        onMove={(by) => setChosen(apart.at((at + by) % apart.length)?.item ?? null)}
        onOpenTrace={item.traceId === null ? null : () => live.openTrace(item.traceId as string)}
      />
    </>
  );
}
