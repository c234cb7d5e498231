import { useId, useState } from "react";
import { groupDigits } from "../../widgets/format.ts";
import type { Scalar } from "./definition.ts";
import type { Choice } from "./result.ts";
import type { ControlProps } from "./view.tsx";

export function OneChoice({ label, result, set }: ControlProps) {
  const id = useId();
  const { choices, value } = result;
  const known = choices.some((choice) => String(choice.value) === String(value));
  return (
    <>
      <label className="input-label" htmlFor={id}>
        {label}
      </label>
      <select
        id={id}
        className="input input-select"
        value={String(value)}
        disabled={choices.length === 0}
        onChange={(event) => {
          const chosen = choices.find((choice) => String(choice.value) === event.target.value);
          if (chosen) set(chosen.value);
        }}
      >
        {!known && value !== null && <option value={String(value)}>{String(value)} (not in the data)</option>}
        {choices.map((choice) => (
          <option key={String(choice.value)} value={String(choice.value)}>
            {choiceText(choice)}
          </option>
        ))}
      </select>
    </>
  );
}

function choiceText({ value, rows }: Choice): string {
  return rows === null ? String(value) : `${value} (${groupDigits(rows)})`;
}

/** From this many choices on, a field to find them by stands above. */
const searchable = 12;

/** A list of boxes to tick, with ways to take all or none. */
export function ManyChoice({ label, result, set }: ControlProps) {
  const [find, setFind] = useState("");
  const chosen = new Set((result.value as readonly Scalar[]).map(String));
  const shown = result.choices.filter(({ value }) => String(value).toLowerCase().includes(find.toLowerCase()));
  const take = (keep: (choice: Choice) => boolean) => set(result.choices.filter(keep).map(({ value }) => value));
  const within = new Set(shown);
  const toggle = (toggled: Choice, on: boolean) =>
    take((choice) => (choice === toggled ? on : chosen.has(String(choice.value))));
  const everyShown = (on: boolean) => take((choice) => (within.has(choice) ? on : chosen.has(String(choice.value))));
  return (
    <fieldset className="input-many">
      <legend className="input-label">{label}</legend>
      <div className="input-many-head">
        {result.choices.length >= searchable && (
          <input
            type="search"
            className="input"
            aria-label={`Find among the choices of ${label}`}
            placeholder="Find"
            value={find}
            onChange={(event) => setFind(event.target.value)}
          />
        )}
        <button type="button" className="link" onClick={() => everyShown(true)}>
          All
        </button>
        <button type="button" className="link" onClick={() => everyShown(false)}>
          None
        </button>
        <span className="input-ends">
          {chosen.size} of {groupDigits(result.choices.length + result.more)}
        </span>
      </div>
      <div className="input-boxes">
        {shown.map((choice) => (
          <label key={String(choice.value)} className="input-box">
            <input
              type="checkbox"
              checked={chosen.has(String(choice.value))}
              onChange={(event) => toggle(choice, event.target.checked)}
            />
            <span>{choiceText(choice)}</span>
          </label>
        ))}
        {shown.length === 0 && <p className="input-note">None of them has “{find}” in it.</p>}
      </div>
    </fieldset>
  );
}
