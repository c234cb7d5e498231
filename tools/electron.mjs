// Finds Electron's binary, fetching it where that is possible, or says in one line why there is none to run.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const fetchLimit = 5 * 60_000;

/** `{binary}`, or `{reason}` that completes "…, because". */
export function findElectron({ root, say, env = process.env, platform = process.platform, uid = process.getuid?.() }) {
  const obstacle = obstacleTo(env, platform, uid);
  if (obstacle) return { reason: obstacle };
  const present = installedBinary(root, env);
  if (present) return { binary: present };
  if (env.ELECTRON_SKIP_BINARY_DOWNLOAD) return { reason: "Electron's binary is not here and may not be fetched" };
  say("Fetching Electron (about 110 MB, at most five minutes; `npm start -- --web` does without) …");
  const failure = fetchBinary(root, env);
  const fetched = installedBinary(root, env);
  return fetched ? { binary: fetched } : { reason: `Electron's binary could not be fetched (${failure})` };
}

function obstacleTo(env, platform, uid) {
  if (platform !== "linux") return null;
  if (!env.DISPLAY && !env.WAYLAND_DISPLAY) return "there is no display for an Electron window";
  if (uid === 0) return "Electron's sandbox does not run as root";
  return null;
}

export function installedBinary(root, env = process.env) {
  try {
    const folder = join(root, "node_modules", "electron");
    const path = join(
      env.ELECTRON_OVERRIDE_DIST_PATH ?? join(folder, "dist"),
      readFileSync(join(folder, "path.txt"), "utf8"),
    );
    return existsSync(path) ? path : null;
  } catch {
    return null;
  }
}

function fetchBinary(root, env) {
  const script = join(root, "node_modules", "electron", "install.js");
  const options = { env, timeout: fetchLimit, encoding: "utf8", stdio: ["ignore", "ignore", "pipe"] };
  const { error, stderr } = spawnSync(process.execPath, [script], options);
  if (error) return error.code === "ETIMEDOUT" ? "it took longer than five minutes" : error.message;
  return (
    stderr
      .split("\n")
      .find((line) => /error/i.test(line))
      ?.replace(/^\w*Error: /, "") ?? "no reason given"
  );
}
