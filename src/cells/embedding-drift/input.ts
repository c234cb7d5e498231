/** What the computation gets: rows in the order of their hash, so that the first of them are a sample by chance. */
export interface DriftInput {
  readonly vectors: Float32Array;
  readonly columns: number;
  readonly rows: number;
  /** 0 reference, 1 current, 2 neither. */
  readonly side: Uint8Array;
  /** What a row is looked at for: `uses`, added. */
  readonly uses: Uint8Array;
  /** Its window and its segment by number; −1 for none. */
  readonly window: Int32Array;
  readonly segment: Int32Array;
  /** Rows with the same number belong together. */
  readonly unit: Int32Array;
  readonly texts: readonly (string | null)[];
  readonly windows: number;
  readonly segments: number;
  readonly clusters: number;
  readonly clustersOf: "both" | "reference";
  readonly permutations: number;
  readonly seed: number;
}

/** Principal components at most that are looked at of a window or a segment. */
export const partComponents = 20;

export const uses = { side: 1, window: 2, segment: 4 } as const;

/** The rows, by number, for which something holds. */
export function rowsWhere({ rows }: DriftInput, holds: (row: number) => boolean): number[] {
  const found: number[] = [];
  for (let row = 0; row < rows; row++) if (holds(row)) found.push(row);
  return found;
}
