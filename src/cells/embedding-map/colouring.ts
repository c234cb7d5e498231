import { groupDigits } from "../../widgets/format.ts";
import { categories } from "./columns.ts";
import type { MapColumn, MapResult } from "./result.ts";
import { clusterNumber } from "./table.ts";

export interface LegendEntry {
  readonly code: number;
  readonly label: string;
  readonly rows: number;
  /** A token: "--reference". */
  readonly colour: string;
}

/** What each point's colour is, and what that means. */
export interface Colouring {
  readonly name: string;
  readonly codes: Uint8Array;
  /** Tokens, by code. */
  readonly palette: readonly string[];
  /** In the order to show; entries without rows left out. */
  readonly legend: readonly LegendEntry[];
  readonly isOrdered: boolean;
}

// Chosen for colour-blind eyes, and kept away from the cohorts' blue and orange: see tokens.css.
const categoryTokens = ["llm", "tool", "reranker", "embedding", "chain", "guardrail", "evaluator", "agent"].map(
  (kind) => `--kind-${kind}`,
);
const rampTokens = [3, 4, 5, 6, 7].map((step) => `--seq-${step}`);
const other = "--border-strong";

/** The names that points can be coloured by. */
export function colourNames({ sides, rows, reading }: MapResult): readonly string[] {
  const own = [...(sides.length > 1 ? ["cohort"] : []), ...(reading ? ["cluster"] : [])];
  const novelty = reading?.novelty ? ["novelty"] : [];
  return [...new Set([...own, ...novelty, ...rows.columns.map(({ name }) => name)])];
}

/** The points coloured by one of `colourNames`; all alike where there is none of that name. */
export function colouringBy(name: string, result: MapResult): Colouring {
  if (name === "cohort" && result.sides.length > 1) return byCohort(result);
  if (name === "cluster" && result.reading) return byCluster(result.reading.cluster);
  if (name === "novelty" && result.reading?.novelty)
    return byNumber({ name, kind: "number", values: Float64Array.from(result.reading.novelty) });
  const column = result.rows.columns.find((each) => each.name === name);
  if (!column) return coloured("", new Uint8Array(result.rows.ids.length), ["--seq-5"], ["all points"], false);
  return column.kind === "category" ? byCategory(column) : byNumber(column);
}

function byCohort({ rows, sides }: MapResult): Colouring {
  const names = sides.map(({ side }) => side);
  const tokens = names.map((side) => `--${side}`);
  return coloured("cohort", Uint8Array.from(rows.side), tokens, names, false);
}

function byCluster(cluster: Int32Array): Colouring {
  const column = categories(
    "cluster",
    Array.from(cluster, (number) => `cluster ${clusterNumber(number)}`),
  );
  return byCategory(column as MapColumn & { readonly kind: "category" });
}

function byCategory({ name, codes, levels }: MapColumn & { readonly kind: "category" }): Colouring {
  const shown = levels.length > categoryTokens.length + 1 ? categoryTokens.length : levels.length;
  const isMany = levels.length > shown;
  const [rest, none] = [shown, shown + 1];
  const own = Uint8Array.from(codes, (code) => (code < 0 ? none : Math.min(code, rest)));
  const tokens = levels.slice(0, shown).map((_, at) => categoryTokens[at] ?? other);
  const labels = [...levels.slice(0, shown), `${groupDigits(levels.length - shown)} others`, "no value"];
  return coloured(name, own, [...tokens, other, other], isMany ? labels : labels.toSpliced(rest, 1, ""), false);
}

/** Five steps of equal width over the middle 96 % of the values. */
function byNumber({ name, kind, values }: MapColumn & { readonly kind: "number" | "time" }): Colouring {
  const sorted = values.filter(Number.isFinite).sort();
  const [low, high] = [at(sorted, 0.02), at(sorted, 0.98)];
  const steps = rampTokens.length;
  const own = Uint8Array.from(values, (value) => {
    if (!Number.isFinite(value)) return steps;
    return high > low ? Math.max(0, Math.min(steps - 1, Math.floor(((value - low) / (high - low)) * steps))) : 0;
  });
  const edge = (step: number) => valueText(low + (step * (high - low)) / steps, kind, high - low);
  const labels = rampTokens.map((_, step) =>
    step === 0 ? `to ${edge(1)}` : step === steps - 1 ? `from ${edge(step)}` : `${edge(step)} to ${edge(step + 1)}`,
  );
  return coloured(name, own, [...rampTokens, other], [...labels, "no value"], true);
}

function at(sorted: Float64Array, share: number): number {
  return sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
}

/** A number or a time as a legend says it, as exact as a stretch of values asks. */
export function valueText(value: number, kind: "number" | "time", stretch: number): string {
  if (kind === "number")
    return Number(value.toPrecision(stretch > 0 && Math.abs(value) > 50 * stretch ? 5 : 3))
      .toString()
      .replace("-", "−");
  const iso = new Date(value).toISOString().replace("T", " ");
  return stretch > 4 * 86_400_000 ? iso.slice(0, 10) : iso.slice(5, 16);
}

function coloured(
  name: string,
  codes: Uint8Array,
  palette: readonly string[],
  labels: readonly string[],
  isOrdered: boolean,
): Colouring {
  const counts = new Array<number>(palette.length).fill(0);
  for (const code of codes) counts[code] = (counts[code] ?? 0) + 1;
  const legend = palette.map((colour, code) => ({ code, colour, label: labels[code] ?? "", rows: counts[code] ?? 0 }));
  return { name, codes, palette, legend: legend.filter(({ rows }) => rows > 0), isOrdered };
}
