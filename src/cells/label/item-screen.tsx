import { type KeyboardEvent, useLayoutEffect, useRef, useState } from "react";
import type { Rubric } from "../rubric.ts";
import { choicesOf, shownValue } from "./choices.ts";
import type { Deed } from "./deeds.ts";
import { ItemTexts } from "./item-texts.tsx";
import type { Labelled, Standing, Values } from "./log.ts";
import type { LabelItem } from "./result.ts";
import { RubricForm } from "./rubric-form.tsx";

interface ItemScreenProps {
  readonly item: LabelItem;
  readonly rubric: Rubric;
  readonly standing: Standing | null;
  /** Labels of others, shown to who settles a disagreement. */
  readonly others: readonly Labelled[];
  /** What the judge said is shown. */
  readonly showJudge: boolean;
  readonly onDeed: (deed: Deed) => void;
  readonly onUndo: (() => void) | null;
  readonly onMove: (by: number) => void;
  readonly onOpenTrace: (() => void) | null;
}

const longestSeconds = 3600;

/** One item on one screen, with the rubric beside it; every deed has a key. */
export function ItemScreen(props: ItemScreenProps) {
  const { item, rubric, standing, onDeed, onUndo, onMove } = props;
  const given = standing?.now?.type === "label" ? standing.now : null;
  const [values, setValues] = useState<Values>(given?.values ?? {});
  const [note, setNote] = useState(standing?.now?.note ?? "");
  const [unsure, setUnsure] = useState(given?.unsure ?? false);
  const firstOpen = rubric.dimensions.find(({ name }) => values[name] === undefined)?.name ?? null;
  const [chosen, setChosen] = useState<string | null>(null);
  const active = chosen ?? firstOpen ?? rubric.dimensions[0]?.name ?? null;
  const start = useRef(performance.now());
  const frame = useRef<HTMLDivElement>(null);
  const noteField = useRef<HTMLTextAreaElement>(null);
  // Before anything else happens: a key between the last item and this one would be lost.
  useLayoutEffect(() => frame.current?.focus({ preventScroll: true }), []);
  const seconds = () => Math.min(longestSeconds, Math.round((performance.now() - start.current) / 100) / 10);
  const commit = (all: Values) => onDeed({ type: "label", values: all, note: note.trim(), unsure, seconds: seconds() });
  const choose = (dimension: string, value: number | string) => {
    const all = { ...values, [dimension]: value };
    const open = rubric.dimensions.find(({ name }) => all[name] === undefined);
    setValues(all);
    setChosen(open?.name ?? null);
    // A new label goes on by itself; a changed one, or one with a note under way, waits for Enter.
    if (!open && !given && !note.trim() && !unsure) commit(all);
  };
  const whole = rubric.dimensions.every(({ name }) => values[name] !== undefined);
  const keys: Readonly<Record<string, () => void>> = {
    n: () => noteField.current?.focus(),
    u: () => setUnsure(!unsure),
    s: () => onDeed({ type: "skip", note: note.trim(), seconds: seconds() }),
    b: () => onDeed({ type: "broken", note: note.trim(), seconds: seconds() }),
    z: () => onUndo?.(),
    Enter: () => whole && commit(values),
    ArrowLeft: () => onMove(-1),
    ArrowRight: () => onMove(1),
    ArrowUp: () => setChosen(neighbour(rubric, active, -1)),
    ArrowDown: () => setChosen(neighbour(rubric, active, 1)),
    "/": () => frame.current?.querySelector<HTMLInputElement>(".label-search")?.focus(),
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (isField(event.target)) {
      if (event.key === "Escape") frame.current?.focus({ preventScroll: true });
      if (event.key !== "Tab") event.stopPropagation();
      return;
    }
    const onButton = event.target instanceof HTMLButtonElement && (event.key === "Enter" || event.key === " ");
    const dimension = rubric.dimensions.find(({ name }) => name === active);
    const choice = dimension && choicesOf(dimension, rubric, item.swapped).find(({ key }) => key === event.key);
    const act = onButton
      ? undefined
      : choice && dimension
        ? () => choose(dimension.name, choice.value)
        : keys[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };
  return (
    <div
      ref={frame}
      className="label-item"
      role="application"
      aria-label={`Item ${item.id}: keys are printed on the choices`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the frame of an application takes its keys
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <ItemTexts item={item} pair={rubric.pair} onOpenTrace={props.onOpenTrace} />
      <div className="label-rubric">
        <RubricForm
          rubric={rubric}
          swapped={item.swapped}
          values={values}
          active={active}
          onChoose={choose}
          onActive={setChosen}
        />
        <label className="label-unsure">
          <input type="checkbox" checked={unsure} onChange={() => setUnsure(!unsure)} /> <kbd>u</kbd> Unsure
        </label>
        <textarea
          ref={noteField}
          className="label-note"
          aria-label="Note"
          placeholder="Note (n)"
          rows={2}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
        <div className="label-actions">
          <button type="button" className="btn primary" disabled={!whole} onClick={() => commit(values)}>
            {given ? "Change" : "Commit"} <kbd>Enter</kbd>
          </button>
          <button type="button" className="btn" onClick={keys.s}>
            Skip <kbd>s</kbd>
          </button>
          <button type="button" className="btn" onClick={keys.b}>
            Item is broken <kbd>b</kbd>
          </button>
          <button type="button" className="btn" disabled={!onUndo} onClick={() => onUndo?.()}>
            Undo <kbd>z</kbd>
          </button>
        </div>
        {standing?.now && !given && (
          <p className="label-said">{standing.now.type === "broken" ? "Marked as broken." : "Skipped before."}</p>
        )}
        <Said {...props} />
      </div>
    </div>
  );
}

/** What others and the judge said, once that may be seen. */
function Said({ item, rubric, others, showJudge }: ItemScreenProps) {
  const shown = (name: string, value: number | string | undefined) => {
    const dimension = rubric.dimensions.find((one) => one.name === name);
    return dimension ? shownValue(value, choicesOf(dimension, rubric, item.swapped)) : String(value ?? "");
  };
  return (
    <>
      {others.map(({ rater, values, note }) => (
        <p key={rater} className="label-said">
          <b>{rater}</b>: {rubric.dimensions.map(({ name }) => `${name} ${shown(name, values[name])}`).join(", ")}
          {note && ` · ${note}`}
        </p>
      ))}
      {showJudge && item.judge.length > 0 && (
        <div className="label-said" role="note">
          {item.judge.map(({ rater, dimension, value, rationale }) => (
            <p key={`${rater} ${dimension}`}>
              <b>{rater || "judge"}</b>: {dimension} {value}
              {rationale && <span className="label-rationale"> {rationale}</span>}
            </p>
          ))}
        </div>
      )}
      {showJudge && item.judge.length === 0 && <p className="label-said">No judge has scored this item.</p>}
    </>
  );
}

function neighbour({ dimensions }: Rubric, active: string | null, by: number): string | null {
  const at = dimensions.findIndex(({ name }) => name === active);
  return dimensions[Math.min(dimensions.length - 1, Math.max(0, at + by))]?.name ?? null;
}

function isField(target: EventTarget): boolean {
  return target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && target.type !== "checkbox");
}
