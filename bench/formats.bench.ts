import { readFileSync, statSync } from "node:fs";
import { beforeAll, expect, test } from "vitest";
import { nodeSource } from "../main/cli/node-source.ts";
import type { Hash, ImportCounts } from "../src/importers/importer.ts";
import { readSource } from "../src/importers/read.ts";
import { useParquet } from "../tests/support/parquet.ts";
import { otherFiles } from "./format-binary.ts";
import { type FormatFile, formatFile, formatFiles, jsonTexts, otherFile } from "./format-files.ts";
import { median, report } from "./report.ts";

// How fast each importer makes rows of a large file, from the disk to Arrow batches, beside plain JSON.parse of the same
// file: read, decoded and parsed; and beside JSON.parse alone of its text. All by processor time, since that depends
// less on what else the machine does. The file's SHA-256 is left out: in the page it has a thread of its own.

const rounds = 5;
/** All of them, or only those named in CASEBOOK_BENCH_FORMATS, with commas between. */
const chosen = process.env.CASEBOOK_BENCH_FORMATS?.split(",");
const isChosen = ({ name }: { readonly name: string }) => chosen?.includes(name) ?? true;
beforeAll(useParquet);

const noHash: Hash = { update: () => {}, digest: () => "" };

test.each(formatFiles.filter(isChosen))("$name", async (file) => {
  const path = await formatFile(file);
  const ours: number[] = [];
  const whole: number[] = [];
  const alone: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const { read, parsed } = parseAll(file, path);
    whole.push(speed(path, read + parsed));
    alone.push(speed(path, parsed));
    ours.push(await importing(path, file.format));
  }
  const figure = { unit: "MB/s", ours: median(ours), n: rounds } as const;
  const target = { least: 1 / 3, of: "ratio" } as const;
  report({ ...figure, name: file.name, peer: median(whole), peerIs: "file to JSON.parse", target });
  report({ ...figure, name: `${file.name}, text`, peer: median(alone), peerIs: "JSON.parse alone", target });
});

test.each(otherFiles.filter(isChosen))("$name", async (file) => {
  const path = await otherFile(file);
  const ours: number[] = [];
  for (let round = 0; round < rounds; round += 1) ours.push(await importing(path, file.format));
  report({ name: file.name, unit: "MB/s", ours: median(ours), peer: null, n: rounds });
});

async function importing(path: string, format: string): Promise<number> {
  const before = process.cpuUsage();
  const counts = await imported(path);
  const seconds = secondsSince(before);
  expect(counts).toMatchObject({ format, lost: 0 });
  expect(counts.records).toBeGreaterThan(0);
  return speed(path, seconds);
}

async function imported(path: string): Promise<ImportCounts> {
  const options = { signal: new AbortController().signal, sha256: () => noHash };
  for await (const message of readSource(nodeSource(path, statSync(path).size, path), options))
    if (message.type === "done") return message.counts;
  throw new Error(`${path}: reading did not end`);
}

function parseAll(file: FormatFile, path: string): { read: number; parsed: number } {
  const start = process.cpuUsage();
  const content = readFileSync(path, "utf8");
  const read = secondsSince(start);
  const texts = jsonTexts(file, content);
  const before = process.cpuUsage();
  for (const text of texts) JSON.parse(text);
  return { read, parsed: secondsSince(before) };
}

/** Megabytes a second. */
function speed(path: string, seconds: number): number {
  return statSync(path).size / 1e6 / seconds;
}

function secondsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}
