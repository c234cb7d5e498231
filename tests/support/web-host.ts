import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const built = resolve(import.meta.dirname, "..", "..", "dist", "main", "web.js");

export interface RunningHost {
  readonly url: string;
  /** An empty folder for this host alone, where its file dialogs begin; removed by `stop`. */
  readonly folder: string;
  /** Where it keeps its settings. */
  readonly config: string;
  stop(): Promise<void>;
}

export interface HostOptions {
  /** Any free one unless told. */
  readonly port?: number;
  /** Notebooks among the paths are from elsewhere: they are not trusted beforehand. */
  readonly strange?: boolean;
  /** The settings of an earlier host. */
  readonly config?: string;
  /** From when on a cell counts as slow. On a busy machine any cell may be: a test that is not about it never wants it. */
  readonly slowCellSeconds?: number;
}

/** Starts the built web host as a program of its own, with its own settings. */
export async function startWebHost(paths: readonly string[] = [], options: HostOptions = {}): Promise<RunningHost> {
  if (!existsSync(built)) throw new Error("the web host is not built: run npm run build");
  const top = mkdtempSync(join(tmpdir(), "casebook-host-"));
  const folder = mkdtempSync(join(top, "work-"));
  const config = options.config ?? join(top, "config");
  if (!options.strange) trustNotebooks(config, paths);
  const slow = String(options.slowCellSeconds ?? 3600);
  const env = { ...process.env, CASEBOOK_CONFIG: config, CASEBOOK_SLOW_CELL_SECONDS: slow };
  const args = [built, "--port", String(options.port ?? 0), "--folder", folder, "--", ...paths];
  const child = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "inherit"] });
  const stop = async () => {
    if (child.exitCode === null && child.kill()) await once(child, "exit");
    rmSync(top, { recursive: true, force: true, maxRetries: 3 });
  };
  try {
    return { url: await address(child), folder, config, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** As if somebody had pressed "Trust and run" before. */
function trustNotebooks(config: string, paths: readonly string[]): void {
  const notebooks = paths.filter((path) => path.endsWith(".casebook.md") && existsSync(path));
  if (!notebooks.length) return;
  const trusted = notebooks.map((path) => ({
    path: realpathSync(path),
    sha256: createHash("sha256").update(readFileSync(path, "utf8")).digest("hex"),
  }));
  mkdirSync(config, { recursive: true });
  writeFileSync(join(config, "trusted.json"), JSON.stringify(trusted));
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
