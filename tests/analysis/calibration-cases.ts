import { goldenCases } from "./golden.ts";

interface Bin {
  readonly bin: number;
  readonly n: number;
  readonly meanPred: number;
  readonly fracPos: number;
}

interface Expected {
  readonly eceEqualWidth: number;
  readonly mceEqualWidth?: number;
  readonly binsEqualWidth: Bin[];
  readonly eceEqualMass_stableSort_arraySplit?: number;
  readonly binsEqualMass?: Bin[];
  readonly brier?: number;
  readonly logLoss?: number;
  readonly rocAuc?: number;
  readonly plattOnLogit?: { readonly slope: number; readonly intercept: number };
  readonly temperature?: { readonly T: number; readonly nllAfter: number };
}

interface Inputs {
  readonly prob: number[];
  readonly label: number[];
  readonly nBins: number;
}

export const calibrationCases = goldenCases<Inputs, Expected>("calibration");

/** The case of 120 items, which has all statistics. */
export const fullCalibrationCase = calibrationCases[0] as (typeof calibrationCases)[number];
