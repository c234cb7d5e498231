import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { createFiles } from "../../main/files.ts";
import { answersOf } from "../../main/respond.ts";
import { startServer, type WebServer } from "../../main/server.ts";
import { webHost } from "../../renderer/hosts/web.ts";
import { storeNotebook } from "../../renderer/stored-notebook.ts";
import { cellKinds } from "../../src/cells/index.tsx";
import type { PageHost } from "../../src/host.ts";
import { readSource } from "../../src/importers/read.ts";
import { Session } from "../../src/notebook/session.ts";
import { testEngine } from "../support/engine.ts";
import { testFolder } from "../support/folder.ts";

const engine = testEngine();
const folder = mkdtempSync(join(testFolder(), "save-as-"));
let server: WebServer;
let host: PageHost;

beforeAll(async () => {
  const start = { paths: [], folder, samples: folder, version: "1" };
  const site = { page: folder, host: createFiles({ start, config: join(folder, "config") }) };
  server = await startServer({ ...answersOf(site), port: 0 });
  vi.stubGlobal("document", { baseURI: server.url });
  host = webHost();
});

afterAll(async () => {
  await server.close();
  vi.unstubAllGlobals();
});

const text = `---
title: Plans
---

\`\`\`yaml cell=labels kind=label
rubric: rubrics/strict.yaml
also: [ben.labels.jsonl, ../far.labels.jsonl]
\`\`\`

\`\`\`yaml cell=judged kind=judge
rubric: default
compare: rubrics/older.yml
\`\`\`

\`\`\`yaml cell=broken kind=judge
rubric: [
\`\`\`
`;

const files: Readonly<Record<string, string>> = {
  "a/plans.casebook.labels.jsonl": "mine\n",
  "a/plans.casebook.judge.jsonl": "answers\n",
  "a/ben.labels.jsonl": "his\n",
  "a/rubrics/strict.yaml": "name: strict\n",
  "a/rubrics/older.yml": "name: older\n",
  "a/rubrics/other.yaml": "nobody names it\n",
  "far.labels.jsonl": "far\n",
};

it("what lies beside a notebook goes with it, and nothing that is there is replaced", async () => {
  mkdirSync(join(folder, "a", "rubrics"), { recursive: true });
  mkdirSync(join(folder, "b"));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  writeFileSync(join(folder, "b", "ben.labels.jsonl"), "another Ben's\n");
  const session = await Session.create(await engine(), cellKinds, readSource);
  await session.open(text);
  const to = join(folder, "b", "copy.casebook.md");
  const from = join(folder, "a", "plans.casebook.md");
  const { problems } = await storeNotebook(host, session, { from, to, dropped: new Map(), mayCopy: async () => false });
  const read = (name: string) => readFileSync(join(folder, "b", name), "utf8");
  expect(read("copy.casebook.labels.jsonl")).toBe("mine\n");
  expect(read("copy.casebook.judge.jsonl")).toBe("answers\n");
  expect([read("rubrics/strict.yaml"), read("rubrics/older.yml")]).toEqual(["name: strict\n", "name: older\n"]);
  expect(existsSync(join(folder, "b", "rubrics", "other.yaml"))).toBe(false);
  expect(read("ben.labels.jsonl")).toBe("another Ben's\n");
  expect(problems).toEqual([
    expect.stringMatching(/^\.\.\/far\.labels\.jsonl: does not lie below the notebook/),
    expect.stringMatching(/^ben\.labels\.jsonl: another one was there already and was left as it is/),
  ]);

  const again = await storeNotebook(host, session, { from: to, to, dropped: new Map(), mayCopy: async () => false });
  expect(again.problems).toEqual([]);
});
