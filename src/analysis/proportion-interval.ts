/**
 * Wilson's score interval of k successes in n tries (JASA 22, 1927, 209–212), 95 % unless z says otherwise.
 * Null when n is 0.
 */
export function wilsonInterval(k: number, n: number, z = 1.959963984540054): { low: number; high: number } | null {
  if (n === 0) return null;
  if (!(k >= 0 && k <= n)) throw new Error(`wilsonInterval: successes must lie from 0 to ${n}: ${k}`);
  const share = k / n;
  const centre = (share + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z / (1 + (z * z) / n)) * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  return { low: k === 0 ? 0 : centre - half, high: k === n ? 1 : centre + half };
}
