import type { useSource } from "../use-source.tsx";
import { aggregates, type ChartSpec, chartKinds, refusedBy } from "./definition.ts";
import type { ChartResult } from "./result.ts";

interface FormProps {
  readonly spec: ChartSpec;
  readonly result: ChartResult;
  readonly set: NonNullable<ReturnType<typeof useSource>>;
}

/** The keys of the source as fields. What is changed here is rewritten there, and the other way round. */
export function ChartForm({ spec, result, set }: FormProps) {
  const refused = refusedBy(spec.kind);
  const takes = (key: string) => !refused.includes(key);
  const columns = result.columns.map(({ name }) => name);
  const column = (key: "x" | "y" | "colour" | "facet", needed: boolean) =>
    takes(key) && (
      <Pick
        label={key}
        value={spec[key] ?? ""}
        options={needed ? columns : ["", ...columns]}
        onPick={(value) => set({ [key]: value || null })}
      />
    );
  return (
    <form className="chart-form" aria-label="Chart" onSubmit={(event) => event.preventDefault()}>
      <Pick
        label="kind"
        value={spec.kind}
        options={chartKinds}
        onPick={(kind) => set(kindChange(spec, kind as ChartSpec["kind"], result))}
      />
      {column("x", spec.kind !== "box")}
      {column("y", spec.kind === "scatter" || spec.kind === "heatmap" || spec.kind === "box")}
      {takes("aggregate") && spec.kind !== "heatmap" && (
        <Pick
          label="aggregate"
          value={spec.aggregate ?? ""}
          options={["", ...(spec.y ? aggregates : (["count"] as const))]}
          onPick={(value) => set({ aggregate: value || null })}
        />
      )}
      {column("colour", false)}
      {column("facet", false)}
      {takes("bins") && <Whole label="bins" value={spec.bins} most={500} onChange={(bins) => set({ bins })} />}
      <Whole label="limit" value={spec.limit} most={50_000} onChange={(limit) => set({ limit })} />
      {takes("sort") && (
        <Pick
          label="sort"
          value={spec.sort ?? ""}
          options={["", "x", "value"]}
          onPick={(value) => set({ sort: value || null })}
        />
      )}
      {(["x", "y"] as const).map((axis) => (
        <label key={axis} className="chart-check">
          <input
            type="checkbox"
            checked={spec.log.includes(axis)}
            onChange={(event) => {
              const axes = (["x", "y"] as const).filter((other) =>
                other === axis ? event.target.checked : spec.log.includes(other),
              );
              set({ log: axes.length ? axes : null });
            }}
          />
          log {axis}
        </label>
      ))}
    </form>
  );
}

/** Another kind keeps the columns that it has a use for, and takes the first fitting ones where it needs some. */
function kindChange(spec: ChartSpec, kind: ChartSpec["kind"], { columns }: ChartResult): Record<string, string | null> {
  const changes: Record<string, string | null> = { kind };
  for (const key of refusedBy(kind)) changes[key] = null;
  const numeric = columns.find(({ name, type }) => /INT|DOUBLE|FLOAT|DECIMAL/.test(type) && name !== spec.x);
  const measured = numeric?.name ?? columns[0]?.name ?? null;
  if (["scatter", "box", "heatmap"].includes(kind) && !spec.y) changes.y = measured;
  if (kind !== "box" && !spec.x) changes.x = spec.y ?? measured;
  return changes;
}

interface PickProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly string[];
  readonly onPick: (value: string) => void;
}

function Pick({ label, value, options, onPick }: PickProps) {
  const known = options.find((option) => option.toLowerCase() === value.toLowerCase()) ?? value;
  return (
    <label>
      <span>{label}</span>
      <select value={known} onChange={(event) => onPick(event.target.value)}>
        {options.map((option) => (
          <option key={option} value={option}>
            {option || (label === "aggregate" || label === "sort" ? "auto" : "none")}
          </option>
        ))}
      </select>
    </label>
  );
}

interface WholeProps {
  readonly label: string;
  readonly value: number | undefined;
  readonly most: number;
  readonly onChange: (value: number | null) => void;
}

/** A whole number, or nothing for what suits. Takes effect on Enter and on leaving the field. */
function Whole({ label, value, most, onChange }: WholeProps) {
  const commit = (field: HTMLInputElement) => {
    const number = Number(field.value);
    if (field.value.trim() === "") return value === undefined ? undefined : onChange(null);
    if (Number.isInteger(number) && number >= 2 && number <= most && number !== value) return onChange(number);
    field.value = String(value ?? "");
  };
  return (
    <label>
      <span>{label}</span>
      <input
        key={value ?? ""}
        inputMode="numeric"
        size={4}
        defaultValue={value ?? ""}
        placeholder="auto"
        onBlur={(event) => commit(event.currentTarget)}
        onKeyDown={(event) => event.key === "Enter" && commit(event.currentTarget)}
      />
    </label>
  );
}
