import { readFileSync } from "node:fs";
import { createFiles } from "../../main/files.ts";
import type { JudgeCall } from "../../src/cells/judge/call.ts";
import { systemClock } from "../../src/cells/judge/pace.ts";
import { JudgeRun } from "../../src/cells/judge/run.ts";
import { answersEnding, readAnswers } from "../../src/cells/judge/stored-answers.ts";
import { parseRubric } from "../../src/cells/rubric.ts";
import { companionPath } from "../../src/notebook/notebook-files.ts";

/** What the child is told, in a file whose path is its argument. */
export interface ChildJob {
  readonly config: string;
  readonly notebook: string;
  readonly endpoint: string;
  readonly rubric: string;
  readonly calls: readonly JudgeCall[];
}

/** Goes on with a job where its answers file ends, and says what came of it. */
async function work({ config, notebook, endpoint, rubric, calls }: ChildJob): Promise<void> {
  const host = createFiles({ start: { paths: [], folder: "", samples: "", version: "" }, config });
  const path = companionPath(notebook, answersEnding);
  const { answers } = readAnswers(await host.readLines(path));
  const price = {
    prices: { input: 1, output: 1, cacheRead: null, cacheWrite: null, reasoning: null },
    tiers: [],
    origin: "test",
  };
  const run = new JudgeRun(
    {
      ...{ calls, rubric: parseRubric(rubric), answers, price, endpoint, keepIn: path },
      ...{ budgetUsd: 100, concurrency: 4, perMinute: 100_000, timeoutMs: 10_000, seed: 1 },
    },
    { ask: (request, id) => host.askModel(request, id), cancel: (id) => host.cancelAsk(id), clock: systemClock },
  );
  await run.start();
  process.stdout.write(JSON.stringify(run.state));
}

await work(JSON.parse(readFileSync(process.argv[2] ?? "", "utf8")) as ChildJob);
