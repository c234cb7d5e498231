import { groupDigits } from "../../widgets/format.ts";
import type { EmbeddingDriftResult, Measure, MeasureId, Verdict } from "./result.ts";

export function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

export function summaryOf({ verdict, counts }: EmbeddingDriftResult): string {
  return `${verdict.word}, ${groupDigits(counts.reference)} reference and ${groupDigits(counts.current)} current vectors`;
}

/** "0.214": three significant digits, and an exponent where they would vanish. */
export function figure(value: number | null): string {
  if (value === null) return "–";
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 1000) return groupDigits(value.toFixed(0));
  if (size < 0.0005) return value.toExponential(1).replace(/-/g, "−");
  const places = size >= 0.9 && size < 1 ? 4 : Math.max(0, Math.min(4, 2 - Math.floor(Math.log10(size))));
  return value.toFixed(places).replace("-", "−");
}

export function share(value: number | null): string {
  if (value === null) return "–";
  const percent = value * 100;
  const digits = percent !== 0 && Math.abs(percent) < 10 ? 1 : 0;
  return `${percent.toFixed(digits).replace("-", "−")} %`;
}

/** "p = 0.005", "p < 0.001". */
export function pText(p: number | null): string {
  if (p === null) return "–";
  return p < 0.001 ? "< 0.001" : p.toFixed(p < 0.1 ? 3 : 2);
}

interface MeasureWords {
  readonly label: string;
  readonly about: string;
}

export const measureWords: Readonly<Record<MeasureId, MeasureWords>> = {
  "centroid distance": {
    label: "distance of the centroids, in reference sd",
    about:
      "How far the mean vector moved, in root mean squared distances of the reference to its own. From 0.1 on it matters, from 0.2 on it is drift.",
  },
  "centroid cosine": {
    label: "cosine of the centroids",
    about: "Vectors of one model share a large mean, so this stays near 1 under real drift: hold it against the band.",
  },
  "centred cosine": {
    label: "centred cosine",
    about: "Between the current vectors centred on the reference's mean and on their own: 1 where the means agree.",
  },
  spread: {
    label: "spread: RMS distance to the centroid",
    about: "The root mean squared distance of a side's vectors to their centroid; the value is current over reference.",
  },
  participation: {
    label: "participation ratio",
    about: "In how many directions the vectors spread, of equal numbers of rows; the value is current over reference.",
  },
  mmd: {
    label: "MMD²",
    about: "Squared maximum mean discrepancy with a Gaussian kernel of median width, without bias; p by permutation.",
  },
  energy: {
    label: "energy distance",
    about: "Squared energy distance without bias, in the vectors' unit; p by permutation.",
  },
  auc: {
    label: "domain classifier's AUC",
    about:
      "How well a classifier tells the sides apart on rows that it has not seen: 0.5 is not at all. From 0.55 on it matters, from 0.65 on it is drift.",
  },
  components: {
    label: "principal components that drifted",
    about:
      "Share of the first 50 components along which the sides differ: Kolmogorov and Smirnov's test, adjusted, and a move of 0.1 sd at least. p is the smallest adjusted one.",
  },
};

export function valueText({ id }: Measure, value: number | null): string {
  return id === "components" ? share(value) : figure(value);
}

/** "Drifted: centroid distance …" in one sentence with the rule behind it. */
export function verdictSentence({ word, reason }: Verdict): string {
  return `${capital(word)}: ${reason}.`;
}

/** What no drift looks like at these numbers of rows. */
export function bandText(measure: Measure): string {
  const { nullLow, nullHigh } = measure;
  if (nullLow !== null && nullHigh !== null) return `${valueText(measure, nullLow)} to ${valueText(measure, nullHigh)}`;
  if (nullHigh !== null) return `up to ${valueText(measure, Math.max(0, nullHigh))}`;
  return nullLow === null ? "–" : `from ${valueText(measure, nullLow)} on`;
}

/** True where the value is what no drift seldom comes to. */
export function isOutside({ value, nullLow, nullHigh }: Measure): boolean {
  if (value === null) return false;
  return (nullHigh !== null && value > nullHigh) || (nullLow !== null && value < nullLow);
}
