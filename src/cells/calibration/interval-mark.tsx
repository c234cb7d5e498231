interface IntervalMarkProps {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** The ends of the scale, the same for every mark of a column. */
  readonly from: number;
  readonly to: number;
  /** Where a line stands: zero, a ceiling. */
  readonly at?: number | null;
  /** What the mark says, in words. */
  readonly label: string;
  readonly width?: number;
}

/** A value as a dot on a line that is its interval. Without an interval the dot is hollow. */
export function IntervalMark({ value, low, high, from, to, at = null, label, width = 150 }: IntervalMarkProps) {
  const x = (of: number) => 5 + (Math.max(from, Math.min(to, of)) - from) * ((width - 10) / Math.max(1e-9, to - from));
  return (
    <svg className="interval-mark" width={width} height={16} role="img" aria-label={label}>
      <title>{label}</title>
      {at !== null && <path className="interval-at" d={`M${x(at)} 1V15`} />}
      {low !== null && high !== null && <path className="interval-line" d={`M${x(low)} 8H${x(high)}`} />}
      {value !== null && (
        <circle className={low === null ? "interval-dot is-unsure" : "interval-dot"} cx={x(value)} cy={8} r={3.5} />
      )}
    </svg>
  );
}

/** The ends that hold all of these intervals and zero, with some room. */
export function extentOf(
  estimates: readonly { readonly value: number | null; readonly low: number | null; readonly high: number | null }[],
): { readonly from: number; readonly to: number } {
  const ends = estimates.flatMap(({ value, low, high }) => [value, low, high]).filter((end) => end !== null);
  const [least, most] = [Math.min(0, ...ends), Math.max(0, ...ends)];
  const room = (most - least || 1) * 0.06;
  return { from: least - room, to: most + room };
}
