import type { Rubric } from "../rubric.ts";
import { type Choice, choicesOf } from "./choices.ts";
import type { Values } from "./log.ts";

interface RubricFormProps {
  readonly rubric: Rubric;
  readonly swapped: boolean;
  readonly values: Values;
  /** The dimension that a key goes to. */
  readonly active: string | null;
  readonly onChoose: (dimension: string, value: number | string) => void;
  readonly onActive: (dimension: string) => void;
}

/** The rubric with the key of each choice printed on it. */
export function RubricForm({ rubric, swapped, values, active, onChoose, onActive }: RubricFormProps) {
  return (
    <>
      {rubric.dimensions.map((dimension) => {
        const choices = choicesOf(dimension, rubric, swapped);
        return (
          <fieldset
            key={dimension.name}
            ref={dimension.name === active ? intoView : undefined}
            className={dimension.name === active ? "label-dimension is-active" : "label-dimension"}
          >
            <legend>{dimension.name}</legend>
            <p className="label-question">{dimension.question}</p>
            {choices.some(({ key }) => key === null) ? (
              <NumberChoice
                name={dimension.name}
                value={values[dimension.name]}
                choices={choices}
                onFocus={() => onActive(dimension.name)}
                onChoose={(value) => onChoose(dimension.name, value)}
              />
            ) : (
              <Keys name={dimension.name} value={values[dimension.name]} choices={choices} onChoose={onChoose} />
            )}
          </fieldset>
        );
      })}
    </>
  );
}

function intoView(active: HTMLFieldSetElement | null): void {
  active?.scrollIntoView?.({ block: "nearest" });
}

interface KeysProps {
  readonly name: string;
  readonly value: number | string | undefined;
  readonly choices: readonly Choice[];
  readonly onChoose: (dimension: string, value: number | string) => void;
}

function Keys({ name, value, choices, onChoose }: KeysProps) {
  return (
    <div className="label-choices">
      {choices.map((choice) => (
        <button
          key={choice.label}
          type="button"
          className="label-choice"
          aria-pressed={choice.value === value}
          onClick={() => onChoose(name, choice.value)}
        >
          <kbd>{choice.key}</kbd>
          <span>{choice.key === choice.label ? choice.anchor || choice.label : choice.label}</span>
        </button>
      ))}
    </div>
  );
}

interface NumberChoiceProps {
  readonly name: string;
  readonly value: number | string | undefined;
  readonly choices: readonly Choice[];
  readonly onFocus: () => void;
  readonly onChoose: (value: number | string) => void;
}

/** More values than keys: typed, and taken when the field is left or with Enter. */
function NumberChoice({ name, value, choices, onFocus, onChoose }: NumberChoiceProps) {
  const listed = choices.map(({ label }) => label);
  return (
    <label className="label-number">
      {listed[0]} to {listed.at(-1)}{" "}
      <input
        key={String(value)}
        aria-label={name}
        defaultValue={value === undefined ? "" : String(value)}
        onFocus={onFocus}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === "Enter") event.currentTarget.blur();
        }}
        onBlur={({ currentTarget }) => {
          const choice = choices.find(({ label }) => label === currentTarget.value.trim());
          if (choice) onChoose(choice.value);
          else currentTarget.value = value === undefined ? "" : String(value);
        }}
      />
    </label>
  );
}
