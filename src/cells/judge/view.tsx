import type { ViewProps } from "../cell-kind.tsx";
import type { JudgeSpec } from "./definition.ts";
import type { JudgeResult } from "./result.ts";

export function JudgeView({ result }: ViewProps<JudgeSpec, JudgeResult>) {
  return <p>{result.rater}</p>;
}
