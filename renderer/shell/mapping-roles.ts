import type { JsonObject } from "../../src/importers/json/json.ts";
import {
  columnsOf,
  type MappedRow,
  type Mapping,
  type MappingTarget,
  mapRow,
  type Role,
} from "../../src/importers/mapping/mapping.ts";
import type { MappingAnswer } from "../source-mapping.ts";

export const targets: readonly (readonly [target: MappingTarget, title: string])[] = [
  ["scores", "Scores and labels"],
  ["embeddings", "Embeddings"],
  ["spans", "Calls"],
];

/** How a role is asked for. */
export const roleTitles: Readonly<Record<Role, string>> = {
  id: "Id",
  score: "Score",
  label: "Label",
  rater: "Rater",
  name: "Name",
  rationale: "Rationale",
  text: "Text",
  time: "Time",
  cohort: "Cohort",
  vector: "Vector",
  model: "Model",
  trace: "Trace",
  parent: "Parent",
  kind: "Kind",
  end: "End",
  duration: "Duration",
  status: "Status",
  input: "Input",
  output: "Output",
  input_tokens: "Input tokens",
  output_tokens: "Output tokens",
  cost: "Cost, USD",
  tenant: "Tenant",
  user: "User",
  session: "Session",
  service: "Service",
};

/** What must be told before anything can be imported; null when nothing is missing. */
export function missingRole(mapping: Mapping): string | null {
  const has = (role: Role) => columnsOf(mapping, role).length > 0;
  if (mapping.to === "scores" && !has("score") && !has("label"))
    return "Choose the column with the score or the label.";
  if (mapping.to === "embeddings" && !has("vector")) return "Choose the column with the vector.";
  if (mapping.to === "spans" && !has("time")) return "Choose the column with the time at which the call began.";
  return null;
}

export interface PreviewTable {
  readonly names: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** How many rows come of how many that were looked at. */
  readonly made: number;
  readonly looked: number;
  /** The first row that could not be mapped, and why. */
  readonly problem: string | null;
}

const shownRows = 8;

/** The rows that a mapping makes, as text, in the columns that any of them fills. */
export function previewTable(mapping: Mapping, rows: readonly JsonObject[]): PreviewTable {
  const made: MappedRow[] = [];
  let problem: string | null = null;
  for (const [index, row] of rows.entries()) {
    try {
      made.push(...mapRow(mapping, row, index + 1));
    } catch (error) {
      problem ??= `Row ${index + 1}: ${error instanceof Error ? error.message : String(error)}`;
    }
  }
  const shown = made.slice(0, shownRows).map(({ row }) => Object.entries(row).filter(([key]) => !hidden.has(key)));
  const names = [...new Set(shown.flatMap((row) => row.filter(([, value]) => isFilled(value)).map(([key]) => key)))];
  const cells = shown.map((row) => names.map((name) => cellText(name, row.find(([key]) => key === name)?.[1])));
  return { names: names.map(plainName), rows: cells, made: made.length, looked: rows.length, problem };
}

const hidden = new Set(["score_id", "is_ground_truth", "doc_rank", "metadata", "attributes"]);

function isFilled(value: unknown): boolean {
  return value !== null && value !== undefined && value !== "";
}

function plainName(key: string): string {
  return (
    { time_ns: "time", startNs: "start", endNs: "end", traceId: "trace", spanId: "span", parentId: "parent" }[key] ??
    key
  );
}

function cellText(key: string, value: unknown): string {
  if (value === null || value === undefined) return "–";
  if (value instanceof Float32Array)
    return `${value.length} numbers: ${[...value.slice(0, 3)].map((n) => n.toPrecision(3)).join(", ")} …`;
  if (typeof value === "bigint") return /ns$/i.test(key) ? timeText(value) : String(value);
  return String(value);
}

/** A time as it will stand in the table, so that a wrong unit is seen. */
export function timeText(ns: bigint): string {
  const date = new Date(Number(ns / 1_000_000n));
  return Number.isNaN(date.getTime())
    ? String(ns)
    : date
        .toISOString()
        .replace("T", " ")
        .replace(/\.?0*Z$/, "");
}

/** The mapping with another column for a role; the empty string takes the role away. */
export function withColumn(mapping: Mapping, role: Role, column: string | readonly string[]): Mapping {
  const { [role]: _, ...others } = mapping.columns;
  const kept = Object.fromEntries(
    Object.entries(others).filter(([, taken]) => ![column].flat().includes(String(taken))),
  );
  const empty = column === "" || (Array.isArray(column) && column.length === 0);
  const one = Array.isArray(column) && column.length === 1 ? String(column[0]) : column;
  return { ...mapping, columns: empty ? kept : { ...kept, [role]: one } };
}

export function answerWord(answer: MappingAnswer): string {
  if (!answer) return "Import as a table";
  return { scores: "Import as scores", embeddings: "Import as embeddings", spans: "Import as spans" }[answer.to];
}
