import type { AnyCellKind } from "../src/cells/cell-kind.tsx";
import { cellKinds } from "../src/cells/index.tsx";
import { scriptIn } from "../src/cells/script/index.tsx";
import { pageSandbox } from "./script-sandbox.ts";

/** Every kind of cell, scripts with this page's sandbox. */
export const pageCellKinds: readonly AnyCellKind[] = cellKinds.map((kind) =>
  kind.kind === "script" ? scriptIn(pageSandbox) : kind,
);
