import "./marks.css";

interface ShareBarProps {
  /** From 0 to 1, or more where shares overlap. */
  readonly share: number | null;
  /** Another share, as a tick: what it was before. */
  readonly before?: number | null;
  /** The share that fills the track, the same for every bar of a column. */
  readonly full?: number;
  readonly colour: string;
  readonly label: string;
  readonly width?: number;
}

/** A share as a filled track. */
export function ShareBar({ share, before = null, full = 1, colour, label, width = 100 }: ShareBarProps) {
  const x = (part: number) => (Math.max(0, Math.min(full, part)) / full) * width;
  return (
    <svg className="share-bar" width={width} height={12} role="img" aria-label={label}>
      <title>{label}</title>
      <rect className="share-track" y={1} width={width} height={10} />
      {share !== null && share > 0 && <rect y={1} width={Math.max(1, x(share))} height={10} fill={colour} />}
      {before !== null && <path className="share-before" d={`M${Math.max(1, x(before))} 0V12`} />}
    </svg>
  );
}
