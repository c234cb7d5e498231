import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const built = resolve(import.meta.dirname, "..", "..", "dist", "main", "web.js");

export interface RunningHost {
  readonly url: string;
  /** An empty folder for this host alone, where its file dialogs begin; removed by `stop`. */
  readonly folder: string;
  stop(): Promise<void>;
}

/** Starts the built web host as a program of its own, with its own settings. */
export async function startWebHost(paths: readonly string[] = []): Promise<RunningHost> {
  if (!existsSync(built)) throw new Error("the web host is not built: run npm run build");
  const top = mkdtempSync(join(tmpdir(), "casebook-host-"));
  const folder = mkdtempSync(join(top, "work-"));
  const env = { ...process.env, CASEBOOK_CONFIG: join(top, "config") };
  const args = [built, "--folder", folder, "--", ...paths];
  const child = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "inherit"] });
  const stop = async () => {
    if (child.exitCode === null && child.kill()) await once(child, "exit");
    rmSync(top, { recursive: true, force: true, maxRetries: 3 });
  };
  try {
    return { url: await address(child), folder, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function address(child: ChildProcess): Promise<string> {
  let said = "";
  for await (const text of child.stdout ?? []) {
    said += text;
    const [url] = /http:\/\/\S+\/(?=\s)/.exec(said) ?? [];
    if (url) return url;
  }
  throw new Error(`the web host ended before it was ready: ${said}`);
}
