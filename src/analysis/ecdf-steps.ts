/** Two step functions side by side: at each different value, the share of each sample that is not above it. */
export interface EcdfSteps {
  readonly values: Float64Array;
  readonly reference: Float64Array;
  readonly current: Float64Array;
}

/** The steps of two samples in ascending order, without missing values. O(n + m). */
export function ecdfSteps(reference: ArrayLike<number>, current: ArrayLike<number>): EcdfSteps {
  const most = reference.length + current.length;
  const steps = { values: new Float64Array(most), reference: new Float64Array(most), current: new Float64Array(most) };
  let [before, after, count] = [0, 0, 0];
  while (before < reference.length || after < current.length) {
    const value = Math.min(reference[before] ?? Number.POSITIVE_INFINITY, current[after] ?? Number.POSITIVE_INFINITY);
    while (before < reference.length && (reference[before] as number) <= value) before++;
    while (after < current.length && (current[after] as number) <= value) after++;
    steps.values[count] = value;
    steps.reference[count] = before / reference.length;
    steps.current[count++] = after / current.length;
  }
  return {
    values: steps.values.subarray(0, count),
    reference: steps.reference.subarray(0, count),
    current: steps.current.subarray(0, count),
  };
}

/** A value, or a bin in ascending order, with how often each side has it. */
export interface ValueCounts {
  readonly value: number;
  readonly reference: number;
  readonly current: number;
}

/** The steps of counted values in ascending order, as a database groups them. O(values). */
export function ecdfStepsOfCounts(counts: readonly ValueCounts[]): EcdfSteps {
  const running = (side: "reference" | "current") => {
    const total = counts.reduce((sum, entry) => sum + entry[side], 0);
    let below = 0;
    return Float64Array.from(counts, (entry) => {
      below += entry[side];
      return below / total;
    });
  };
  const values = Float64Array.from(counts, ({ value }) => value);
  return { values, reference: running("reference"), current: running("current") };
}
