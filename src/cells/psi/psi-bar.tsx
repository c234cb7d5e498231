import { short } from "./words.ts";

interface PsiBarProps {
  readonly psi: number | null;
  /** What no drift would stay under, at these counts. */
  readonly critical: number | null;
  readonly width?: number;
}

const full = 0.4;

/** PSI over its usual bands (below 0.1, to 0.2, above), with a tick where no drift would stay under. */
export function PsiBar({ psi, critical, width = 120 }: PsiBarProps) {
  const x = (value: number) => (Math.min(full, Math.max(0, value)) / full) * width;
  const limit = critical === null ? "" : `; without drift it would stay under ${short(critical)}`;
  const label = psi === null ? "no PSI can be told" : `PSI ${short(psi)}, in the band ${band(psi)}${limit}`;
  return (
    <svg className="psi-bar" width={width} height={14} role="img" aria-label={label}>
      <title>{label}</title>
      <rect className="psi-band is-low" width={x(0.1)} y={2} height={10} />
      <rect className="psi-band is-middle" x={x(0.1)} width={x(0.2) - x(0.1)} y={2} height={10} />
      <rect className="psi-band is-high" x={x(0.2)} width={width - x(0.2)} y={2} height={10} />
      <path className="psi-bounds" d={`M${x(0.1)} 1V13M${x(0.2)} 1V13`} />
      {psi !== null && <rect className="psi-value" width={Math.max(1, x(psi))} y={5} height={4} />}
      {psi !== null && psi > full && <path className="psi-beyond" d={`M${width - 9} 1L${width} 7L${width - 9} 13Z`} />}
      {critical !== null && (
        <path className="psi-critical" d={`M${Math.min(width - 1, Math.max(1, x(critical)))} 0V14`} />
      )}
    </svg>
  );
}

function band(psi: number): string {
  if (psi < 0.1) return "below 0.1";
  return psi < 0.2 ? "0.1 to 0.2" : "0.2 and above";
}
