import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, it, vi } from "vitest";
import { testFolder } from "../../support/folder.ts";
import { nbformatProblems } from "../../support/nbformat.ts";

// The command as its user runs it: a notebook is locked, its data and code change, and it says what differs.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });
const folder = testFolder();
const script = resolve("tools", "casebook.mjs");
const fence = "```";
const notebook = (sql: string) => `---
casebook: 1
title: Steps
sources:
  - steps.csv
prices: prices.yaml
---

${fence}sql cell=slow
${sql}
${fence}

${fence}sql cell=names
select name from slow
${fence}
`;
const prices = (input: number) => `prices: [{model: ours, input: ${input}, output: 2}]\n`;
const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
const read = (name: string) => readFileSync(join(folder, name), "utf8");

function casebook(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [script, ...args], { cwd: folder });
    let [out, err] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text) => (out += text));
    child.stderr.setEncoding("utf8").on("data", (text) => (err += text));
    child.once("error", fail);
    child.once("close", (code) => done({ code, out, err }));
  });
}

it("locks a run, finds it the same, and then tells data, code and missing files apart", async () => {
  const first = "select name, p95 from steps order by p95 desc";
  write("n.casebook.md", notebook(first));
  write("steps.csv", "name,p95\nquery,131.25\nplan,4.5\n");
  write("prices.yaml", prices(1));
  const without = await casebook("verify", "n.casebook.md");
  expect([without.code, without.out]).toEqual([1, ""]);
  expect(without.err).toContain("n.casebook.lock.json: there is no lockfile to compare with; save the notebook");

  const locked = await casebook("verify", "n.casebook.md", "--update");
  expect([locked.code, locked.out, locked.err]).toEqual([0, "", ""]);
  expect(existsSync(join(folder, "n.casebook.lock.json"))).toBe(true);
  const same = await casebook("verify", "n.casebook.md");
  const sameLines = ["source\tsteps.csv", "source\tprices.yaml", "cell\tslow", "cell\tnames"]
    .map((line) => `${line}\tsame\n`)
    .join("");
  expect([same.code, same.out]).toEqual([0, sameLines]);

  write("steps.csv", "name,p95\nquery,140\nplan,4.5\n");
  write("prices.yaml", prices(1.5));
  const data = await casebook("verify", "n.casebook.md", "--json");
  const said = JSON.parse(data.out);
  expect([data.code, said.same]).toEqual([1, false]);
  expect(said.sources).toMatchObject([
    { name: "steps.csv", verdict: "changed", causes: ["data"] },
    { name: "prices.yaml", verdict: "changed", causes: ["data"], note: "its prices differ" },
  ]);
  expect(said.cells).toMatchObject([
    { name: "slow", verdict: "changed", causes: ["data"] },
    { name: "names", verdict: "same", causes: [] },
  ]);

  write("steps.csv", "name,p95\nquery,131.25\nplan,4.5\n");
  write("prices.yaml", prices(1));
  write("n.casebook.md", notebook("select name from steps where p95 > 100"));
  const code = await casebook("verify", "n.casebook.md");
  expect(code.code).toBe(1);
  expect(code.out).toContain("cell\tslow\tchanged (code): its source differs\n");
  expect(code.out).toContain("cell\tnames\tchanged (code): it reads slow, whose source differs\n");

  for (const name of ["steps.csv", "prices.yaml"]) rmSync(join(folder, name));
  const missing = await casebook("verify", "n.casebook.md");
  expect(missing.code).toBe(1);
  expect(missing.out).toContain("source\tsteps.csv\tcannot re-run: the file is not there\n");
  expect(missing.out).toMatch(/source\tprices\.yaml\tcannot re-run: the prices are not used: .*no such file/);
  expect(missing.out).toMatch(/cell\tslow\tcannot re-run: .*steps/);
});

it("writes a report, a Jupyter notebook and Markdown from one run", async () => {
  write("steps.csv", "name,p95\nquery,131.25\nplan,4.5\n");
  write("prices.yaml", prices(1));
  write(
    "forms.casebook.md",
    `${notebook("select name, p95 from steps")}\n${fence}yaml cell=it kind=finding\nof: slow\nkey: [name]\nrows: [{name: query, p95: 131.25}]\nnote: Waits.\n${fence}\n`,
  );
  const ran = await casebook("run", "forms.casebook.md", "--out", "r.html", "--ipynb", "r.ipynb", "--markdown", "-");
  expect([ran.code, ran.err]).toEqual([0, ""]);
  expect(ran.out).toContain("1. Waits. (Holds: the row is what it was)");
  expect(ran.out).toContain("| query | 131.25 |");
  expect(nbformatProblems(JSON.parse(read("r.ipynb")))).toEqual([]);
  const html = read("r.html");
  expect(html).not.toMatch(/<script|@import|<link/);
  expect(html).toMatch(/@media screen and \(prefers-color-scheme: ?dark\)/);
  expect(html).not.toMatch(/@media \(prefers-color-scheme/);
  expect(html).toContain(".report-findings");
  expect(html).toMatch(/steps\.csv.*[0-9a-f]{64}/s);
});
