import { writtenText } from "../../notebook/bound-yaml.ts";
import type { Live, ViewProps } from "../cell-kind.tsx";
import type { YamlValue } from "../edit-yaml.ts";
import { useSource } from "../use-source.tsx";
import { ManyChoice, OneChoice } from "./choice-controls.tsx";
import type { InputSpec } from "./definition.ts";
import { DateRange, NumberField, Slider, Switch, TextField } from "./field-controls.tsx";
import { type InputResult, words } from "./result.ts";
import "./input.css";

export interface ControlProps {
  readonly label: string;
  readonly result: InputResult;
  /** Writes the value into the source; changes of one gesture are one step of undo. */
  readonly set: (value: YamlValue, gesture?: string) => void;
}

/** The control of an input; in a report what it was set to. */
export function InputView({ name, spec, result, live }: ViewProps<InputSpec, InputResult>) {
  const label = spec.label ?? name;
  return (
    <div className="input-cell">
      {live ? (
        <LiveInput label={label} spec={spec} result={result} live={live} />
      ) : (
        <Fixed label={label} result={result} />
      )}
      {result.note && <p className="input-note">{result.note}</p>}
      {result.more > 0 && (
        <p className="input-note">
          {result.more} more choices are not listed: narrow them with a query, or write the value into the source.
        </p>
      )}
    </div>
  );
}

function Fixed({ label, result }: { readonly label: string; readonly result: InputResult }) {
  return (
    <p className="input-row">
      <span className="input-label">{label}</span> <b>{words(result)}</b>
    </p>
  );
}

interface LiveInputProps {
  readonly label: string;
  readonly spec: InputSpec;
  readonly result: InputResult;
  readonly live: Live;
}

function LiveInput({ label, spec, result, live }: LiveInputProps) {
  const setKeys = useSource(spec.source, live);
  const set = (value: YamlValue, gesture?: string) => setKeys?.({ value: written(value) }, gesture);
  const Control = controls[result.type];
  return (
    <div className="input-row">
      <Control label={label} result={result} set={set} />
    </div>
  );
}

/** Text that looks like the name of an input must not become one. */
function written(value: YamlValue): YamlValue {
  if (typeof value === "string") return writtenText(value);
  if (Array.isArray(value)) return value.map(written);
  return value;
}

const controls = {
  select: OneChoice,
  "multi-select": ManyChoice,
  slider: Slider,
  number: NumberField,
  "date-range": DateRange,
  text: TextField,
  toggle: Switch,
} as const;
