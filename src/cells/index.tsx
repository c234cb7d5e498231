import type { ScriptSandbox } from "../notebook/script/sandbox.ts";
import { alertReplay } from "./alert-replay/index.tsx";
import { calibration } from "./calibration/index.tsx";
import type { AnyCellKind } from "./cell-kind.tsx";
import { chart } from "./chart/index.tsx";
import { compare } from "./compare/index.tsx";
import { cost } from "./cost/index.tsx";
import { criticalPath } from "./critical-path/index.tsx";
import { embeddingDrift } from "./embedding-drift/index.tsx";
import { embeddingMap } from "./embedding-map/index.tsx";
import { errors } from "./errors/index.tsx";
import { finding } from "./finding/index.tsx";
import { importReport } from "./import-report/index.tsx";
import { input } from "./input/index.tsx";
import { judge } from "./judge/index.tsx";
import { label } from "./label/index.tsx";
import { latency } from "./latency/index.tsx";
import { loops } from "./loops/index.tsx";
import { markdown } from "./markdown/index.tsx";
import { overview } from "./overview/index.tsx";
import { psi } from "./psi/index.tsx";
import { retrieval } from "./retrieval/index.tsx";
import { script, scriptIn } from "./script/index.tsx";
import { sql } from "./sql/index.tsx";
import { traceDiff } from "./trace-diff/index.tsx";
import { traces } from "./traces/index.tsx";
import { waterfall } from "./waterfall/index.tsx";

/** Every kind of cell, in the order of the menu. */
export const cellKinds: readonly AnyCellKind[] = [
  markdown,
  sql,
  script,
  input,
  chart,
  overview,
  compare,
  latency,
  criticalPath,
  loops,
  embeddingDrift,
  cost,
  retrieval,
  errors,
  traces,
  traceDiff,
  waterfall,
  label,
  judge,
  psi,
  alertReplay,
  calibration,
  embeddingMap,
  importReport,
  finding,
];

/** Every kind of cell, scripts with a sandbox to run in. */
export function cellKindsWith(sandbox: ScriptSandbox): readonly AnyCellKind[] {
  return cellKinds.map((kind) => (kind === script ? scriptIn(sandbox) : kind));
}
