// Finds a Chromium for the browser tests, installing Debian's where that is possible, and for scripts of the headless run.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** The path of a browser that starts, or null. `say` gets one line when one has to be installed. */
export function findChromium({ env = process.env, platform = process.platform, say = console.log } = {}) {
  if (env.CASEBOOK_CHROMIUM) {
    if (works(env.CASEBOOK_CHROMIUM, platform)) return env.CASEBOOK_CHROMIUM;
    say(`CASEBOOK_CHROMIUM does not name a browser that starts: ${env.CASEBOOK_CHROMIUM}`);
  }
  const find = () => chromiumPlaces(env, platform).find((path) => works(path, platform));
  const found = find();
  if (found || !installFromDebian(platform, say)) return found ?? null;
  return find() ?? null;
}

/** Where a browser is on this computer, best first. Whether it starts is not tried, which takes a while. */
export function chromiumPlaces(env = process.env, platform = process.platform) {
  return [...systemPlaces(env, platform), ...playwrightPlaces(env, platform)].filter((path) => existsSync(path));
}

export function systemPlaces(env, platform) {
  if (platform === "darwin") {
    const names = ["Google Chrome", "Chromium", "Microsoft Edge"];
    return names.flatMap((name) =>
      ["/Applications", join(homedir(), "Applications")].map((top) => `${top}/${name}.app/Contents/MacOS/${name}`),
    );
  }
  if (platform === "win32") {
    const tops = [env.PROGRAMFILES, env["PROGRAMFILES(X86)"], env.LOCALAPPDATA].filter(Boolean);
    const programs = ["Google\\Chrome\\Application\\chrome.exe", "Chromium\\Application\\chrome.exe"];
    return [...programs, "Microsoft\\Edge\\Application\\msedge.exe"].flatMap((name) =>
      tops.map((top) => `${top}\\${name}`),
    );
  }
  const names = ["chromium", "google-chrome-stable", "google-chrome", "chromium-browser", "microsoft-edge"];
  return names.flatMap((name) => ["/usr/bin", "/usr/local/bin", "/snap/bin"].map((folder) => `${folder}/${name}`));
}

const playwrightBinaries = {
  linux: ["chrome-linux64/chrome", "chrome-linux/chrome"],
  darwin: [
    "chrome-mac-arm64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing",
    "chrome-mac-x64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing",
    "chrome-mac/Chromium.app/Contents/MacOS/Chromium",
  ],
  win32: ["chrome-win64/chrome.exe", "chrome-win/chrome.exe"],
};

/** Where Playwright keeps the browsers that it installed itself, newest first. */
export function playwrightPlaces(env, platform) {
  const folders = {
    darwin: join(homedir(), "Library", "Caches", "ms-playwright"),
    win32: join(env.LOCALAPPDATA ?? homedir(), "ms-playwright"),
  };
  const folder = env.PLAYWRIGHT_BROWSERS_PATH || (folders[platform] ?? join(homedir(), ".cache", "ms-playwright"));
  if (!existsSync(folder)) return [];
  const revision = (name) => Number(/^chromium-(\d+)$/.exec(name)?.[1] ?? -1);
  const installed = readdirSync(folder).filter((name) => revision(name) >= 0);
  return installed
    .sort((a, b) => revision(b) - revision(a))
    .flatMap((name) => (playwrightBinaries[platform] ?? []).map((binary) => join(folder, name, binary)));
}

// On Windows `--version` opens a window instead of printing.
function works(path, platform) {
  if (!existsSync(path)) return false;
  if (platform === "win32") return true;
  const { status, stdout } = spawnSync(path, ["--version"], { encoding: "utf8", timeout: 30_000 });
  return status === 0 && /\d+\.\d+/.test(stdout);
}

function installFromDebian(platform, say) {
  if (platform !== "linux" || process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return false;
  say("No Chromium found; installing Debian's with apt-get …");
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const run = (...args) => spawnSync("apt-get", args, { stdio: ["ignore", "ignore", 2], env, timeout: 900_000 });
  run("-qq", "update");
  return run("-qq", "install", "-y", "chromium").status === 0;
}
