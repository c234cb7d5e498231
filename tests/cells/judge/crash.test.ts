import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createFiles } from "../../../main/files.ts";
import { evaluate } from "../../../src/cells/judge/evaluate.ts";
import { judge } from "../../../src/cells/judge/index.tsx";
import { makePlan } from "../../../src/cells/judge/plan.ts";
import type { RunState } from "../../../src/cells/judge/run.ts";
import { cellContext } from "../../../src/notebook/cell-context.ts";
import { bundle } from "../../support/bundle.ts";
import { testStore } from "../../support/engine.ts";
import { testFolder } from "../../support/folder.ts";
import { filesAt, judgedTraces } from "../../support/judge.ts";
import type { ChildJob } from "../../support/judge-child.ts";
import { type ChatBody, goodAnswer, OpenAiServer, type Reply } from "../../support/openai-server.ts";

const engine = testStore();
const folder = testFolder();
const config = join(folder, "config");
const notebook = join(folder, "n.casebook.md");
const host = createFiles({ start: { paths: [], folder, samples: "", version: "" }, config });
const files = filesAt(host, notebook);
const spec = judge.parse("sample: 60\nmodel: judge-small\nendpoint: test\nrepeats: 2");
const key = "sk-crash-0123456789abcdef";
let script: string;
let server: OpenAiServer;

/** Failures that a run has to live with, the same ones each time. */
function moody(body: ChatBody, nth: number): Reply {
  if (body.messages.length === 2) {
    if (nth % 23 === 5) return { type: "status", status: 429, headers: { "retry-after-ms": "30" } };
    if (nth % 29 === 7) return { type: "status", status: 503 };
    if (nth % 31 === 9) return { type: "drop" };
    if (nth % 37 === 11) return { type: "text", text: '{"id": "torn' };
    if (nth % 13 === 3) return { type: "answer", content: "I would give it a 4." };
  }
  return goodAnswer(body);
}

beforeAll(async () => {
  await judgedTraces(await engine(), 100);
  script = await bundle("tests/support/judge-child.ts", folder);
  server = await OpenAiServer.start(moody);
  server.delayMs = 5;
  await host.setEndpoint({ name: "test", baseUrl: server.baseUrl, key });
});

afterAll(() => server.stop());

async function job(): Promise<string> {
  const { calls, rubric } = await makePlan(spec, {
    engine: await engine(),
    files,
    signal: new AbortController().signal,
  });
  expect(calls).toHaveLength(120);
  const path = join(folder, "job.json");
  const told: ChildJob = { config, notebook, endpoint: "test", rubric: rubric.text, calls };
  writeFileSync(path, JSON.stringify(told));
  return path;
}

const bodyKey = (body: ChatBody) => JSON.stringify([body.messages, body.seed]);
const stored = async () =>
  new Set((await files.readLines("judge.jsonl")).map((line) => JSON.parse(line).key as string));

test("a run that is killed half-way, again and again, goes on without repeating a call that was answered", async () => {
  const told = await job();
  for (const killedAfter of [15, 40, 80, 110]) {
    const child = spawn(process.execPath, [script, told], { stdio: ["ignore", "ignore", "inherit"] });
    while (server.asked.length < killedAfter) await new Promise((done) => setTimeout(done, 2));
    child.kill("SIGKILL");
    await once(child, "exit");
  }
  const beforeLast = await stored();
  expect(beforeLast.size).toBeGreaterThan(60);
  const child = spawn(process.execPath, [script, told], { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  child.stdout.on("data", (text) => {
    said += text;
  });
  await once(child, "exit");
  const state = JSON.parse(said) as RunState;
  expect(state).toMatchObject({ phase: "ended", ended: "", done: 120, total: 120, failed: [], unreadable: 0 });

  // Every answer that the server gave whole was given once: but for those on their way at the moment of a kill.
  const answered = server.asked.filter((asked) => asked.answered).map(({ body }) => bodyKey(body));
  const repeated = answered.length - new Set(answered).size;
  expect(repeated).toBeLessThanOrEqual(4 * 4);
  // What was on the disk at the last start was not asked for again.
  expect(state.answered + beforeLast.size).toBe((await stored()).size);
  const lines = (await files.readLines("judge.jsonl")).map((line) => JSON.parse(line).key as string);
  expect(new Set(lines).size).toBe(lines.length);

  const count = server.asked.length;
  const result = await evaluate(spec, cellContext({ name: "judge", engine: await engine(), files }));
  expect(result).toMatchObject({ calls: 120, judged: 120 });
  expect(result.dimensions.map(({ unreadable }) => unreadable)).toEqual([0, 0, 0]);
  expect(server.asked).toHaveLength(count);

  // The key went to the endpoint and stands in the file of the endpoints, and nowhere else.
  expect(server.asked.every(({ headers }) => headers.authorization === `Bearer ${key}`)).toBe(true);
  expect(readFileSync(join(config, "endpoints.json"), "utf8")).toContain(key);
  const answers = readFileSync(join(folder, "n.casebook.judge.jsonl"), "utf8");
  expect(answers + JSON.stringify([result, state, await host.endpoints()])).not.toContain(key);
});
