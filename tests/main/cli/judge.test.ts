import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { readCommand } from "../../../main/cli/arguments.ts";
import { runJudge } from "../../../main/cli/judge.ts";
import { runNotebook } from "../../../main/cli/run.ts";
import { createFiles } from "../../../main/files.ts";
import { testFolder } from "../../support/folder.ts";
import { goodAnswer, OpenAiServer } from "../../support/openai-server.ts";
import { qaCsv } from "../../support/qa.ts";

const top = testFolder();
const fence = "```";
const key = "sk-command-0123456789abcdef";
let server: OpenAiServer;
let notebook: string;
let out: string;
let err: string;

beforeEach(async () => {
  const folder = mkdtempSync(join(top, "n-"));
  notebook = join(folder, "plans.casebook.md");
  const cell = `from: qa\nsample: 12\nendpoint: local\nmodel: judge-small\ninput_price: 1\noutput_price: 2`;
  writeFileSync(join(folder, "qa.csv"), qaCsv(12));
  writeFileSync(
    notebook,
    `---\ncasebook: 1\ntitle: Plans\nsources:\n  - qa.csv\n---\n\n${fence}yaml cell=quality kind=judge\n${cell}\n${fence}\n`,
  );
  server = await OpenAiServer.start((body) => ({ ...goodAnswer(body), usage: { input: 1000, output: 500 } }));
  const config = join(folder, "config");
  mkdirSync(config);
  vi.stubEnv("CASEBOOK_CONFIG", config);
  vi.stubEnv("CASEBOOK_KEY_LOCAL", key);
  const host = createFiles({ start: { paths: [], folder, samples: "", version: "" }, config });
  await host.setEndpoint({ name: "local", baseUrl: server.baseUrl, key: null });
  [out, err] = ["", ""];
  vi.spyOn(process.stdout, "write").mockImplementation((text, ...rest) => {
    out += text;
    for (const done of rest) if (typeof done === "function") (done as () => void)();
    return true;
  });
  vi.spyOn(console, "error").mockImplementation((text) => {
    err += `${text}\n`;
  });
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    err += text;
    return true;
  });
});

afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await server.stop();
});

const options = { cell: null, budgetUsd: null, text: false, page: "" };

describe("casebook judge", () => {
  test("sends nothing without a yes: says calls, tokens and cost, and prints what would leave", async () => {
    expect(await runJudge({ ...options, notebook, text: true })).toBe(0);
    expect(server.asked).toHaveLength(0);
    expect(err).toMatch(/quality: 12 calls of judge-small at local \(http:.*about \$0\.\d+, \$0\.\d+ at most/);
    const calls = out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(calls).toHaveLength(12);
    expect(out).not.toContain("@example.com");
    expect(out + err).not.toContain(key);
  });

  test("sends with a yes and a budget, once; afterwards run replays it without key or endpoint", async () => {
    expect(await runJudge({ ...options, notebook, budgetUsd: 1 })).toBe(0);
    expect(server.asked).toHaveLength(12);
    expect(server.asked[0]?.headers.authorization).toBe(`Bearer ${key}`);
    expect(err).toContain("quality: 12 of 12 judged, $0.024 spent");
    err = "";
    expect(await runJudge({ ...options, notebook, budgetUsd: 1 })).toBe(0);
    expect(err).toContain("all 12 judgements are stored; nothing would leave");
    await server.stop();
    vi.stubEnv("CASEBOOK_KEY_LOCAL", "");
    const report = join(notebook, "..", "report.html");
    const forms = { json: "-", out: report, moving: false, ipynb: null, markdown: null };
    expect(await runNotebook(notebook, { ...forms, app: "0", page: "" })).toBe(0);
    const { cells } = JSON.parse(out);
    expect(cells[0]).toMatchObject({ name: "quality", status: "done", result: { calls: 12, judged: 12 } });
    expect(readFileSync(report, "utf8")).toContain("answer-quality 1.0.0");
    expect(out + err + readFileSync(report, "utf8")).not.toContain(key);
    expect(server.asked).toHaveLength(12);
  });

  test("stays within the budget, whatever the cell's own says, and exits with 1", async () => {
    expect(await runJudge({ ...options, notebook, budgetUsd: 0.02 })).toBe(1);
    expect(err).toContain("ended: the budget of 0.02 USD has no room for another call");
    expect(server.asked.length).toBeGreaterThan(0);
    expect(server.asked.length).toBeLessThan(12);
  });

  test("says what is wrong: no such cell, an endpoint that is not set here", async () => {
    await expect(runJudge({ ...options, notebook, cell: "other" })).rejects.toThrow(
      "other: no judge cell of this name",
    );
    writeFileSync(notebook, readFileSync(notebook, "utf8").replace("endpoint: local", "endpoint: elsewhere"));
    expect(await runJudge({ ...options, notebook })).toBe(1);
    expect(err).toContain("quality: endpoint: elsewhere: set it on this computer first");
  });

  test("is understood on the command line", () => {
    expect(readCommand(["judge", "n.casebook.md", "--yes", "--budget", "2.5", "--cell", "quality"])).toEqual({
      ...{ name: "judge", notebook: "n.casebook.md", cell: "quality", text: false, budgetUsd: 2.5 },
    });
    expect(() => readCommand(["judge", "n.casebook.md", "--yes"])).toThrow("--yes and --budget USD go together");
    expect(() => readCommand(["judge", "n.casebook.md", "--budget", "1"])).toThrow("go together");
    expect(() => readCommand(["judge", "n.casebook.md", "--yes", "--budget", "much"])).toThrow("an amount in USD");
    expect(() => readCommand(["run", "n.casebook.md", "--yes"])).toThrow("run has no option --yes");
  });
});
