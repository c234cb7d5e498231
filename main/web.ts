import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { createFiles } from "./files.ts";
import { configFolder, programFolder, slowCellSeconds } from "./places.ts";
import { answersOf } from "./respond.ts";
import { startServer } from "./server.ts";

const usage = "usage: web.js [--port N] [--folder FOLDER] [--until-input-ends] [FILES…]";

interface Options {
  /** Null for the usual one or, when that is taken, any free one. */
  readonly port: number | null;
  readonly folder: string;
  readonly paths: readonly string[];
  /** Stop when standard input ends: when the program that started this one is gone, however it went. */
  readonly untilInputEnds: boolean;
}

function readOptions(args: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: {
      port: { type: "string" },
      folder: { type: "string", default: "." },
      "until-input-ends": { type: "boolean", default: false },
    },
    allowPositionals: true,
  });
  const port = values.port === undefined ? null : portNumber(values.port);
  const paths = positionals.map((path) => resolve(path));
  return { port, folder: resolve(values.folder), paths, untilInputEnds: values["until-input-ends"] };
}

function portNumber(text: string): number {
  if (!/^\d+$/.test(text) || Number(text) > 65_535) throw new Error(`--port: not a port number: ${text}`);
  return Number(text);
}

function programVersion(root: string): string {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  return version;
}

async function main(options: Options): Promise<void> {
  const root = programFolder(fileURLToPath(import.meta.url));
  const start = {
    paths: options.paths,
    folder: options.folder,
    samples: join(root, "sample-data"),
    version: programVersion(root),
    slowCellSeconds: slowCellSeconds(),
  };
  const host = createFiles({ start, config: configFolder() });
  const site = { page: join(root, "dist", "renderer"), host };
  const server = await startServer({ ...answersOf(site), port: options.port });
  console.log(`Casebook is at ${server.url}`);
  const stop = () => void server.close().then(() => process.exit(0));
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  if (options.untilInputEnds) process.stdin.on("end", stop).on("error", stop).resume();
}

let options: Options | undefined;
try {
  options = readOptions(process.argv.slice(2));
} catch (error) {
  console.error(`${error instanceof Error ? error.message : error}\n${usage}`);
  process.exitCode = 2;
}
if (options) {
  main(options).catch((error) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}
