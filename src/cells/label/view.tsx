import { useState } from "react";
import { counted } from "../../widgets/format.ts";
import type { Live, ViewProps } from "../cell-kind.tsx";
import { useSource } from "../use-source.tsx";
import { type Deed, eventOf, lastDeed, now } from "./deeds.ts";
import type { LabelSpec } from "./definition.ts";
import { ItemScreen } from "./item-screen.tsx";
import { Overview } from "./overview.tsx";
import { disagreements, nextOpen, progressOf } from "./progress.ts";
import type { LabelResult } from "./result.ts";
import { Settling } from "./settling.tsx";
import { type Labels, useLabels } from "./use-labels.tsx";
import "../analysis-table.css";
import "./label.css";

type Mode = "label" | "settle" | "overview";

/** Items one by one to label, what raters disagree on to settle, and how far everybody is. */
export function LabelView({ spec, result, live }: ViewProps<LabelSpec, LabelResult>) {
  const labels = useLabels(result, live);
  const [mode, setMode] = useState<Mode>("label");
  const apart = disagreements(labels.of, result.rubric);
  if (!live) return <Overview result={result} of={labels.of} />;
  if (result.items.length === 0) return <p className="analysis-empty">{emptyReason(result, spec)}</p>;
  const modes: readonly (readonly [Mode, string])[] = [
    ["label", "Label"],
    ["settle", `Disagreements (${apart.filter(({ settled }) => !settled).length})`],
    ["overview", "Overview"],
  ];
  return (
    <div className="label">
      <div className="label-bar">
        <div className="segmented">
          {modes.map(([name, text]) => (
            <button key={name} type="button" aria-pressed={name === mode} onClick={() => setMode(name)}>
              {text}
            </button>
          ))}
        </div>
        {labels.unread > 0 && (
          <button type="button" className="link quiet" onClick={() => void live.run()}>
            Update what reads these labels
          </button>
        )}
      </div>
      {labels.failure && (
        <p className="label-failure" role="alert">
          {labels.failure}
        </p>
      )}
      {mode === "label" && <Labelling spec={spec} result={result} live={live} labels={labels} />}
      {mode === "settle" && <Settling result={result} live={live} labels={labels} apart={apart} />}
      {mode === "overview" && <Overview result={result} of={labels.of} />}
      <Notes result={result} />
    </div>
  );
}

function emptyReason({ draw }: LabelResult, { items, where }: LabelSpec): string {
  if (draw.population > 0) return "No item is drawn. Raise size.";
  return where
    ? `No row of ${items} meets where.`
    : `${items} has no rows to label. Import files, or name another table as items.`;
}

function Notes({ result: { file, notes, problems } }: { readonly result: LabelResult }) {
  const kept =
    file &&
    `Labels are kept at once in ${file
      .split(/[\\/]/)
      .at(-1)
      ?.replace(/(\.casebook)?\.md$/i, "")}.casebook.labels.jsonl beside the notebook.`;
  const all = [kept, ...notes, ...problems].filter(Boolean);
  return all.length ? <p className="analysis-notes">{all.join(" ")}</p> : null;
}

interface PartProps {
  readonly result: LabelResult;
  readonly live: Live;
  readonly labels: Labels;
}

function Labelling({ spec, result, live, labels }: PartProps & { readonly spec: LabelSpec }) {
  const set = useSource(spec.source, live);
  const [place, setPlace] = useState<number | null>(null);
  const [draft, setDraft] = useState("");
  const { items, rubric, file } = result;
  const rater = spec.rater;
  if (file === null)
    return (
      <p className="analysis-empty">
        Labels are kept in a file beside the notebook, which is not saved yet.{" "}
        <button type="button" className="btn" onClick={() => void saveAndRun(live)}>
          Save the notebook
        </button>
      </p>
    );
  if (!rater)
    return (
      <form
        className="label-start"
        onSubmit={(event) => {
          event.preventDefault();
          if (draft.trim()) set?.({ rater: draft.trim() });
        }}
      >
        <label>
          Who labels?{" "}
          <input
            value={draft}
            maxLength={60}
            placeholder="your name"
            onChange={(event) => setDraft(event.target.value)}
          />
        </label>
        <button type="submit" className="btn primary" disabled={!draft.trim()}>
          Start
        </button>
        <span>The name goes into every label, so that two raters can be told apart.</span>
      </form>
    );
  const at = place ?? nextOpen(items, labels.of, rater, 0);
  const progress = progressOf(items, labels.of, rater);
  const done = progress.labelled + progress.broken;
  const item = at === null ? undefined : items[at];
  const undo = lastDeed(labels.events, rater);
  const onDeed = (deed: Deed) => {
    if (!item || at === null) return;
    const seen = labels.of.get(item.id)?.get(rater)?.now?.type === "label";
    // The next item comes at once, for the next key is already on its way.
    setPlace(spec.reveal && deed.type === "label" && !seen ? at : null);
    void labels.append([eventOf(deed, item, rater, result, seen)]).then((kept) => {
      if (!kept) setPlace(at);
    });
  };
  const onUndo =
    undo &&
    (() => {
      void labels.append([{ type: "undo", cell: result.cell, time: now(), rater, item: undo.item }]);
      setPlace(items.findIndex(({ id }) => id === undo.item));
    });
  const standing = item ? (labels.of.get(item.id)?.get(rater) ?? null) : null;
  return (
    <>
      <p className="label-progress" role="status">
        <b>
          {done} of {items.length}
        </b>{" "}
        labelled by {rater}
        {progress.skipped > 0 && `, ${progress.skipped} skipped`}
        {progress.broken > 0 && `, ${progress.broken} broken`}
        {item && at !== null && ` · item ${at + 1}`}
        {" · "}
        <button type="button" className="link quiet" onClick={() => set?.({ rater: null })}>
          Another rater
        </button>
      </p>
      <progress className="label-meter" max={items.length} value={done} aria-label="Labelled items" />
      {item && at !== null ? (
        <ItemScreen
          key={`${item.id} ${rater} ${standing?.now?.time ?? ""}`}
          item={item}
          rubric={rubric}
          standing={standing}
          others={[]}
          showJudge={standing?.now?.type === "label"}
          onDeed={onDeed}
          onUndo={onUndo}
          onMove={(by) => setPlace(Math.min(items.length - 1, Math.max(0, at + by)))}
          onOpenTrace={item.traceId === null ? null : () => live.openTrace(item.traceId as string)}
        />
      ) : (
        <p className="analysis-empty">
          All {counted(items.length, "drawn item")} are done. Raise size to draw more: the items that are labelled stay
          in the sample.{" "}
          <button type="button" className="btn" onClick={() => setPlace(0)}>
            Look through them
          </button>
        </p>
      )}
    </>
  );
}

async function saveAndRun(live: Live): Promise<void> {
  if (await live.save()) await live.run();
}
