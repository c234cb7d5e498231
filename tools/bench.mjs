// npm run bench [-- NAME…] [--spans N]: runs the benchmarks one after another, prints a table of their figures and
// writes it to bench/results/latest.json. Names: those in the page (bench/page.bench.ts) and of the other files there.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { prepare, root, runScript } from "./setup.mjs";

const page = readFileSync(join(root, "bench", "page.bench.ts"), "utf8");
const inPage = [...new Set(Array.from(page.matchAll(/^bench\("(.*?)"/gm), ([, name]) => name))];
const files = readdirSync(join(root, "bench")).flatMap((file) => /^(.*)\.bench\.ts$/.exec(file)?.[1] ?? []);
const names = [...inPage, ...files.filter((name) => name !== "page")];
const results = join(root, "bench", "results");

function main() {
  const { values, positionals } = parseArgs({
    options: { spans: { type: "string", default: "1000000" } },
    allowPositionals: true,
  });
  const spans = Number(values.spans);
  if (!Number.isInteger(spans) || spans < 1000) throw new Error(`--spans: not a number from 1000 up: ${values.spans}`);
  const unknown = positionals.find((name) => !names.includes(name));
  if (unknown) throw new Error(`no benchmark has this name: ${unknown} (there are ${names.join(", ")})`);
  prepare();
  const folder = mkdtempSync(join(tmpdir(), "casebook-figures-"));
  const file = join(folder, "figures.jsonl");
  const before = loadavg();
  const wanted = positionals.length ? positionals : names;
  const env = {
    CASEBOOK_BENCH_SPANS: String(spans),
    CASEBOOK_BENCH_NAMES: wanted.join(" "),
    CASEBOOK_BENCH_FIGURES: file,
  };
  const chosen = [...new Set(wanted.map((name) => `${inPage.includes(name) ? "page" : name}.bench.ts`))];
  const config = join(root, "bench", "vitest.config.ts");
  const status = runScript("vitest/vitest.mjs", ["run", "--config", config, ...chosen], { env });
  const figures = readFigures(file);
  rmSync(folder, { recursive: true, force: true });
  conclude({ spans, machine: machine(before), figures });
  process.exitCode = status === 0 ? 0 : 1;
}

function readFigures(file) {
  try {
    return readFileSync(file, "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
  } catch (error) {
    if (error.code === "ENOENT") return [];
    throw error;
  }
}

function machine(before) {
  const [load] = before;
  return { node: process.version, cores: availableParallelism(), cpu: cpus()[0]?.model ?? "", load };
}

function conclude(run) {
  if (run.figures.length === 0) return;
  mkdirSync(results, { recursive: true });
  writeFileSync(join(results, "latest.json"), `${JSON.stringify({ at: new Date().toISOString(), ...run }, null, 2)}\n`);
  const { machine: on, spans } = run;
  console.log(
    `\n${spans.toLocaleString("en")} spans; ${on.cores} cores, ${on.cpu}; load ${on.load.toFixed(1)} before; Node ${on.node}\n`,
  );
  printTable(run.figures);
}

const columns = {
  benchmark: ({ name }) => name,
  ours: ({ ours, unit }) => amount(ours, unit),
  peer: ({ peer, unit }) => (peer === null ? "–" : amount(peer, unit)),
  ratio: (figure) => (figure.peer === null ? "–" : `${ratio(figure).toFixed(2)}×`),
  target: ({ target, unit }) => (target ? wanted(target, unit) : "–"),
  met: (figure) => (figure.target ? (isMet(figure) ? "yes" : "NO") : ""),
  n: ({ n }) => String(n),
  "the peer": ({ peerIs }) => peerIs ?? "",
};

function printTable(figures) {
  const rows = [Object.keys(columns), ...figures.map((figure) => Object.values(columns).map((cell) => cell(figure)))];
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  for (const row of rows) {
    const cells = row.map((text, column) =>
      column > 0 && column < 5 ? text.padStart(widths[column]) : text.padEnd(widths[column]),
    );
    console.log(cells.join("  ").trimEnd());
  }
}

function ratio({ ours, peer }) {
  return ours / peer;
}

function wanted({ of, most, least }, unit) {
  const limit = most ?? least;
  return `${most === undefined ? "≥" : "≤"} ${of === "ratio" ? `${Number(limit.toFixed(2))}×` : amount(limit, unit)}`;
}

function isMet(figure) {
  const { target, ours } = figure;
  const value = target.of === "ratio" ? ratio(figure) : ours;
  return value <= (target.most ?? Infinity) && value >= (target.least ?? 0);
}

function amount(value, unit) {
  const digits = value < 10 ? 1 : 0;
  return `${value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits })} ${unit}`;
}

try {
  main();
} catch (error) {
  console.error(`bench: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 2;
}
