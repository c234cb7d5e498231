// npm test: installs what is missing, then runs every check and every test there is. Ends with "N passed, N failed".
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { findChromium } from "./chromium.mjs";
import { add, allSkipped, exitCode, fromPlaywright, fromVitest, nothing, single, summaryLine } from "./results.mjs";
import { buildAll, prepare, root, runScript } from "./setup.mjs";
import { projects, typecheck } from "./typecheck.mjs";

const reports = mkdtempSync(join(tmpdir(), "casebook-reports-"));

function main() {
  prepare({ build: false });
  let total = nothing;
  const take = (title, run) => {
    console.log(`\n── ${title}`);
    total = add(total, run());
  };
  take("format and lint", () => single("biome check", runScript("@biomejs/biome/bin/biome", ["check", "."]) === 0));
  for (const project of projects) take(`types: ${project}`, () => single(`tsc -p ${project}`, typecheck(project)));
  take("build", () => single("npm run build", buildAll() === 0));
  take("unit tests", runVitest);
  take("browser tests", runPlaywright);
  conclude(total);
}

function runVitest() {
  const file = join(reports, "vitest.json");
  const args = ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  return fromVitest(...finished(file, () => runScript("vitest/vitest.mjs", args)));
}

function runPlaywright() {
  const chromium = findChromium();
  if (!chromium) return allSkipped(countSpecs(), noChromium);
  console.log(`Using ${chromium}`);
  const file = join(reports, "playwright.json");
  const env = { CASEBOOK_CHROMIUM: chromium, PLAYWRIGHT_JSON_OUTPUT_NAME: file };
  const args = ["test", "--reporter=list,json"];
  return fromPlaywright(...finished(file, () => runScript("@playwright/test/cli.js", args, { env })));
}

const noChromium =
  "EVERY BROWSER TEST: no Chromium was found. Install Chromium, Chrome or Edge, or name one in CASEBOOK_CHROMIUM.";

function finished(file, run) {
  const status = run();
  try {
    return [JSON.parse(readFileSync(file, "utf8")), status];
  } catch {
    return [null, status];
  }
}

function countSpecs() {
  const script = join(root, "node_modules", "@playwright", "test", "cli.js");
  const options = { cwd: root, encoding: "utf8" };
  const { stdout } = spawnSync(process.execPath, [script, "test", "--list", "--reporter=list"], options);
  const counted = Number(/Total: (\d+) tests?/.exec(stdout ?? "")?.[1] ?? 0);
  return counted || readdirSync(join(root, "tests", "e2e")).filter((name) => name.endsWith(".spec.ts")).length;
}

function conclude(total) {
  rmSync(reports, { recursive: true, force: true });
  if (total.skips.length) console.log(`\n── skipped\n${total.skips.map(readable).join("\n")}`);
  if (total.failures.length) console.log(`\n── failed\n${total.failures.map(readable).join("\n")}`);
  console.log(`\n${summaryLine(total)}`);
  process.exitCode = exitCode(total);
}

function readable(failure) {
  const [name, ...message] = stripVTControlCharacters(failure).replaceAll(root, ".").split("\n");
  const lines = message.filter((line) => line.trim() && !/^\s+at .*node_modules/.test(line));
  return [`  ${name}`, ...lines.slice(0, 12).map((line) => `    ${line}`)].join("\n");
}

main();
