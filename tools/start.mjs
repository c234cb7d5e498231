// npm start: makes the clone runnable, then opens Casebook in an Electron window or, failing that, in the browser.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import util from "node:util";
import { openBrowser } from "./browser.mjs";
import { findElectron } from "./electron.mjs";
import { callerFolder, prepare, requireNode, root } from "./setup.mjs";

const usage = `usage: npm start [-- [--web] [--port N] [--no-open] FILES…]

Opens Casebook, with the given files, folders or notebook.
  --web       in the default browser, even where Electron is there
  --port N    in the browser, served on this port of 127.0.0.1 (default: 22732, or any free one)
  --no-open   in the browser, but only print the address`;

/** Reads the command line. @throws Error in plain words */
export function readArguments(args, cwd) {
  const options = { web: {}, port: { type: "string" }, "no-open": {}, help: {} };
  for (const name of ["web", "no-open", "help"]) options[name] = { type: "boolean", default: false };
  const { values, positionals } = util.parseArgs({ args, options, allowPositionals: true });
  if (values.port !== undefined && !(/^\d{1,5}$/.test(values.port) && Number(values.port) < 65536)) {
    throw new Error(`--port: not a port number: ${values.port}`);
  }
  const paths = positionals.map((path) => resolve(cwd, path));
  const missing = values.help ? undefined : paths.find((path) => !existsSync(path));
  if (missing) throw new Error(`${missing}: there is no such file or folder`);
  return { ...values, paths, asked: askedForWeb(values) };
}

function askedForWeb(values) {
  const option = ["web", "port", "no-open"].find((name) => values[name]);
  return option ? `--${option} was given` : null;
}

async function main() {
  requireNode();
  const cwd = callerFolder();
  const options = readOrExit(process.argv.slice(2), cwd);
  prepare();
  if (options.asked) return runWeb(options, cwd, options.asked);
  const electron = findElectron({ root, say: console.log });
  if (electron.reason) return runWeb(options, cwd, electron.reason);
  const failure = await runElectron(electron.binary, options.paths, cwd);
  if (failure) return runWeb(options, cwd, failure);
}

function readOrExit(args, cwd) {
  try {
    const options = readArguments(args, cwd);
    if (!options.help) return options;
    console.log(usage);
    process.exit(0);
  } catch (error) {
    console.error(`${error.message}\n\n${usage}`);
    process.exit(2);
  }
}

/** Runs Electron to its end; says why when it did not even come up. */
async function runElectron(binary, paths, cwd) {
  console.log("Opening Casebook in an Electron window.");
  const started = Date.now();
  const { code, signal, error, stopped } = await runChild(binary, [root, ...paths], cwd);
  if (error) return `Electron could not be started (${error.message})`;
  if (code !== 0 && !stopped && Date.now() - started < 15_000) return `Electron ended at once (${signal ?? code})`;
  process.exitCode = code ?? 0;
  return null;
}

async function runWeb({ port, paths, "no-open": noOpen }, cwd, reason) {
  console.log(`Casebook runs in the browser, because ${reason}.`);
  const args = [
    join(root, "dist", "main", "web.js"),
    "--until-input-ends",
    "--folder",
    cwd,
    ...(port ? ["--port", port] : []),
    "--",
    ...paths,
  ];
  let browser;
  const { code, error } = await runChild(process.execPath, args, cwd, (line) => {
    console.log(line);
    const [url] = /http:\S+/.exec(line) ?? [];
    if (!url) return;
    if (!noOpen) browser = openBrowser(url, join(root, "dist"), console.log);
    console.log("Press Ctrl+C to stop.");
  });
  browser?.close();
  if (error) console.error(`Casebook could not be started: ${error.message}`);
  process.exitCode = error ? 1 : (code ?? 0);
}

const stops = ["SIGINT", "SIGTERM", "SIGHUP"];

/** Runs a program until it ends, passing on every request to stop. */
function runChild(command, args, cwd, onLine) {
  const child = spawn(command, args, {
    cwd,
    stdio: onLine ? ["pipe", "pipe", "inherit"] : ["ignore", "inherit", "inherit"],
  });
  let stopped = false;
  const pass = (signal) => {
    stopped = true;
    child.kill(signal);
  };
  for (const signal of stops) process.on(signal, pass);
  if (onLine) readLines(child.stdout, onLine);
  return new Promise((done) => {
    const end = (result) => {
      for (const signal of stops) process.off(signal, pass);
      done({ ...result, stopped });
    };
    child.once("error", (error) => end({ error }));
    child.once("close", (code, signal) => end({ code, signal }));
  });
}

function readLines(stream, onLine) {
  let rest = "";
  stream.setEncoding("utf8").on("data", (text) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) onLine(line);
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await main();
