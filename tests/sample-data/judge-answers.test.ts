import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { nodeSource } from "../../main/cli/node-source.ts";
import { cliHost, filesOf } from "../../main/cli/session.ts";
import type { JudgeCall } from "../../src/cells/judge/call.ts";
import { evaluate } from "../../src/cells/judge/evaluate.ts";
import { judge } from "../../src/cells/judge/index.tsx";
import { makePlan } from "../../src/cells/judge/plan.ts";
import { rubricLine } from "../../src/cells/judge/stored-answers.ts";
import type { Rubric } from "../../src/cells/rubric.ts";
import { readSource } from "../../src/importers/read.ts";
import { cellContext } from "../../src/notebook/cell-context.ts";
import { Session } from "../../src/notebook/session.ts";
import { testEngine } from "../support/engine.ts";

// What the sample's judge answered, as a run of a judge cell would have kept it: the same verdicts as in the sample's
// judge-v1.jsonl and judge-v2.jsonl. CASEBOOK_WRITE_ANSWERS=1 writes the file anew, after a change of what is asked.

const folder = resolve("sample-data/judge-calibration");
const notebook = join(folder, "calibration.casebook.md");
const answers = join(folder, "calibration.casebook.judge.jsonl");
const engine = testEngine();

const source = `from: responses
sample: 40
strata: topic
rubric: rubric-v2.yaml
compare: rubric-v1.yaml
model: kestrel-2
`;

interface Judged {
  readonly item: string;
  readonly dimension: string;
  readonly score: number | string;
  readonly reason: string;
}

/** The first verdict on each item and dimension. */
function verdictsOf(version: string): ReadonlyMap<string, Judged> {
  const lines = readFileSync(join(folder, `judge-v${version}.jsonl`), "utf8")
    .trim()
    .split("\n");
  const all = lines.map((line) => JSON.parse(line) as Judged);
  return new Map(all.reverse().map((judged) => [`${judged.item} ${judged.dimension}`, judged]));
}

test("the sample's stored answers are its judge's verdicts, and replay without anybody being asked", async () => {
  const session = await Session.create(await engine(), [], readSource);
  const responses = join(folder, "responses.jsonl");
  await session.importFiles([nodeSource(responses, statSync(responses).size, "responses.jsonl")]);
  const spec = judge.parse(source);
  const around = { engine: session.engine, files: filesOf(cliHost(), notebook) };
  const plan = await makePlan(spec, { ...around, signal: new AbortController().signal });
  const { rubric, compared, items } = plan;
  if (!compared) throw new Error("nothing is compared");
  const linesOf = (calls: readonly JudgeCall[], by: Rubric) => {
    const verdicts = verdictsOf(by.version);
    return calls.map(({ key, item, request }) => {
      const said = by.dimensions.map(({ name }) => {
        const judged = verdicts.get(`${items[item]?.id} ${name}`);
        return [name, { reasoning: judged?.reason, score: judged?.score }] as const;
      });
      const text = JSON.stringify(Object.fromEntries(said));
      const input = Math.ceil(request.messages.reduce((sum, { content }) => sum + content.length, 0) / 4);
      const usage = { input, output: Math.ceil(text.length / 4), cached: 0 };
      const answer = { text, refusal: null, finish: "stop", usage, model: "kestrel-2", fingerprint: null };
      return JSON.stringify({ key, at: `2026-06-0${by.version === "1" ? 1 : 8}T09:00:00.000Z`, answer });
    });
  };
  const lines = [
    ...[rubricLine(compared), ...linesOf(plan.comparedCalls, compared)],
    ...[rubricLine(rubric), ...linesOf(plan.calls, rubric)],
  ];
  const written = `${lines.join("\n")}\n`;
  if (process.env.CASEBOOK_WRITE_ANSWERS) writeFileSync(answers, written);
  expect(readFileSync(answers, "utf8")).toBe(written);

  const result = await evaluate(spec, cellContext({ name: "rubrics", ...around }));
  expect(result).toMatchObject({ calls: 40, judged: 40, unreadableLines: 0, comparison: { missing: 0 } });
  expect(result.dimensions.every(({ unreadable }) => unreadable === 0)).toBe(true);
  const faithfulness = result.comparison?.dimensions.find(({ name }) => name === "faithfulness");
  expect(faithfulness?.changed).toBeGreaterThan(5);
  expect(faithfulness?.difference?.value).toBeLessThan(0);
});
