// Makes a clone runnable: checks Node, installs packages, builds. Used by every command; needs nothing but Node.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Where the user is: npm runs its scripts in the project's folder and tells the other one. */
export function callerFolder() {
  return process.cwd() === root ? (process.env.INIT_CWD ?? root) : process.cwd();
}

const oldest = [20, 19, 0];

/** Ends the process with a clear word when this Node is too old. */
export function requireNode(version = process.versions.node) {
  if (isNewEnough(version)) return;
  console.error(`Casebook needs Node ${oldest.join(".")} or newer; this is Node ${version}. See https://nodejs.org.`);
  process.exit(1);
}

export function isNewEnough(version) {
  const parts = version.split(".").map((part) => Number.parseInt(part, 10));
  const different = oldest.findIndex((part, index) => part !== parts[index]);
  return different < 0 || parts[different] > oldest[different];
}

/**
 * Installs packages when they are missing or not those of package-lock.json, then builds when a source is newer.
 * `out` is the stream number for what they print: 1, or 2 where standard output belongs to a result.
 */
export function prepare({ out = 1, build = true } = {}) {
  requireNode();
  const say = (text) => (out === 1 ? console.log(text) : console.error(text));
  if (isInstalled(root) && (!build || isBuilt())) return;
  withLock(join(root, ".cache", "setup.lock"), () => {
    if (!isInstalled(root)) {
      say("Installing packages (about a minute) …");
      must(runNpm(["ci", "--include=dev", "--no-audit", "--no-fund"], out), "npm ci failed: see its message above");
    }
    if (build && !isBuilt()) {
      say("Building …");
      must(buildAll(out), "the build failed: see its message above");
    }
  });
}

function must(status, message) {
  if (status === 0) return;
  console.error(`Casebook: ${message}.`);
  process.exit(1);
}

/** True when node_modules holds what package-lock.json asks for. Optional packages for other platforms may be absent. */
export function isInstalled(folder) {
  const wanted = readJson(join(folder, "package-lock.json"))?.packages;
  const present = readJson(join(folder, "node_modules", ".package-lock.json"))?.packages;
  if (!wanted || !present) return false;
  return Object.entries(wanted).every(([path, { version, optional, devOptional }]) => {
    if (path === "") return true;
    const found = present[path];
    return found ? found.version === version : Boolean(optional || devOptional);
  });
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return null;
  }
}

export function runNpm(args, out = 1) {
  const script = npmScript();
  const [command, all] = script ? [process.execPath, [script, ...args]] : ["npm", args];
  const shell = !script && process.platform === "win32";
  return spawnSync(command, all, { cwd: root, stdio: ["ignore", out, 2], shell }).status ?? 1;
}

function npmScript() {
  const folder = dirname(process.execPath);
  const places = [
    basename(process.env.npm_execpath ?? "") === "npm-cli.js" ? process.env.npm_execpath : "",
    join(folder, "..", "lib", "node_modules", "npm", "bin", "npm-cli.js"),
    join(folder, "node_modules", "npm", "bin", "npm-cli.js"),
  ];
  return places.find((place) => place && existsSync(place));
}

/** Runs a package's own script with this Node: no shell, no .cmd files. */
export function runScript(script, args, { out = 1, env = {} } = {}) {
  const options = { cwd: root, stdio: ["ignore", out, 2], env: { ...process.env, ...env } };
  return spawnSync(process.execPath, [join(root, "node_modules", script), ...args], options).status ?? 1;
}

const stamp = join(root, "dist", "built-from");

/** Builds the page, the main process and the preload script; 0 when all went well. */
export function buildAll(out = 1) {
  const sources = sourcesHash(root);
  rmSync(stamp, { force: true });
  for (const mode of ["production", "main", "preload"]) {
    const args = ["build", "--mode", mode, "--logLevel", "warn"];
    const status = runScript("vite/bin/vite.js", args, { out, env: { NODE_ENV: "production" } });
    if (status !== 0) return status;
  }
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, sources);
  return 0;
}

function isBuilt() {
  return existsSync(stamp) && readFileSync(stamp, "utf8") === sourcesHash(root);
}

/** One hash over everything that a build reads: clocks and checkouts cannot fool it. */
export function sourcesHash(folder) {
  const hash = createHash("sha256");
  for (const part of ["src", "renderer", "main", "vite.config.ts", "package-lock.json"]) {
    for (const file of filesBelow(join(folder, part))) {
      hash.update(relative(folder, file).replaceAll("\\", "/")).update("\0").update(readFileSync(file)).update("\0");
    }
  }
  return hash.digest("hex");
}

function filesBelow(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesBelow(join(path, name)));
}

/** Lets one process at a time install and build in this folder. A lock whose owner is gone does not count. */
export function withLock(path, work) {
  mkdirSync(dirname(path), { recursive: true });
  while (!takeLock(path)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  try {
    return work();
  } finally {
    rmSync(path, { force: true });
  }
}

function takeLock(path) {
  try {
    writeFileSync(path, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
  }
  if (!isHeld(path)) rmSync(path, { force: true });
  return false;
}

function isHeld(path) {
  try {
    const owner = Number(readFileSync(path, "utf8"));
    if (owner === 0) return Date.now() - statSync(path).mtimeMs < 5000;
    process.kill(owner, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}
