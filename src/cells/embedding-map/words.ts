import { counted, groupDigits } from "../../widgets/format.ts";
import type { MapCluster, MapReading, MapResult } from "./result.ts";

/** "4.2 %", "38 %". */
export function share(value: number | null): string {
  if (value === null) return "unknown";
  const percent = 100 * value;
  return `${Math.abs(percent) < 10 ? percent.toFixed(1) : Math.round(percent)} %`.replace("-", "−");
}

/** "+8.7 points (7.7 to 9.8)". */
export function points({ value, low, high, reason }: MapCluster["change"]): string {
  if (value === null) return reason ?? "unknown";
  const signed = (part: number) => `${part > 0 ? "+" : ""}${(100 * part).toFixed(1)}`.replace("-", "−");
  const interval = low === null || high === null ? "" : ` (${signed(low)} to ${signed(high)})`;
  return `${signed(value)} points${interval}`;
}

/** What a cluster is called: its clearest words, or its number. */
export function clusterName({ words, cluster }: MapCluster): string {
  return words.length
    ? words
        .slice(0, 3)
        .map(({ word }) => word)
        .join(", ")
    : `cluster ${cluster + 1}`;
}

/** How far the map can be trusted, in sentences; the line that always stands under it. */
export function qualityWords(reading: MapReading, { rows, placed }: MapResult): readonly string[] {
  return [
    neighbourhoods(reading, rows.ids.length),
    drift(reading),
    placedWords(placed, reading),
    recallWords(reading),
  ].filter((sentence) => sentence !== "");
}

function neighbourhoods({ quality }: MapReading, rows: number): string {
  const { trustworthiness, continuity, neighbourPreservation, k, n, reason } = quality;
  if (trustworthiness === null || continuity === null) return `How far the map can be trusted is unknown: ${reason}.`;
  const sample = n < rows ? `a sample of ${groupDigits(n)}` : counted(n, "point");
  return `Trustworthiness ${trustworthiness.toFixed(3)}, continuity ${continuity.toFixed(3)}, ${share(neighbourPreservation)} of neighbours kept (k = ${k}, ${sample}).`;
}

function drift({ faithfulness }: MapReading): string {
  if (!faithfulness) return "";
  const { inFull, onMap, shown, reason } = faithfulness;
  const range =
    inFull.low === null || inFull.high === null ? "" : ` (${inFull.low.toFixed(2)} to ${inFull.high.toFixed(2)})`;
  if (onMap.low !== null && inFull.high !== null && onMap.low > inFull.high)
    return `On the map reference and current look further apart (AUC ${onMap.value?.toFixed(2)}) than they are by all dimensions (${inFull.value?.toFixed(2)}${range}): do not judge the drift by this picture.`;
  if (shown === null) return `Drift that the map cannot show: ${reason}.`;
  return `Reference and current are told apart with AUC ${inFull.value?.toFixed(2)}${range} by all dimensions and ${onMap.value?.toFixed(2) ?? "unknown"} on the map: ${share(1 - shown)} of the drift is not visible here.`;
}

function placedWords(placed: boolean, { novelty }: MapReading): string {
  if (!placed || !novelty) return "";
  return "Current rows unlike the reference are drawn to their nearest reference rows all the same: colour by novelty to find them.";
}

function recallWords({ recall }: MapReading): string {
  return recall === null ? "" : `Neighbours are approximate: ${share(recall)} of the true ones were found.`;
}

/** What is on the map and what is not. */
export function coverageWords({ sides, whyJoint, dimensions, isKept }: MapResult): readonly string[] {
  const sampled = sides.flatMap(({ side, rows, shown, left }) => {
    const usable = rows - left.reduce((sum, { rows }) => sum + rows, 0);
    const of = side === "all" ? "" : ` of ${side}`;
    return [
      ...(shown < usable
        ? [
            `${groupDigits(shown)} of ${groupDigits(usable)} rows${of} are shown, a seeded sample; raise limit for more.`,
          ]
        : []),
      ...left.map(({ reason, rows }) => `${counted(rows, "row")}${of} left out: ${reason}.`),
      ...(side !== "all" && shown === 0
        ? [
            `No row of ${side} is on the map: ${rows === 0 ? `no embedding falls into its window` : "none of its vectors can be used"}.`,
          ]
        : []),
    ];
  });
  return [
    ...sampled,
    ...(whyJoint ? [`Both cohorts were laid out together: ${whyJoint}.`] : []),
    modelWords(sides),
    `${groupDigits(dimensions)} dimensions.${isKept ? " Taken from the notebook's cache." : ""}`,
  ].filter((text) => text !== "");
}

function modelWords(sides: MapResult["sides"]): string {
  const models = [...new Set(sides.flatMap((side) => side.models))];
  if (models.length < 2) return "";
  return `Vectors of ${counted(models.length, "model")} (${models.slice(0, 4).join(", ")}): distances between models mean nothing; choose one with model.`;
}

/** The map in a sentence, for those who do not see it. */
export function mapWords(result: MapResult): string {
  const { sides, reading, placed } = result;
  const counts = sides
    .map(({ side, shown }) => `${groupDigits(shown)} ${side === "all" ? "points" : `of ${side}`}`)
    .join(" and ");
  const how = placed && sides.length > 1 ? ", the current rows placed into the map of the reference" : "";
  const top = reading?.clusters[0];
  const change =
    top && top.change.value !== null && sides.length > 1
      ? ` The share that changed most: ${clusterName(top)}, ${share(top.reference.value)} to ${share(top.current.value)}, ${points(top.change)}.`
      : "";
  return `A map of ${counts}${how}.${change}`;
}
