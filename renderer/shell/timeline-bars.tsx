import { useId } from "react";
import { cohortNames } from "../../src/notebook/cohorts.ts";
import type { Stretch, Windows } from "./brush.ts";
import { gridEnd } from "./time-buckets.ts";
import type { TimelineData } from "./timeline-data.ts";
import { layout } from "./timeline-layout.ts";

interface BarsProps {
  readonly data: TimelineData;
  readonly windows: Windows;
  readonly width: number;
  readonly hovered: number | null;
}

/**
 * One bar per bucket, in the colour of the window that it stands in, or of the cohorts that its traces are in; the part
 * that failed in red at its foot.
 */
export function Bars({ data, windows, width, hovered }: BarsProps) {
  const { buckets, grid } = data;
  const id = useId();
  const most = Math.max(1, ...buckets.map((bucket) => bucket.n));
  const room = layout.barsBottom - layout.barsTop - 4;
  const step = width / grid.count;
  const heightOf = (n: number) => (n === 0 ? 0 : Math.max(2, (n / most) * room));
  const byRule = buckets.some(({ members }) => members);
  const bars = (name: string) => (
    <g className={name}>
      {buckets.map((bucket, index) => {
        const height = heightOf(bucket.n);
        // biome-ignore lint/suspicious/noArrayIndexKey: a bucket is its place
        return <rect key={index} {...place(index, step)} y={layout.barsBottom - height} height={height} />;
      })}
    </g>
  );
  const clip = ({ from, to }: Stretch) => {
    const share = (time: number) => (time - grid.start) / (gridEnd(grid) - grid.start);
    return { x: share(from) * width, width: Math.max(0, share(to) - share(from)) * width };
  };
  return (
    <g className="timeline-bars">
      {hovered !== null && (
        <rect
          className="timeline-hover"
          x={hovered * step}
          width={step}
          y={layout.barsTop}
          height={layout.barsBottom - layout.barsTop}
        />
      )}
      {bars("is-neither")}
      {byRule && <MemberBars buckets={buckets} step={step} heightOf={heightOf} />}
      {cohortNames.map((cohort) => {
        const window = windows[cohort];
        if (!window || byRule) return null;
        return (
          <g key={cohort}>
            <clipPath id={`${id}-${cohort}`}>
              <rect {...clip(window)} y={0} height={layout.height} />
            </clipPath>
            <g clipPath={`url(#${CSS.escape(`${id}-${cohort}`)})`}>{bars(`is-${cohort}`)}</g>
          </g>
        );
      })}
      <g className="is-failed">
        {buckets.map((bucket, index) => {
          if (bucket.failed === 0) return null;
          const height = Math.max(2, (bucket.failed / most) * room);
          // biome-ignore lint/suspicious/noArrayIndexKey: a bucket is its place
          return <rect key={index} {...place(index, step)} y={layout.barsBottom - height} height={height} />;
        })}
      </g>
      <path className="timeline-axis" d={`M0 ${layout.barsBottom + 0.5}H${width}`} />
    </g>
  );
}

interface MemberBarsProps {
  readonly buckets: TimelineData["buckets"];
  readonly step: number;
  readonly heightOf: (n: number) => number;
}

/** Of each bar what is in the reference, and above that what is in current. */
function MemberBars({ buckets, step, heightOf }: MemberBarsProps) {
  return cohortNames.map((cohort) => (
    <g key={cohort} className={`is-${cohort}`}>
      {buckets.map(({ members }, index) => {
        const height = heightOf(members?.[cohort] ?? 0);
        const below = cohort === "current" ? heightOf(members?.reference ?? 0) : 0;
        const y = layout.barsBottom - below - height;
        // biome-ignore lint/suspicious/noArrayIndexKey: a bucket is its place
        return <rect key={index} {...place(index, step)} y={y} height={height} />;
      })}
    </g>
  ));
}

/** Bars begin and end on whole pixels, so that the gaps between them are all the same. */
function place(index: number, step: number): { x: number; width: number } {
  const x = Math.round(index * step);
  return { x, width: Math.max(1, Math.round((index + 1) * step) - x - 1) };
}

export function WindowFrames({ windows, x }: { windows: Windows; x: (time: number) => number }) {
  return cohortNames.map((cohort) => {
    const window = windows[cohort];
    if (!window) return null;
    const [from, to] = [Math.round(x(window.from)), Math.round(x(window.to))];
    return (
      <rect
        key={cohort}
        className={`timeline-frame is-${cohort}`}
        x={from + 0.5}
        width={Math.max(1, to - from - 1)}
        y={layout.barsTop + 0.5}
        height={layout.barsBottom - layout.barsTop}
      />
    );
  });
}
