import type { AnyCellKind } from "./cell-kind.tsx";
import { chart } from "./chart/index.tsx";
import { embeddingMap } from "./embedding-map/index.tsx";
import { finding } from "./finding/index.tsx";
import { importReport } from "./import-report/index.tsx";
import { input } from "./input/index.tsx";
import { latency } from "./latency/index.tsx";
import { markdown } from "./markdown/index.tsx";
import { overview } from "./overview/index.tsx";
import { script } from "./script/index.tsx";
import { sql } from "./sql/index.tsx";
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
  latency,
  traces,
  waterfall,
  embeddingMap,
  importReport,
  finding,
];
