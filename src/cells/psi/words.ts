/** "p < 0.001", "p = 0.03". */
export function pWords(p: number | null): string {
  if (p === null) return "p unknown";
  return p < 0.001 ? "p < 0.001" : `p = ${short(p)}`;
}

/** Two decimals, three below 0.1; what would vanish is "<0.001". */
export function short(value: number | null): string {
  if (value === null) return "–";
  const size = Math.abs(value);
  if (size !== 0 && size < 0.0005) return "<0.001";
  if (size >= 1e6) return value.toExponential(1);
  return value.toFixed(size >= 100 ? 0 : size >= 0.1 || size === 0 ? 2 : 3);
}
