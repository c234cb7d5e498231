import type { Estimate } from "../../analysis/estimate.ts";
import type { SubjectResult } from "./result.ts";

/** How figures of one kind are written. */
export type Unit = "number" | "share" | "points";

/** A figure with as many decimals as its kind has; a dash where there is none. */
export function figure(value: number | null | undefined, unit: Unit = "number"): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  if (unit === "share") return `${minus((value * 100).toFixed(Math.abs(value) < 0.0995 && value !== 0 ? 1 : 0))} %`;
  return minus(value.toFixed(2));
}

export function signed(value: number | null | undefined, unit: Unit = "number"): string {
  const text = figure(value, unit);
  return value !== null && value !== undefined && value > 0 ? `+${text}` : text;
}

/** "0.64 to 0.77", or why there is no interval. */
export function between({ value, low, high, reason }: Estimate, unit: Unit = "number"): string {
  if (value === null) return reason ?? "undefined";
  if (low === null || high === null) return reason ?? "no interval";
  if (unit === "share") return `${figure(low, unit).replace(" %", "")} to ${figure(high, unit)}`;
  return `${figure(low, unit)} to ${figure(high, unit)}`;
}

/** "0.71 (0.64 to 0.77)". */
export function withInterval(estimate: Estimate, unit: Unit = "number"): string {
  if (estimate.value === null) return estimate.reason ?? "undefined";
  return `${figure(estimate.value, unit)} (${between(estimate, unit)})`;
}

function minus(text: string): string {
  return /^-0(\.0+)?$/.test(text) ? text.slice(1) : text.replace("-", "−");
}

/** A p-value: "p < 0.001", "p = 0.04". */
export function probability(p: number | null): string {
  if (p === null) return "–";
  return p < 0.001 ? "< 0.001" : p.toFixed(p < 0.1 ? 3 : 2);
}

export const statisticNames: Readonly<Record<string, string>> = {
  agreement: "same label",
  kappa: "kappa",
  kappaLinear: "kappa, linear weights",
  kappaQuadratic: "quadratic kappa",
  scottPi: "Scott's pi",
  brennanPrediger: "Brennan–Prediger",
  ac1: "AC1",
  ac2Linear: "AC2, linear weights",
  ac2Quadratic: "AC2, quadratic weights",
  alphaNominal: "alpha, nominal",
  alphaOrdinal: "alpha, ordinal",
  alphaInterval: "alpha, interval",
  pearson: "Pearson",
  spearman: "Spearman",
  kendall: "Kendall's tau-b",
  concordance: "Lin's concordance",
  bias: "bias, judge less people",
  meanAbsoluteError: "mean absolute error",
  rootMeanSquareError: "root mean square error",
  accuracy: "accuracy",
};

/** "scored 4 or 5", "that pass". */
export function passWords({ type, scale, names, threshold }: SubjectResult): string {
  if (type === "binary") return names[1] === "pass" ? "that pass" : `with ${names[1]}`;
  if (type === "ordinal" && threshold !== null) {
    const passing = names.filter((_, place) => (scale[place] as number) >= threshold);
    return passing.length <= 3 ? `scored ${passing.join(" or ")}` : `scored ${passing[0]} or more`;
  }
  return `scored ${threshold} or more`;
}

export function many(n: number, noun: string): string {
  return `${String(n).replace(/\B(?=(\d{3})+$)/g, ",")} ${noun}${n === 1 ? "" : "s"}`;
}
