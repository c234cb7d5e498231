import { percent } from "../../widgets/duration-scale.ts";
import { groupDigits, oneLine } from "../../widgets/format.ts";
import type { Cluster, EmbeddingDriftResult, Measure, MeasureId, Verdict } from "./result.ts";

export function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

export function summaryOf({ verdict, counts }: EmbeddingDriftResult): string {
  return `${verdict.word}, ${groupDigits(counts.reference)} reference and ${groupDigits(counts.current)} current vectors`;
}

/** Three significant digits, four places near 1, an exponent where they would vanish; "–" for null. */
export function figure(value: number | null): string {
  if (value === null) return "–";
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 1000) return groupDigits(value.toFixed(0));
  if (size < 0.0005) return value.toExponential(1).replaceAll("-", "−");
  const places = size >= 0.9 && size < 1 ? 4 : Math.max(0, Math.min(4, 2 - Math.floor(Math.log10(size))));
  return value.toFixed(places).replace("-", "−");
}

/** "+15 points", "−4.2 points". */
export function points(change: number | null): string {
  if (change === null) return "–";
  const text = percent(Math.abs(change)).replace(" %", "");
  return `${change < 0 ? "−" : "+"}${text}`;
}

/** "0.005", "< 0.001"; "–" for null. */
export function pText(p: number | null): string {
  if (p === null) return "–";
  return p < 0.001 ? "< 0.001" : p.toFixed(p < 0.0995 ? 3 : 2);
}

export function pWords(p: number | null): string {
  return p !== null && p < 0.001 ? `p ${pText(p)}` : `p = ${pText(p)}`;
}

interface MeasureWords {
  readonly label: string;
  readonly about: string;
}

export const measureWords: Readonly<Record<MeasureId, MeasureWords>> = {
  "centroid distance": {
    label: "distance of the centroids, in reference sd",
    about: "How far the mean vector moved, in root mean squared distances of the reference to its own",
  },
  "centroid cosine": {
    label: "cosine of the centroids",
    about: "Vectors of one model share a large mean, so this stays near 1 under real drift: hold it against the band",
  },
  "centred cosine": {
    label: "centred cosine",
    about: "Between the current vectors centred on the reference's mean and on their own: 1 where the means agree",
  },
  spread: {
    label: "spread: RMS distance to the centroid",
    about: "Root mean squared distance of a side's vectors to their centroid; the value is current over reference",
  },
  participation: {
    label: "spread: participation ratio",
    about: "In how many directions vectors spread, of equal numbers of rows; the value is current over reference",
  },
  mmd: {
    label: "MMD²",
    about: "Squared maximum mean discrepancy with a Gaussian kernel of median width, without bias",
  },
  energy: {
    label: "energy distance",
    about: "Squared energy distance, without bias, in the unit of the vectors",
  },
  auc: {
    label: "domain classifier's AUC",
    about: "How well a classifier tells the sides apart on rows that it has not seen: 0.5 is not at all",
  },
  components: {
    label: "drifted principal components",
    about:
      "Share of the first 50 along which the sides differ by Kolmogorov and Smirnov's test, adjusted, and by 0.1 sd",
  },
};

export function valueText({ id }: Measure, value: number | null): string {
  return id === "components" ? percent(value) : figure(value);
}

/** What no drift looks like at these numbers of rows: "up to 0.088". */
export function bandText(measure: Measure): string {
  const { nullLow, nullHigh } = measure;
  if (nullLow !== null && nullHigh !== null) return `${valueText(measure, nullLow)} to ${valueText(measure, nullHigh)}`;
  if (nullHigh !== null) return `up to ${valueText(measure, Math.max(0, nullHigh))}`;
  return nullLow === null ? "–" : `from ${valueText(measure, nullLow)} on`;
}

/** True where no drift seldom comes to such a value. */
export function isOutside({ value, nullLow, nullHigh }: Measure): boolean {
  if (value === null) return false;
  return (nullHigh !== null && value > nullHigh) || (nullLow !== null && value < nullLow);
}

export function measureOf({ measures }: EmbeddingDriftResult, id: MeasureId): Measure | null {
  return measures.find((measure) => measure.id === id) ?? null;
}

/** The figures that made the verdict, each beside what no drift comes to. */
export function verdictFigures(result: EmbeddingDriftResult): string {
  const told = (id: MeasureId, name: string) => {
    const measure = measureOf(result, id);
    if (!measure || measure.value === null) return [];
    const high = measure.nullHigh === null ? "" : ` (no drift at this n: ${bandText(measure)})`;
    return [`${name} ${valueText(measure, measure.value)}${high}`];
  };
  const p = (id: MeasureId) => pWords(measureOf(result, id)?.p ?? null);
  const figures = [...told("centroid distance", "centroid distance"), ...told("auc", "classifier's AUC")];
  return [...figures, `${p("mmd")} (MMD)`, `${p("auc")} (classifier)`].join(", ");
}

export const rule =
  "Rule: the smaller p, doubled for two tests, at most 0.05, and a centroid distance from 0.2 or an AUC from 0.65 on, and beyond what no drift comes to: drifted; from 0.1 or 0.55 on: monitor. Each side needs 30 vectors.";

/** "Drifted: …" */
export function verdictSentence({ word, reason }: Verdict): string {
  return `${capital(word)}: ${reason}.`;
}

/** What a cluster is about, in the words that tell it from the others; its most typical text where there are none. */
export function clusterName({ words, typical }: Cluster, place: number): string {
  if (words.length > 0) return words.map(({ word }) => word).join(" · ");
  const text = typical[0]?.text;
  return text ? oneLine(text).slice(0, 80) : `cluster ${place + 1}`;
}
