interface ScaleBarProps {
  readonly counts: readonly { readonly value: string; readonly verdicts: number }[];
  /** The counts in words. */
  readonly label: string;
}

const width = 220;
const height = 18;

/** How often each value of a scale was given, as a bar of their shares, from the scale's start to its end. */
export function ScaleBar({ counts, label }: ScaleBarProps) {
  const total = counts.reduce((sum, { verdicts }) => sum + verdicts, 0);
  let x = 0;
  return (
    <svg className="judge-scale" width={width} height={height} role="img" aria-label={label}>
      <title>{label}</title>
      <rect className="judge-scale-track" width={width} height={height} />
      {counts.map(({ value, verdicts }, place) => {
        const part = total ? (verdicts / total) * width : 0;
        const step = shade(place, counts.length);
        const left = x;
        x += part;
        if (part === 0) return null;
        return (
          <g key={value}>
            <rect x={left} width={Math.max(1, part - 1)} height={height} fill={`var(--seq-${step})`} />
            {part > 8 + 7 * value.length && (
              <text
                x={left + part / 2}
                y={13}
                textAnchor="middle"
                fill={`var(--on-seq-${step > 4 ? "dark" : "light"})`}
              >
                {value}
              </text>
            )}
          </g>
        );
      })}
    </svg>
  );
}

function shade(place: number, values: number): number {
  return values < 2 ? 4 : 1 + Math.round((place / (values - 1)) * 6);
}
