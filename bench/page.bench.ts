import { afterAll, test } from "vitest";
import { calibratingJudges } from "./calibration.ts";
import { comparison } from "./compare.ts";
import { costTable } from "./cost.ts";
import { openingCells, openingInWindow, typingInCells } from "./editing.ts";
import { importing } from "./import.ts";
import { latencyTable } from "./latency.ts";
import { criticalPaths, loopsOfAgents } from "./paths.ts";
import { reopening } from "./reopen.ts";
import { startToUsable } from "./start.ts";
import { openingTrace } from "./trace.ts";
import { closePages } from "./window.ts";

// What a person waits for in the real page. One page with all the spans serves import, latency, trace, compare and cost.

const names = process.env.CASEBOOK_BENCH_NAMES?.split(" ") ?? [];
const bench = (name: string, run: () => Promise<void>) => test.runIf(!names.length || names.includes(name))(name, run);

bench("start", startToUsable);
bench("import", importing);
bench("reopen", reopening);
bench("latency", latencyTable);
bench("trace", openingTrace);
bench("compare", comparison);
bench("cost", costTable);
bench("paths", criticalPaths);
bench("paths", loopsOfAgents);
bench("calibration", calibratingJudges);
bench("cells", openingCells);
bench("cells", openingInWindow);
bench("typing", typingInCells);

afterAll(closePages);
