import { logGamma } from "./binomial.ts";

/**
 * P(D ≥ d) of the two-sided Kolmogorov–Smirnov statistic of n values against a known distribution.
 * Up to 140 values exact: by the matrix power of Marsaglia, Tsang and Wang (Journal of Statistical Software 8, 2003,
 * issue 18), in the tail by twice the one-sided probability (Miller, JASA 51, 1956, 111–121; Simard and L'Ecuyer,
 * ibid. 39, 2011, issue 11). Above, Kolmogorov's limit with the correction of Vrbik (Pioneer Journal of Theoretical and
 * Applied Statistics 15, 2018, 15–23), off by less than 1e-4.
 *
 * Throws unless n is a positive whole number.
 */
export function kolmogorovSurvival(d: number, n: number): number {
  if (!Number.isInteger(n) || n < 1) throw new Error(`kolmogorovSurvival: n must be a positive whole number: ${n}`);
  if (d <= 0 || n * d <= 0.5) return 1;
  if (d >= 1) return 0;
  if (n > 140) return limit(Math.sqrt(n) * d, n);
  if (n * d * d > 4 || d >= 0.5) return Math.min(1, 2 * oneSided(d, n));
  return Math.max(0, 1 - matrixCdf(d, n));
}

function limit(x: number, n: number): number {
  const corrected = x + 1 / (6 * Math.sqrt(n)) + (x - 1) / (4 * n);
  return corrected < 1 ? 1 - lowerLimit(corrected) : upperLimit(corrected);
}

function upperLimit(x: number): number {
  let sum = 0;
  for (let k = 1; k <= 20; k++) sum += (k % 2 === 1 ? 2 : -2) * Math.exp(-2 * k * k * x * x);
  return Math.min(1, Math.max(0, sum));
}

function lowerLimit(x: number): number {
  let sum = 0;
  for (let k = 1; k <= 20; k++) sum += Math.exp((-((2 * k - 1) ** 2) * Math.PI ** 2) / (8 * x * x));
  return (Math.sqrt(2 * Math.PI) / x) * sum;
}

/** P(D⁺ ≥ d), by Birnbaum and Tingey's sum of positive terms. */
function oneSided(d: number, n: number): number {
  let sum = 0;
  for (let j = 0; j <= Math.floor(n * (1 - d)); j++) {
    const inside = 1 - d - j / n;
    if (inside <= 0) continue;
    const choose = logGamma(n + 1) - logGamma(j + 1) - logGamma(n - j + 1);
    sum += Math.exp(choose + (j - 1) * Math.log(d + j / n) + (n - j) * Math.log(inside));
  }
  return d * sum;
}

function matrixCdf(d: number, n: number): number {
  const k = Math.ceil(n * d);
  const size = 2 * k - 1;
  const power = matrixPower(stepMatrix(size, k - n * d), n, size);
  let value = power[(k - 1) * size + k - 1] as number;
  for (let i = 1; i <= n; i++) value *= i / n;
  return value;
}

function stepMatrix(size: number, h: number): Float64Array {
  const matrix = new Float64Array(size * size);
  for (let i = 0; i < size; i++)
    for (let j = 0; j <= Math.min(size - 1, i + 1); j++) matrix[i * size + j] = entry(i, j, size, h);
  for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) scaleByFactorial(matrix, i * size + j, i - j + 1);
  return matrix;
}

function entry(i: number, j: number, size: number, h: number): number {
  const left = j === 0 ? h ** (i + 1) : 0;
  const bottom = i === size - 1 ? h ** (size - j) : 0;
  const corner = j === 0 && i === size - 1 && 2 * h > 1 ? (2 * h - 1) ** size : 0;
  return 1 - left - bottom + corner;
}

function scaleByFactorial(matrix: Float64Array, place: number, order: number): void {
  for (let g = 2; g <= order; g++) matrix[place] = (matrix[place] as number) / g;
}

/** By squaring. Entries stay within a double's range up to the 140 values that it is used for. */
function matrixPower(matrix: Float64Array, exponent: number, size: number): Float64Array {
  if (exponent === 1) return matrix;
  const half = matrixPower(matrix, exponent >> 1, size);
  const square = product(half, half, size);
  return exponent % 2 === 0 ? square : product(square, matrix, size);
}

function product(a: Float64Array, b: Float64Array, size: number): Float64Array {
  const result = new Float64Array(size * size);
  for (let i = 0; i < size; i++)
    for (let k = 0; k < size; k++) {
      const factor = a[i * size + k] as number;
      for (let j = 0; j < size; j++) {
        const place = i * size + j;
        result[place] = (result[place] as number) + factor * (b[k * size + j] as number);
      }
    }
  return result;
}
