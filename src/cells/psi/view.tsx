import type { ViewProps } from "../cell-kind.tsx";
import type { PsiSpec } from "./definition.ts";
import type { PsiResult } from "./result.ts";

export function PsiView({ result }: ViewProps<PsiSpec, PsiResult>) {
  return <p>{result.rows.length}</p>;
}
