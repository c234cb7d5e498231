import type { ViewProps } from "../cell-kind.tsx";
import type { CalibrationSpec } from "./definition.ts";
import type { CalibrationResult } from "./result.ts";

export function CalibrationView({ result }: ViewProps<CalibrationSpec, CalibrationResult>) {
  return <p className="analysis-empty">{result.subjects.length}</p>;
}
