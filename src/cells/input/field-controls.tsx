import { type KeyboardEvent, useId, useState } from "react";
import { groupDigits } from "../../widgets/format.ts";
import { useDraft } from "./use-draft.tsx";
import type { ControlProps } from "./view.tsx";

/** A slider with its number beside it. */
export function Slider({ label, result, set }: ControlProps) {
  const id = useId();
  const { shown, change, commit } = useDraft(Number(result.value), set);
  const [min, max] = [Number(result.min), Number(result.max)];
  return (
    <>
      <label className="input-label" htmlFor={id}>
        {label}
      </label>
      <input
        id={id}
        type="range"
        className="input-slider"
        min={min}
        max={max}
        step={result.step ?? "any"}
        value={shown}
        onChange={(event) => change(event.target.valueAsNumber)}
        onPointerUp={commit}
        onBlur={commit}
      />
      <output className="input-number" htmlFor={id}>
        {groupDigits(shown)}
      </output>
      <span className="input-ends">
        {groupDigits(min)} to {groupDigits(max)}
      </span>
    </>
  );
}

export function NumberField({ label, result, set }: ControlProps) {
  const id = useId();
  const [text, setText] = useState<string | null>(null);
  const shown = text ?? String(result.value);
  const problem = numberProblem(shown, result.min as number | null, result.max as number | null);
  const commit = () => {
    if (text !== null && problem === null && Number(text) !== result.value) set(Number(text));
    if (problem === null) setText(null);
  };
  return (
    <>
      <label className="input-label" htmlFor={id}>
        {label}
      </label>
      <input
        id={id}
        className="input input-field is-number"
        inputMode="decimal"
        aria-invalid={problem !== null}
        value={shown}
        onChange={(event) => setText(event.target.value)}
        onBlur={commit}
        onKeyDown={(event) => takesOnEnter(event, commit, () => setText(null))}
      />
      {problem && <span className="input-problem">{problem}</span>}
    </>
  );
}

function numberProblem(text: string, min: number | null, max: number | null): string | null {
  const number = Number(text);
  if (text.trim() === "" || !Number.isFinite(number)) return "not a number";
  if (min !== null && number < min) return `at least ${groupDigits(min)}`;
  return max !== null && number > max ? `at most ${groupDigits(max)}` : null;
}

export function TextField({ label, result, set }: ControlProps) {
  const id = useId();
  const { shown, change, commit } = useDraft(String(result.value), set);
  return (
    <>
      <label className="input-label" htmlFor={id}>
        {label}
      </label>
      <input
        id={id}
        className="input input-field"
        spellCheck={false}
        value={shown}
        onChange={(event) => change(event.target.value)}
        onBlur={commit}
        onKeyDown={(event) => takesOnEnter(event, commit)}
      />
    </>
  );
}

function takesOnEnter(event: KeyboardEvent, commit: () => void, giveUp?: () => void): void {
  if (event.key === "Enter") commit();
  if (event.key === "Escape") giveUp?.();
}

export function Switch({ label, result, set }: ControlProps) {
  const on = result.value === true;
  return (
    <label className="input-switch">
      <input
        type="checkbox"
        role="switch"
        aria-checked={on}
        checked={on}
        onChange={(event) => set(event.target.checked)}
      />
      <span className="input-label">{label}</span>
      <span className="input-ends">{on ? "on" : "off"}</span>
    </label>
  );
}

/** Two dates, or two times where the value has times of day. */
export function DateRange({ label, result, set }: ControlProps) {
  const { shown, change, commit } = useDraft(result.value as readonly string[], ([from = "", to = ""], gesture) =>
    // Half a range, or one that ends before it begins, waits until it is whole.
    from && to && from <= to ? set({ from, to }, gesture) : undefined,
  );
  const [from = "", to = ""] = shown;
  const timed = shown.some((end) => end.length > 10);
  const field = (name: "from" | "to", value: string, next: (text: string) => readonly string[]) => (
    <label className="input-date">
      <span>{name}</span>
      <input
        type={timed ? "datetime-local" : "date"}
        className="input"
        aria-label={`${label}, ${name}`}
        step={timed ? 1 : undefined}
        value={timed ? timeText(value) : value}
        onChange={(event) => change(next(event.target.value))}
        onBlur={commit}
      />
    </label>
  );
  return (
    <fieldset className="input-range">
      <legend className="input-label">{label}</legend>
      {field("from", from, (text) => [text, to])}
      {field("to", to, (text) => [from, text])}
      {from > to && <span className="input-problem">from is after to</span>}
      {result.min !== null && (
        <span className="input-ends">
          data from {result.min} to {result.max}
        </span>
      )}
    </fieldset>
  );
}

function timeText(text: string): string {
  return text.length === 10 ? `${text}T00:00` : text.replace(" ", "T").replace("Z", "");
}
