import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A browser without a window, over one page. */
export interface Browser {
  /** Resolves when it is gone, to why. */
  readonly ended: Promise<string>;
  close(): Promise<void>;
}

const stops = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

const flags = [
  "--headless",
  "--disable-gpu",
  "--disable-quic",
  "--disable-sync",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-renderer-backgrounding",
  "--no-first-run",
  "--no-default-browser-check",
  // Nobody speaks through it: the browser ends when its other end is closed, however this process went.
  "--remote-debugging-pipe",
];

/** Starts a Chromium with a profile of its own. It ends with this process at the latest. */
export function startBrowser(binary: string, url: string): Browser {
  const profile = mkdtempSync(join(tmpdir(), "casebook-browser-"));
  // Chromium's own sandbox does not work for root; the page's and the frame's hold all the same.
  const root = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const child = spawn(binary, [...flags, ...root, `--user-data-dir=${profile}`, url], {
    stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"],
  });
  const ended = new Promise<string>((done) => {
    child.once("error", (error) => done(`${binary} could not be started: ${error.message}`));
    child.once("exit", (code, signal) => done(`${binary} ended (${signal ?? code})`));
  });
  // Processes of the browser may still write there for a moment. What cannot be removed then is not worth an error.
  const remove = () => rm(profile, { recursive: true, force: true, maxRetries: 20 }).catch(() => undefined);
  const stop = (signal: NodeJS.Signals) => {
    child.kill("SIGKILL");
    void ended.then(remove).then(() => process.kill(process.pid, signal));
  };
  for (const signal of stops) process.once(signal, stop);
  return {
    ended,
    async close() {
      for (const signal of stops) process.off(signal, stop);
      if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
        const late = setTimeout(() => child.kill("SIGKILL"), 5000);
        child.kill();
        await once(child, "exit");
        clearTimeout(late);
      }
      await remove();
    },
  };
}
