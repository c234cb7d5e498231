import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type Browser, expect, test } from "@playwright/test";
import { type RunningHost, startWebHost } from "../support/web-host.ts";
import { CasebookWindow } from "../support/window.ts";

// A notebook that is opened again reads its tables where they were kept, and they are the same.

const root = resolve(import.meta.dirname, "..", "..");
const given: Readonly<Record<string, string>> = {
  "deployments.yaml": "sample-data/query-drift/deployments.yaml",
  "embeddings.npz": "sample-data/query-drift/embeddings.npz",
  "scores.csv": "sample-data/query-drift/scores.csv",
  "retriever.jsonl": "tests/corpus/phoenix-spans-df-jsonl/phoenix_retriever_spans_20250821_125133.jsonl",
  "trace.json": "tests/corpus/otlp-json/jaeger-otel_traces_01.json",
  "every.feather": "tests/corpus/arrow-files/every-lz4.feather",
};
const made = { "broken.jsonl": '{"a":1,"b":"x"}\n{"a":2,\n{"a":3,"b":"z"}\n' };
const names = [...Object.keys(given), ...Object.keys(made)];
const tables =
  `spans traces documents scores embeddings deployments sources import_issues import_attributes model_prices
  "every" "broken"`.split(/\s+/);
const sum = (table: string) =>
  `select '${table}' as name, count(*)::varchar as n, sum(hash(t)::hugeint)::varchar as content from ${table} t`;
const notebook = `---
casebook: 1
title: Kept
sources:
${names.map((name) => `  - ${name}`).join("\n")}
---

\`\`\`sql cell=sums
${tables.map(sum).join("\nunion all ")}
union all select 'columns', count(*)::varchar, sum(hash(table_name, column_name, data_type)::hugeint)::varchar
from information_schema.columns where table_schema = 'main' and table_name <> 'sums'
order by name
\`\`\`
`;

let folder: string;
let host: RunningHost;
test.describe.configure({ mode: "serial" });

test.beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "casebook-kept-"));
  for (const [name, from] of Object.entries(given)) cpSync(join(root, from), join(folder, name));
  for (const [name, text] of Object.entries(made)) writeFileSync(join(folder, name), text);
  writeFileSync(join(folder, "kept.casebook.md"), notebook);
  host = await startWebHost([join(folder, "kept.casebook.md")]);
});
test.afterAll(async () => {
  await host?.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});

interface Opened {
  readonly window: CasebookWindow;
  /** The row that the cell gives for each table. */
  readonly rows: readonly string[];
  /** The names of the sources whose bytes the page asked for. */
  readonly read: ReadonlySet<string>;
}

/** Opens the notebook in a page of its own until its cell has run. */
async function opened(browser: Browser): Promise<Opened> {
  const page = await browser.newPage();
  const read = new Set<string>();
  page.context().on("request", (request) => {
    const { searchParams } = new URL(request.url());
    const name = names.find((each) => searchParams.get("path")?.endsWith(each));
    if (name && searchParams.get("as") !== "sha256") read.add(name);
  });
  const window = await CasebookWindow.open(page, host.url);
  await window.expectState("sums", "done");
  await window.settled();
  const grid = window.cell("sums").getByRole("row");
  await expect(grid).toHaveCount(tables.length + 2);
  return { window, rows: await grid.allInnerTexts(), read };
}

async function isFromCache({ page }: CasebookWindow, name: string): Promise<boolean> {
  const row = page.locator("#side-sources").getByRole("button", { name });
  await row.click();
  const said = await page.locator(".side-facts").innerText();
  await row.click();
  return said.includes("from the cache, read");
}

/** The tables in the side panel, with their rows. */
const listed = ({ page }: CasebookWindow) => page.locator("#side-tables").getByRole("button").allInnerTexts();

const entries = () =>
  existsSync(join(host.config, "imports"))
    ? readdirSync(join(host.config, "imports")).filter((name) => name.endsWith(".duckdb"))
    : [];

let first: readonly string[] = [];

test("opened again, a notebook reads every table where it was kept, and no file", async ({ browser }) => {
  const before = await opened(browser);
  expect(before.read).toEqual(new Set(names));
  await expect.poll(entries).toHaveLength(1);
  const tablesOfFirst = await listed(before.window);
  await before.window.page.close();
  const after = await opened(browser);
  expect(after.rows).toEqual(before.rows);
  expect([...after.read]).toEqual([]);
  expect(await isFromCache(after.window, "scores.csv")).toBe(true);
  expect(await listed(after.window)).toEqual(tablesOfFirst);
  after.window.expectClean();
  await after.window.page.close();
  first = before.rows;
});

test("a source whose content has changed is noticed, and all are read", async ({ browser }) => {
  const path = join(folder, "broken.jsonl");
  writeFileSync(path, readFileSync(path, "utf8").replace('"x"', '"y"'));
  const changed = await opened(browser);
  expect(await isFromCache(changed.window, "broken.jsonl")).toBe(false);
  const differ = changed.rows.filter((row, index) => row !== first[index]).map((row) => row.split(/\s/)[0]);
  expect(differ.join(" ")).toContain("broken");
  expect(changed.rows.filter((row) => first.includes(row)).length).toBeGreaterThanOrEqual(tables.length - 2);
  await expect.poll(entries).toHaveLength(1);
  await changed.window.page.close();
  first = changed.rows;
});

test("what was kept and is damaged is read anew and kept again", async ({ browser }) => {
  const [entry = ""] = entries();
  const path = join(host.config, "imports", entry);
  const whole = readFileSync(path).length;
  truncateSync(path, whole / 2);
  const again = await opened(browser);
  expect(again.rows).toEqual(first);
  expect(again.read.size).toBe(names.length);
  await expect.poll(() => (existsSync(path) ? readFileSync(path).length : 0)).toBe(whole);
  await again.window.page.close();
});

test("a stop leaves nothing half there; what is written the next time changes nothing else", async ({ browser }) => {
  const before = await browser.newPage();
  // No answer comes.
  await before.route(/as=sha256/, () => undefined);
  await before.goto(host.url);
  const progress = before.getByRole("region", { name: "checking sources" });
  await progress.getByRole("button", { name: "Stop" }).click();
  await expect(before.getByText("import stopped")).toBeVisible();
  await expect(before.locator("#side-sources").getByText("not read")).toHaveCount(names.length);
  await before.close();
  const { window, rows, read } = await opened(browser);
  expect(rows).toEqual(first);
  expect([...read]).toEqual([]);
  const { page } = window;
  await window.drop([{ name: "more.jsonl", bytes: Buffer.from('{"c":1}\n') }]);
  const side = page.locator("#side-sources");
  await expect(side.getByRole("button", { name: "more.jsonl" })).toBeVisible();
  await window.settled();
  const differ = (now: readonly string[]) =>
    now.filter((row) => !rows.includes(row)).map((row) => row.split(/\s/)[0] ?? "");
  const grid = window.cell("sums").getByRole("row");
  await expect.poll(async () => differ(await grid.allInnerTexts())).toEqual(["columns", "sources"]);
  await side.getByRole("button", { name: "scores.csv" }).click();
  await page.getByRole("button", { name: "Remove…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await expect(side.getByRole("button", { name: "scores.csv" })).toHaveCount(0);
  await window.settled();
  await expect.poll(async () => differ(await grid.allInnerTexts())).toEqual(["columns", "scores", "sources"]);
  window.expectClean();
  await page.close();
});

test("sources are read again on request, and what is kept can be cleared", async ({ browser }) => {
  const { window, rows } = await opened(browser);
  const { page } = window;
  const row = page.locator("#side-sources").getByRole("button", { name: "scores.csv" });
  await row.click();
  await page.getByRole("button", { name: "Read again" }).click();
  // The sources are listed anew, and the row folds.
  await expect(page.locator(".side-facts")).toHaveCount(0);
  await window.expectState("sums", "done");
  await window.settled();
  expect(await isFromCache(window, "scores.csv")).toBe(false);
  expect(await window.cell("sums").getByRole("row").allInnerTexts()).toEqual(rows);
  await expect.poll(entries).toHaveLength(1);
  await window.command("Clear cached imports");
  await expect(page.getByText(/^Freed \d/)).toBeVisible();
  expect(entries()).toEqual([]);
  window.expectClean();
  await page.close();
});
