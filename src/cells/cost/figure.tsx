import type { FigureProps } from "../../widgets/figure.tsx";
import { counted } from "../../widgets/format.ts";
import { dollars } from "../estimate-words.ts";
import { timeFigure } from "../time-figure.tsx";
import type { CostBucket, OverTime } from "./result.ts";

/** What the traces of each stretch of time cost, reported and computed apart, and the cost per trace. */
export function costFigure({ per, buckets, deployments }: OverTime) {
  return timeFigure({
    label: `Cost per ${per}, and per trace`,
    summary: summary(buckets, per),
    per,
    points: buckets.map((bucket) => ({
      start: bucket.start,
      side: bucket.side,
      bars: [bucket.reported, bucket.computed],
      line: perTrace(bucket),
      words: [
        `${dollars(bucket.reported)} reported, ${dollars(bucket.computed)} computed`,
        `${dollars(perTrace(bucket))} per trace, n = ${bucket.traces}`,
        ...(bucket.unpriced ? [`${counted(bucket.unpriced, "call")} without a price`] : []),
      ],
    })),
    bars: ["reported", "computed"],
    barTitle: `$ per ${per}`,
    lineTitle: "$ per trace",
    deployments,
    table: twin(buckets),
  });
}

function perTrace({ reported, computed, traces }: CostBucket): number | null {
  return traces > 0 ? (reported + computed) / traces : null;
}

function summary(buckets: readonly CostBucket[], per: string): string {
  const total = buckets.reduce((sum, { reported, computed }) => sum + reported + computed, 0);
  const dearest = buckets.toSorted((one, other) => (perTrace(other) ?? 0) - (perTrace(one) ?? 0))[0];
  const peak = dearest
    ? ` Dearest per trace: ${dollars(perTrace(dearest))} in the ${per} of ${dearest.start.slice(0, per === "day" || per === "week" ? 10 : 16).replace("T", " ")}, n = ${dearest.traces}.`
    : "";
  const [first, last] = [buckets[0]?.start.slice(0, 10), buckets.at(-1)?.start.slice(0, 10)];
  return `${dollars(total)} from ${first} to ${last}, per ${per}, by the start of the trace.${peak}`;
}

function twin(buckets: readonly CostBucket[]): FigureProps["table"] {
  return {
    columns: [
      { name: "start", type: "TIMESTAMP" },
      { name: "cohort", type: "VARCHAR" },
      { name: "traces", type: "BIGINT" },
      { name: "reported, $", type: "DOUBLE" },
      { name: "computed, $", type: "DOUBLE" },
      { name: "per trace, $", type: "DOUBLE" },
      { name: "calls without a price", type: "BIGINT" },
    ],
    rows: buckets.map((bucket) => [
      bucket.start,
      bucket.side === "none" ? "neither" : bucket.side,
      bucket.traces,
      bucket.reported,
      bucket.computed,
      perTrace(bucket),
      bucket.unpriced,
    ]),
  };
}
