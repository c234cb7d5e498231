import { useEffect, useRef, useState } from "react";
import { spanKinds } from "../../traces/kind.ts";
import { groupDigits } from "../../widgets/format.ts";
import type { useSource } from "../use-source.tsx";
import type { TracesSpec } from "./definition.ts";
import type { TracesResult } from "./evaluate.ts";

interface TraceFiltersProps {
  readonly spec: TracesSpec;
  readonly result: TracesResult;
  readonly set: NonNullable<ReturnType<typeof useSource>>;
}

/** The filters that are changed most, above the list. They rewrite the cell's source. */
export function TraceFilters({ spec, result, set }: TraceFiltersProps) {
  return (
    <form className="traces-filters" onSubmit={(event) => event.preventDefault()}>
      <TextFilter text={spec.text ?? ""} onChange={(text) => set({ text: text.trim() || null })} />
      <Choice
        label="Kind"
        value={spec.kind ?? ""}
        options={[["", "any kind"], ...spanKinds.map((kind) => [kind, kind.toLowerCase()] as const)]}
        onChange={(kind) => set({ kind: kind || null })}
      />
      <Choice
        label="Status"
        value={spec.status}
        options={[
          ["any", "any status"],
          ["error", "with errors"],
          ["ok", "without errors"],
        ]}
        onChange={(status) => set({ status: status === "any" ? null : status })}
      />
      {(result.reference > 0 || result.current > 0 || spec.cohort !== "all") && (
        <Choice
          label="Cohort"
          value={spec.cohort}
          options={[
            ["all", "all traces"],
            ["reference", `reference (${groupDigits(result.reference)})`],
            ["current", `current (${groupDigits(result.current)})`],
          ]}
          onChange={(cohort) => set({ cohort: cohort === "all" ? null : cohort })}
        />
      )}
      <Chip name="step" value={spec.step?.join(", ")} set={set} />
      <Chip name="path" value={spec.path} set={set} />
      <Chip name="tenant" value={spec.tenant} set={set} />
      <Chip name="where" value={spec.where} set={set} />
      <output className="traces-count">
        {groupDigits(result.matched)} of {groupDigits(result.total)} traces
      </output>
    </form>
  );
}

/** A filter that only the source can set, with a way to take it out. */
function Chip({ name, value, set }: { name: string; value: string | undefined; set: TraceFiltersProps["set"] }) {
  if (value === undefined) return null;
  return (
    <span className="traces-chip" title={`${name}: ${value}`}>
      <span>
        {name}: {value}
      </span>
      <button type="button" aria-label={`Take out the filter ${name}`} onClick={() => set({ [name]: null })}>
        ×
      </button>
    </span>
  );
}

const pause = 500;

/** Takes effect on Enter, on leaving the field, and after a pause in typing. */
function TextFilter({ text, onChange }: { text: string; onChange: (text: string) => void }) {
  const [draft, setDraft] = useState(text);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (field.current !== field.current?.ownerDocument.activeElement) setDraft(text);
  }, [text]);
  const commit = () => draft.trim() !== text.trim() && onChange(draft);
  useEffect(() => {
    const timer = setTimeout(commit, pause);
    return () => clearTimeout(timer);
  });
  return (
    <input
      ref={field}
      type="search"
      className="traces-text"
      aria-label="Text in name, input or output"
      placeholder="Text in name, input or output"
      value={draft}
      spellCheck={false}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={commit}
      onKeyDown={(event) => event.key === "Enter" && commit()}
    />
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, words: string])[];
  readonly onChange: (value: string) => void;
}

function Choice({ label, value, options, onChange }: ChoiceProps) {
  return (
    <select aria-label={label} value={value} onChange={(event) => onChange(event.target.value)}>
      {options.map(([option, words]) => (
        <option key={option} value={option}>
          {words}
        </option>
      ))}
    </select>
  );
}
