import { useEffect, useState } from "react";
import type { YamlValue } from "../edit-yaml.ts";
import type { AlertReplaySpec } from "./definition.ts";
import type { AlertReplayResult } from "./result.ts";

interface ControlsProps {
  readonly spec: AlertReplaySpec;
  readonly result: AlertReplayResult;
  readonly set: (changes: Readonly<Record<string, YamlValue>>, gesture?: string) => void;
}

/** The rule's numbers, each written into the source as it is changed. */
export function Controls({ spec, result, set }: ControlsProps) {
  const { bounds } = result;
  const step = stepOf(bounds.flag, bounds.act);
  return (
    <div className="alert-controls">
      <NumberField label="flag" value={bounds.flag} step={step} onChange={(flag) => set({ flag }, "flag")} />
      <NumberField label="act" value={bounds.act} step={step} onChange={(act) => set({ act }, "act")} />
      <NumberField
        label="in a row"
        value={spec.persist}
        step={1}
        least={1}
        onChange={(persist) => set({ persist }, "persist")}
      />
      <NumberField
        label="quiet to clear"
        value={spec.clear}
        step={1}
        least={1}
        onChange={(clear) => set({ clear }, "clear")}
      />
      <NumberField
        label="least rows"
        value={spec.min_n}
        step={10}
        least={0}
        onChange={(min_n) => set({ min_n }, "min_n")}
      />
    </div>
  );
}

function stepOf(...bounds: readonly number[]): number {
  const size = Math.max(...bounds.map(Math.abs));
  return size === 0 ? 0.01 : 10 ** (Math.floor(Math.log10(size)) - 1);
}

interface NumberFieldProps {
  readonly label: string;
  readonly value: number;
  readonly step: number;
  readonly least?: number;
  readonly onChange: (value: number) => void;
}

function NumberField({ label, value, step, least, onChange }: NumberFieldProps) {
  const [text, setText] = useState(String(value));
  useEffect(() => setText(String(value)), [value]);
  const change = (typed: string) => {
    setText(typed);
    const number = Number(typed);
    const isWhole = step >= 1 ? Number.isInteger(number) : true;
    if (typed.trim() !== "" && Number.isFinite(number) && isWhole && number >= (least ?? Number.NEGATIVE_INFINITY))
      onChange(number);
  };
  return (
    <label>
      {label}{" "}
      <input
        type="number"
        value={text}
        step={step}
        min={least}
        onChange={(event) => change(event.currentTarget.value)}
      />
    </label>
  );
}
