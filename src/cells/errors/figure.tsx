import { percent } from "../../widgets/duration-scale.ts";
import type { FigureProps } from "../../widgets/figure.tsx";
import { counted, groupDigits } from "../../widgets/format.ts";
import { timeFigure } from "../time-figure.tsx";
import type { Bucket, ErrorsResult } from "./result.ts";

/** Errors per stretch of time, timeouts apart, and the share of traces with one. */
export function errorsFigure({ per, buckets, deployments }: ErrorsResult) {
  return timeFigure({
    label: `Errors per ${per}, and the share of traces with one`,
    summary: summary(buckets, per),
    per,
    points: buckets.map((bucket) => ({
      start: bucket.start,
      side: bucket.side,
      bars: [bucket.timeouts, bucket.errors - bucket.timeouts],
      line: share(bucket),
      words: [
        `${counted(bucket.errors, "error")}, ${counted(bucket.timeouts, "timeout")}`,
        `in ${groupDigits(bucket.failed)} of ${counted(bucket.traces, "trace")} (${percent(share(bucket))})`,
      ],
    })),
    bars: ["timeouts", "other errors"],
    barTitle: `errors per ${per}`,
    lineTitle: "traces with one, %",
    shares: true,
    deployments,
    table: twin(buckets),
  });
}

function share({ failed, traces }: Bucket): number | null {
  return traces > 0 ? Math.min(1, failed / traces) : null;
}

function summary(buckets: readonly Bucket[], per: string): string {
  const errors = buckets.reduce((sum, bucket) => sum + bucket.errors, 0);
  const worst = buckets.toSorted((one, other) => (share(other) ?? 0) - (share(one) ?? 0))[0];
  const [first, last] = [buckets[0]?.start.slice(0, 10), buckets.at(-1)?.start.slice(0, 10)];
  const peak = worst
    ? ` The largest share of traces with one is ${percent(share(worst))}, in the ${per} of ${worst.start.slice(0, 16).replace("T", " ")}, n = ${worst.traces}.`
    : "";
  return `${counted(errors, "error")} from ${first} to ${last}.${peak}`;
}

function twin(buckets: readonly Bucket[]): FigureProps["table"] {
  return {
    columns: [
      { name: "start", type: "TIMESTAMP" },
      { name: "cohort", type: "VARCHAR" },
      { name: "traces", type: "BIGINT" },
      { name: "with an error", type: "BIGINT" },
      { name: "errors", type: "BIGINT" },
      { name: "timeouts", type: "BIGINT" },
    ],
    rows: buckets.map(({ start, side, traces, failed, errors, timeouts }) => [
      start,
      side === "none" ? "neither" : side,
      traces,
      failed,
      errors,
      timeouts,
    ]),
  };
}
