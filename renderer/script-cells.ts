import { cellKindsWith } from "../src/cells/index.tsx";
import { pageSandbox } from "./script-sandbox.ts";

/** Every kind of cell, scripts with this page's sandbox. */
export const pageCellKinds = cellKindsWith(pageSandbox);
