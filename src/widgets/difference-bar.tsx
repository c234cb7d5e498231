import "./marks.css";

interface DifferenceBarProps {
  readonly value: number | null;
  /** The interval, drawn as a whisker; null where there is none. */
  readonly low: number | null;
  readonly high: number | null;
  /** The value that reaches the edge, the same for every bar of a column. */
  readonly extent: number;
  /** What the bar says, in words. */
  readonly label: string;
  readonly width?: number;
}

/**
 * A bar that grows from a centre line: left for less, right for more, with its interval as a thin whisker. Without an
 * interval the bar is an outline.
 */
export function DifferenceBar({ value, low, high, extent, label, width = 130 }: DifferenceBarProps) {
  const middle = width / 2;
  const room = middle - 1;
  const x = (amount: number) => middle + Math.max(-1, Math.min(1, extent > 0 ? amount / extent : 0)) * room;
  return (
    <svg className="difference-bar" width={width} height={14} role="img" aria-label={label}>
      <title>{label}</title>
      <path className="difference-centre" d={`M${middle} 0V14`} />
      {value !== null && (
        <rect
          className={`${value < 0 ? "is-less" : "is-more"}${low === null ? " is-unsure" : ""}`}
          x={Math.min(middle, x(value))}
          y={3}
          height={8}
          width={Math.max(1, Math.abs(x(value) - middle))}
        />
      )}
      {low !== null && high !== null && (
        <path className="difference-whisker" d={`M${x(low)} 7H${x(high)}M${x(low)} 4.5V9.5M${x(high)} 4.5V9.5`} />
      )}
    </svg>
  );
}
