import { percent } from "../../widgets/duration-scale.ts";
import type { FigureProps } from "../../widgets/figure.tsx";
import { counted, groupDigits } from "../../widgets/format.ts";
import { ageWords } from "../document-age.ts";
import { timeFigure } from "../time-figure.tsx";
import type { RetrievalSpec } from "./definition.ts";
import type { Bucket, RetrievalResult } from "./result.ts";

/** Documents found per stretch of time, those beyond the SLA apart, and their share. */
export function retrievalFigure(spec: RetrievalSpec, { per, buckets, deployments, sla }: RetrievalResult) {
  return timeFigure({
    label: `Documents found per ${per}, and the share older than ${ageWords(sla)}`,
    summary: summary(buckets, per, sla),
    per,
    points: buckets.map((bucket) => ({
      start: bucket.start,
      side: bucket.side,
      bars: [bucket.stale, bucket.known - bucket.stale],
      line: share(bucket),
      words: [
        `${groupDigits(bucket.stale)} of ${counted(bucket.known, "document")} of known age are older (${percent(share(bucket))})`,
        `median age ${bucket.medianDays === null ? "unknown" : ageWords(bucket.medianDays)}`,
        `${groupDigits(bucket.searches)} searches, ${bucket.empty} empty`,
      ],
    })),
    bars: [`older than ${ageWords(sla)}`, "younger"],
    barTitle: `documents per ${per}`,
    lineTitle: "older, %",
    bound: { at: spec.alert.share, name: "alert" },
    shares: true,
    deployments,
    table: twin(buckets),
  });
}

function share({ stale, known }: Bucket): number | null {
  return known > 0 ? stale / known : null;
}

function summary(buckets: readonly Bucket[], per: string, sla: number): string {
  const known = buckets.filter((bucket) => bucket.known > 0);
  const [first, last] = [known[0], known.at(-1)];
  if (!first || !last) return `No document of known age, per ${per}.`;
  return `Documents older than ${ageWords(sla)}: ${percent(share(first))} in the first ${per} (${first.start.slice(0, 10)}, n = ${first.known}), ${percent(share(last))} in the last (${last.start.slice(0, 10)}, n = ${last.known}).`;
}

function twin(buckets: readonly Bucket[]): FigureProps["table"] {
  return {
    columns: [
      { name: "start", type: "TIMESTAMP" },
      { name: "cohort", type: "VARCHAR" },
      { name: "searches", type: "BIGINT" },
      { name: "empty", type: "BIGINT" },
      { name: "documents", type: "BIGINT" },
      { name: "of known age", type: "BIGINT" },
      { name: "older than the SLA", type: "BIGINT" },
      { name: "median age, days", type: "DOUBLE" },
    ],
    rows: buckets.map((bucket) => [
      bucket.start,
      bucket.side === "none" ? "neither" : bucket.side,
      bucket.searches,
      bucket.empty,
      bucket.documents,
      bucket.known,
      bucket.stale,
      bucket.medianDays,
    ]),
  };
}
