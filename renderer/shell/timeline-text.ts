import { type Cohort, cohortNames } from "../../src/notebook/cohorts.ts";
import type { Stretch, Windows } from "./brush.ts";
import { type Grid, gridEnd, sizeText } from "./time-buckets.ts";
import { momentText } from "./time-text.ts";
import type { Bucket, Deployment, TimelineData } from "./timeline-data.ts";

/** "212 traces", "1 trace". */
export function countText(n: number, unit: string): string {
  return `${n.toLocaleString("en")} ${n === 1 ? unit.replace(/s$/, "") : unit}`;
}

/** "1 Apr 2026 to the end of 14 Apr 2026", "20 Apr 2026 14:02 to 20 Apr 2026 18:00". */
export function stretchText({ from, to }: Stretch): string {
  const end = to % 86_400_000 === 0 ? `the end of ${momentText(to - 86_400_000)}` : momentText(to);
  return `${momentText(from)} to ${end}`;
}

/** The traces of whole buckets in a window; right while both edges stand between buckets. */
export function tracesIn(traces: readonly Bucket[], grid: Grid, window: Stretch): number {
  return traces.reduce((sum, bucket, index) => {
    const start = grid.start + index * grid.size;
    return start >= window.from && start < window.to ? sum + bucket.n : sum;
  }, 0);
}

export function deploymentTitle({ name, kind, version }: Deployment): string {
  return [name || kind || "deployment", version].filter(Boolean).join(" ");
}

export function deploymentText(deployment: Deployment): string {
  const { time, changelog } = deployment;
  return [`${momentText(time)}: ${deploymentTitle(deployment)}`, changelog].filter(Boolean).join(". ");
}

/** The timeline in sentences, for who cannot see it. */
export function summaryText(
  data: TimelineData,
  windows: Windows,
  counts: Readonly<Record<Cohort, number>> | null,
): string {
  const { grid, unit, buckets, deployments } = data;
  const total = buckets.reduce((sum, bucket) => sum + bucket.n, 0);
  const failures = buckets.reduce((sum, bucket) => sum + bucket.failed, 0);
  const cohorts = cohortNames.map((cohort) => {
    const window = windows[cohort];
    if (!window) return `No ${cohort} window.`;
    const n = counts ? `, ${countText(counts[cohort], "traces")}` : "";
    return `${cohort === "reference" ? "Reference" : "Current"}: ${stretchText(window)}${n}.`;
  });
  return [
    `${countText(total, unit)} per ${sizeText(grid.size)} from ${stretchText({ from: grid.start, to: gridEnd(grid) })} UTC,`,
    `${failures.toLocaleString("en")} of them failed.`,
    ...cohorts,
    deployments.length ? `Deployments: ${deployments.map(deploymentText).join("; ")}.` : "",
  ].join(" ");
}
