import { useEffect, useId, useMemo, useState } from "react";
import type { AnyCellKind } from "../../src/cells/cell-kind.tsx";
import { withKeys, type YamlValue } from "../../src/cells/edit-yaml.ts";
import type { TableInfo } from "../../src/notebook/tables.ts";
import { type FormField, formFields, formValues } from "../../src/notebook/yaml-form.ts";
import { schemaOf } from "../../src/notebook/yaml-spec.ts";
import "./yaml-form.css";

/** What is wrong with a YAML cell's text as it stands, and with which key. */
export interface YamlProblem {
  readonly message: string;
  readonly line: number | null;
  readonly column: number | null;
  readonly key: string | null;
}

interface YamlFormProps {
  readonly kind: AnyCellKind;
  readonly source: string;
  readonly tables: readonly TableInfo[];
  readonly problem: YamlProblem | null;
  /** Given the whole text with the change in it; comments and all other keys stay as they are. */
  readonly onChange: (source: string) => void;
}

/** The keys of a YAML cell as a form beside its text, made from the kind's schema. */
export function YamlForm({ kind, source, tables, problem, onChange }: YamlFormProps) {
  const fields = fieldsOf(kind);
  const values = useMemo(() => formValues(source), [source]);
  if (!fields.length) return null;
  if (!values)
    return (
      <div className="yaml-form">
        <p className="yaml-note">The form waits until the text can be read. {problem?.message}</p>
      </div>
    );
  const at = problem?.key?.split(/[.[]/)[0];
  return (
    <div className="yaml-form">
      {fields.map((field) => (
        <Row
          key={field.key}
          field={field}
          value={values[field.key]}
          names={namesFor(field, values, tables)}
          problem={at === field.key ? (problem?.message ?? null) : null}
          onChange={(value) => onChange(withKeys(source, { [field.key]: value }))}
        />
      ))}
      {problem && !fields.some(({ key }) => key === at) && <p className="yaml-problem">{problem.message}</p>}
    </div>
  );
}

const known = new Map<string, readonly FormField[]>();

function fieldsOf(kind: AnyCellKind): readonly FormField[] {
  const fields = known.get(kind.kind) ?? formFieldsOf(kind);
  known.set(kind.kind, fields);
  return fields;
}

function formFieldsOf(kind: AnyCellKind): readonly FormField[] {
  const schema = kind.language === "yaml" ? schemaOf(kind.parse) : null;
  return schema ? formFields(schema) : [];
}

function namesFor({ names }: FormField, values: Readonly<Record<string, unknown>>, tables: readonly TableInfo[]) {
  if (names === "table") return tables.map(({ name }) => name);
  if (names === null) return [];
  const table = typeof values.table === "string" ? values.table : "spans";
  return (tables.find(({ name }) => name === table)?.columns ?? []).map(({ name }) => name);
}

interface RowProps {
  readonly field: FormField;
  readonly value: unknown;
  readonly names: readonly string[];
  readonly problem: string | null;
  readonly onChange: (value: YamlValue) => void;
}

function Row({ field, value, names, problem, onChange }: RowProps) {
  const id = useId();
  return (
    <div className={problem ? "yaml-row is-wrong" : "yaml-row"}>
      <label htmlFor={id} title={field.about || undefined}>
        {field.key}
        {field.required && <span className="yaml-needed"> needed</span>}
      </label>
      <Control id={id} field={field} value={value} names={names} wrong={problem !== null} onChange={onChange} />
      {field.about && <p className="yaml-about">{field.about}</p>}
      {problem && <p className="yaml-problem">{problem}</p>}
    </div>
  );
}

interface ControlProps extends Omit<RowProps, "problem"> {
  readonly id: string;
  readonly wrong: boolean;
}

function Control(props: ControlProps) {
  const { id, field, value, onChange } = props;
  if (field.kind === "written" || (value !== null && typeof value === "object" && field.kind !== "list"))
    return (
      <span id={id} className="yaml-written">
        {value === undefined ? "only in the text" : "stands in the text"}
      </span>
    );
  if (field.kind === "choice") return <Choice {...props} />;
  if (field.kind === "toggle" && (value === undefined || typeof value === "boolean"))
    return (
      <input
        id={id}
        type="checkbox"
        checked={value ?? field.fallback === "true"}
        onChange={(event) => onChange(event.target.checked)}
      />
    );
  return <Written {...props} />;
}

function Choice({ id, field, value, wrong, onChange }: ControlProps) {
  const now = value === undefined || value === null ? "" : String(value);
  const options = now && !field.options.includes(now) ? [now, ...field.options] : field.options;
  return (
    <select id={id} value={now} aria-invalid={wrong} onChange={(event) => onChange(event.target.value || null)}>
      <option value="">{field.fallback ? `${field.fallback} (unless said)` : "–"}</option>
      {options.map((option) => (
        <option key={option} value={option}>
          {option}
        </option>
      ))}
    </select>
  );
}

/** Text, numbers and lists are taken over when the field is left, so that every letter is not a step of undo. */
function Written({ id, field, value, names, wrong, onChange }: ControlProps) {
  const now = textOf(value);
  const [draft, setDraft] = useState(now);
  useEffect(() => setDraft(now), [now]);
  const take = () => draft !== now && onChange(typedValue(field, draft, Array.isArray(value)));
  const shared = {
    id,
    value: draft,
    "aria-invalid": wrong,
    placeholder: field.fallback,
    spellCheck: false,
    onBlur: take,
  };
  if (field.kind === "list")
    return (
      <textarea
        {...shared}
        rows={Math.min(6, draft.split("\n").length)}
        title="One on each line"
        onChange={(event) => setDraft(event.target.value)}
      />
    );
  return (
    <>
      <input
        {...shared}
        list={names.length ? `${id}-names` : undefined}
        inputMode={field.kind === "number" ? "decimal" : undefined}
        title={boundsText(field) || undefined}
        onChange={(event) => setDraft(event.target.value)}
        onKeyDown={(event) => event.key === "Enter" && take()}
      />
      {names.length > 0 && (
        <datalist id={`${id}-names`}>
          {names.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
      )}
    </>
  );
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(String).join("\n");
  return value === undefined || value === null ? "" : String(value);
}

/** What is typed as YAML has it. What is no number goes in as text, so that the key's error says what is expected. */
function typedValue(field: FormField, draft: string, wasList: boolean): YamlValue {
  const text = draft.trim();
  if (!text) return null;
  if (field.kind === "number") return Number.isFinite(Number(text)) ? Number(text) : text;
  if (field.kind !== "list") return text;
  const items = text.split("\n").map((item) => item.trim());
  return items.length > 1 || wasList ? items.filter(Boolean) : text;
}

function boundsText({ whole, min, max }: FormField): string {
  const bounds = [min !== null && `from ${min}`, max !== null && `to ${max}`].filter(Boolean).join(" ");
  return [whole && "a whole number", bounds].filter(Boolean).join(" ");
}
