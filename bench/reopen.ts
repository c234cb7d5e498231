import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "@playwright/test";
import { literal } from "../src/engine/sql.ts";
import { bigFiles, spanCount } from "./big-files.ts";
import { openNative, readFlat } from "./native.ts";
import { median, report, stopwatch } from "./report.ts";
import { freshPage, measured, openFile } from "./window.ts";

const times = 3;

/** A notebook whose sources are unchanged, from its opening until its spans can be asked: hashed, not read again. */
export async function reopening(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "casebook-reopen-"));
  try {
    const { ours, megabytes } = await reopenPage(folder);
    const name = `${spanCount.toLocaleString("en")} spans back in an unchanged notebook`;
    const target = { most: 3000, of: "ours" } as const;
    const peer = await readParquet(folder);
    report({ name, unit: "ms", ours, peer, peerIs: "native DuckDB, 2 threads, from Parquet", target, n: times });
    report({ name: "what is kept of them", unit: "MB", ours: megabytes, peer: null, n: 1 });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function reopenPage(folder: string) {
  const notebook = join(folder, "big.casebook.md");
  const count = "```sql cell=counted\nselect count(*) as n from spans\n```";
  const source = JSON.stringify(bigFiles().otlp);
  writeFileSync(notebook, `---\ncasebook: 1\ntitle: Big\nsources:\n  - ${source}\n---\n\n${count}\n`);
  const first = await freshPage();
  const host = await openFile(first, notebook);
  const kept = join(host.config, "imports");
  const entry = () => (existsSync(kept) ? readdirSync(kept).find((name) => name.endsWith(".duckdb")) : undefined);
  await expect.poll(entry, { timeout: 600_000 }).toBeDefined();
  const megabytes = statSync(join(kept, entry() ?? "")).size / 1e6;
  await first.context().close();
  const ours: number[] = [];
  for (let time = 0; time < times; time++) {
    const page = await freshPage();
    await page.goto(host.url);
    await measured(page, "run");
    await expect(page.getByRole("row").last()).toContainText(/\d/);
    ours.push(await measured(page, "import"));
    await page.context().close();
  }
  return { ours: median(ours), megabytes };
}

async function readParquet(folder: string): Promise<number> {
  const native = await openNative();
  const file = literal(join(folder, "spans.parquet"));
  await readFlat(native, bigFiles().flat);
  await native.query(`COPY flat TO ${file} (FORMAT parquet)`);
  const read = () => native.query(`CREATE OR REPLACE TABLE flat AS FROM read_parquet(${file})`);
  const peers: number[] = [];
  for (let time = 0; time < times; time++) peers.push(await stopwatch(read));
  await native.close();
  return median(peers);
}
