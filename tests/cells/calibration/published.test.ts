import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { nodeSource } from "../../../main/cli/node-source.ts";
import type { CalibrationResult } from "../../../src/cells/calibration/result.ts";
import { cellKinds } from "../../../src/cells/index.tsx";
import { readSource } from "../../../src/importers/read.ts";
import { Session } from "../../../src/notebook/session.ts";
import { testEngine } from "../../support/engine.ts";

const engine = testEngine();
const root = join(import.meta.dirname, "..", "..");

async function run(cell: string, ...paths: string[]) {
  const session = await Session.create(await engine(), cellKinds, readSource);
  await session.open(`---\ncasebook: 1\n---\n\n\`\`\`yaml cell=judges kind=calibration\n${cell}\`\`\`\n`);
  await session.importFiles(paths.map((path) => nodeSource(join(root, path), statSync(join(root, path)).size, path)));
  const t = performance.now();
  await session.runAll();
  console.log("ms", performance.now() - t);
  const found = session.state.notebook.cells.find(({ name }) => name === "judges")!;
  const state = session.cell(found.id);
  if (state.failure) throw new Error(state.failure.message);
  return state.last?.result as CalibrationResult;
}

test("topical", async () => {
  const r = await run("{}\n", "corpus/judge-data/topical_chat_unieval.csv");
  console.log(
    r.warnings,
    r.subjects.map((s) => [
      s.dimension,
      s.judge,
      s.type,
      s.figures.agreement.statistics.pearson?.value,
      s.figures.agreement.statistics.spearman?.value,
      s.figures.agreement.statistics.kendall?.value,
      s.verdict.word,
    ]),
  );
  console.log(JSON.stringify(r.subjects[0], null, 1).slice(0, 10));
}, 60000);
test("llmbar", async () => {
  const r = await run("bootstrap: 200\n", "analysis/judge-data/llmbar_pairwise.csv");
  console.log(
    r.warnings,
    r.subjects.map((s) => [
      s.dimension,
      s.judge,
      s.type,
      s.figures.agreement.items,
      s.figures.pairwise?.orders?.accuracy?.value,
      s.figures.pairwise?.orders?.consistency?.value,
      s.verdict.word,
    ]),
  );
}, 60000);
