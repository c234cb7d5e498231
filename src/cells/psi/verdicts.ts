import { type Adjustment, adjustedPValues } from "../../analysis/adjusted-p-values.ts";
import { type DriftEffect, driftVerdict, smallestP } from "../../analysis/drift-verdict.ts";
import type { Compared } from "./compare.ts";
import type { PsiSpec } from "./definition.ts";
import type { PsiRow } from "./result.ts";
import { pWords, short } from "./words.ts";

type Rules = Pick<PsiSpec, "level" | "min_count" | "adjust">;

/** Adjusts the p-values of all columns together and says what each comparison comes to. */
export function withVerdicts(compared: readonly Compared[], rules: Rules): PsiRow[] {
  const pValues = compared.map((row) => smallestP([row.ks?.p ?? null, row.test.p]));
  const adjusted = rules.adjust === "none" ? pValues : adjustedPValues(pValues, rules.adjust satisfies Adjustment);
  const rows = compared.map((row, place) => {
    const [p, adjustedP] = [pValues[place] ?? null, adjusted[place] ?? null];
    return { ...row, p, adjustedP, ...verdictOf(row, adjustedP, rules) };
  });
  return rows.sort(byWeight);
}

const weights = { drifted: 0, monitor: 1, stable: 2, "too little data": 3 } as const;

function byWeight(one: PsiRow, other: PsiRow): number {
  return (
    weights[one.verdict] - weights[other.verdict] || (other.psi ?? -1) - (one.psi ?? -1) || (one.id < other.id ? -1 : 1)
  );
}

function effectsOf({ psi, critical, wasserstein, test }: Compared): readonly DriftEffect[] {
  const from = (bound: number) => Math.max(bound, critical ?? 0);
  return [
    { name: "PSI", value: psi, monitor: from(0.1), drifted: from(0.2) },
    wasserstein
      ? { name: "Wasserstein in sd", value: wasserstein.inSd, monitor: 0.1, drifted: 0.2 }
      : { name: "Cramér's V", value: test.cramersV, monitor: 0.1, drifted: 0.2 },
  ];
}

function verdictOf(
  row: Compared,
  p: number | null,
  { level, min_count, adjust }: Rules,
): Pick<PsiRow, "verdict" | "reason"> {
  const { referenceRows, currentRows } = row;
  if (row.kind === "vocabulary" && referenceRows + currentRows === 0)
    return { verdict: "too little data", reason: "no text has a word, on either side" };
  const known = { reference: referenceRows - row.referenceMissing, current: currentRows - row.currentMissing };
  if (known.reference + known.current === 0 && Math.min(referenceRows, currentRows) > 0)
    return { verdict: "too little data", reason: "every value is missing, on both sides" };
  const enough = Math.min(referenceRows, currentRows) >= min_count;
  const isBinned = row.kind !== "vocabulary";
  if (enough && isBinned && row.bins.filter(({ reference, current }) => reference + current > 0).length < 2)
    return { verdict: "stable", reason: `every row of both sides has the same value, ${row.bins[0]?.label ?? ""}` };
  const effects = effectsOf(row);
  const { verdict, reason } = driftVerdict({ p, effects, referenceRows, currentRows }, { level, leastRows: min_count });
  if (verdict === "too little data") return { verdict, reason };
  return { verdict, reason: `${figures(row, p, adjust)}: ${rule(verdict, effects, p, level)}.` };
}

function figures({ psi, critical }: Compared, p: number | null, adjust: Rules["adjust"]): string {
  const limit = critical === null ? "" : ` (no drift at these counts would stay under ${short(critical)})`;
  return `${psi === null ? "no PSI" : `PSI ${short(psi)}`}${limit}, ${adjust === "none" ? "" : "adjusted "}${pWords(p)}`;
}

function rule(
  verdict: "stable" | "monitor" | "drifted",
  effects: readonly DriftEffect[],
  p: number | null,
  level: number,
): string {
  if (verdict === "stable")
    return p !== null && p > level ? `p is above ${level}` : "the change is significant, but too small to matter";
  const made = effects.find((effect) => effect.value !== null && effect.value >= effect[verdict]);
  return `p is at most ${level}, and ${made?.name} ${short(made?.value ?? 0)} is ${short(made?.[verdict] ?? 0)} or more`;
}
