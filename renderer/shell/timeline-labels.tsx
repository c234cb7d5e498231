import { type Cohorts, cohortNames, ruleText } from "../../src/notebook/cohorts.ts";
import type { Windows } from "./brush.ts";
import { momentText } from "./time-text.ts";
import type { TimelineData } from "./timeline-data.ts";
import { labelWidth, spread } from "./timeline-layout.ts";
import { countText } from "./timeline-text.ts";
import type { CohortCounts } from "./use-timeline.ts";

interface WindowLabelsProps {
  readonly windows: Windows;
  readonly counts: CohortCounts | null;
  readonly cohorts: Cohorts;
  readonly overlap: number;
  readonly width: number;
  readonly x: (time: number) => number;
}

/**
 * "reference, 212 traces" above each window, kept inside the chart and apart from each other; a rule that is more than
 * a window is named, at the left where it has none.
 */
export function WindowLabels({ windows, counts, cohorts, overlap, width, x }: WindowLabelsProps) {
  const labels = cohortNames
    .flatMap((cohort) => {
      const [window, rule] = [windows[cohort], cohorts[cohort]];
      const more = rule ? ruleText({ ...rule, from: undefined, to: undefined }) : "";
      if (!window && !more) return [];
      const count = counts ? `${cohort}, ${countText(counts[cohort], "traces")}` : cohort;
      const both = cohort === "current" && overlap > 0 ? ` (${overlap.toLocaleString("en")} in both rules)` : "";
      const text = [`${count}${both}`, more && (more.length > 48 ? `${more.slice(0, 47)}…` : more)]
        .filter(Boolean)
        .join(": ");
      return [{ cohort, text, x: window ? x(window.from) : 0, width: labelWidth(text) * smallType }];
    })
    .sort((a, b) => a.x - b.x);
  const places = spread(labels, width, 12);
  return labels.map(({ cohort, text }, index) => (
    <span key={cohort} className={`timeline-label is-${cohort}`} style={{ left: places[index] }}>
      {text}
    </span>
  ));
}

/** The labels' type, as a multiple of the axis's. */
const smallType = 1.1;

interface BucketTipProps {
  readonly data: TimelineData;
  readonly index: number;
  readonly width: number;
}

/** What stands under the pointer, in words. */
export function BucketTip({ data, index, width }: BucketTipProps) {
  const { grid, buckets, unit } = data;
  const bucket = buckets[index];
  if (!bucket) return null;
  const left = ((index + 0.5) / grid.count) * width;
  return (
    <span className="timeline-tip" style={{ left: Math.max(90, Math.min(width - 90, left)) }}>
      {momentText(grid.start + index * grid.size)} · {countText(bucket.n, unit)}
      {bucket.failed > 0 && <span className="failure"> · {bucket.failed.toLocaleString("en")} failed</span>}
    </span>
  );
}

/** The same figures as a table, for a screen reader. */
export function TimelineTable({ data, windows }: { data: TimelineData; windows: Windows }) {
  const { grid, buckets, unit } = data;
  return (
    <table className="visually-hidden">
      <caption>{unit} over time, UTC</caption>
      <thead>
        <tr>
          <th scope="col">from</th>
          <th scope="col">{unit}</th>
          <th scope="col">failed</th>
          <th scope="col">window</th>
        </tr>
      </thead>
      <tbody>
        {buckets.map((bucket, index) => {
          const time = grid.start + index * grid.size;
          const cohort = cohortNames.find((name) => inside(windows[name], time));
          return (
            <tr key={time}>
              <th scope="row">{momentText(time)}</th>
              <td>{bucket.n}</td>
              <td>{bucket.failed}</td>
              <td>{cohort ?? "none"}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function inside(window: Windows["reference"], time: number): boolean {
  return window !== null && time >= window.from && time < window.to;
}
