import "./marks.css";

/** One bar: a value from 0 on, its interval as a whisker where there is one. */
export interface IntervalBar {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly colour: string;
}

interface IntervalBarsProps {
  /** Under each other: reference, then current. */
  readonly bars: readonly IntervalBar[];
  /** The value that reaches the edge, the same for every row of a column. */
  readonly full: number;
  /** What the bars say, in words. */
  readonly label: string;
  readonly width?: number;
}

/** Bars from a common start, one under the other, each with its interval. */
export function IntervalBars({ bars, full, label, width = 160 }: IntervalBarsProps) {
  const x = (value: number) => (full > 0 ? Math.max(0, Math.min(1, value / full)) * (width - 2) : 0);
  const thick = bars.length > 1 ? 8 : 11;
  const height = bars.length * (thick + 2) + 2;
  return (
    <svg className="interval-bars" width={width} height={height} role="img" aria-label={label}>
      <title>{label}</title>
      {bars.map(({ value, low, high, colour }, index) => {
        const top = 2 + index * (thick + 2);
        const middle = top + thick / 2;
        return (
          <g key={colour}>
            {value !== null && value > 0 && (
              <rect y={top} width={Math.max(1, x(value))} height={thick} fill={colour} opacity={0.7} />
            )}
            {low !== null && high !== null && x(high) - x(low) >= 3 && (
              <path
                className="interval-whisker"
                d={`M${x(low)} ${middle}H${x(high)}M${x(low)} ${middle - 2.5}v5M${x(high)} ${middle - 2.5}v5`}
              />
            )}
          </g>
        );
      })}
      <path className="interval-start" d={`M.5 0V${height}`} />
    </svg>
  );
}
