import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { expect, test } from "@playwright/test";
import { writeBig } from "../../tools/samples/big.mjs";
import { aTraceId, otlpRequest, otlpSpan } from "../support/otlp.ts";
import { seededRandom } from "../support/random.ts";
import { type RunningHost, startWebHost } from "../support/web-host.ts";
import { CasebookWindow } from "../support/window.ts";
import { makeZip } from "../support/zip.ts";

// Files as they come: whole, broken, twice, too large to wait for, hostile.

const corpus = resolve(import.meta.dirname, "../corpus");
let folder: string;
let host: RunningHost | null = null;

test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "casebook-import-"));
});
test.afterEach(async () => {
  await host?.stop();
  host = null;
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});

const whole: readonly (readonly [path: string, taken: string])[] = [
  ["otlp-derived/packet-panic-R1.otlp.jsonl", "otlp-json"],
  ["otlp-derived/packet-panic-R1.otlp.pb", "otlp-protobuf"],
  ["otlp-derived/packet-panic-R1.legacy-zstd-json.bin", "otlp-json, "],
  ["jaeger-json/packet-panic-get-inventory.json", "jaeger"],
  ["cost-csv/openrouter_activity_2025-08-21.csv", "table"],
  ["arrow-files/polars.parquet", "parquet"],
  ["arrow-files/every-zstd.feather", "Arrow"],
  ["embeddings-raw/iris_labels.tsv", "table"],
];

/** Broken files by name, each with what the report has to say of it. */
function broken(): readonly (readonly [name: string, bytes: Buffer, said: RegExp])[] {
  const good = JSON.stringify(otlpRequest([otlpSpan()]));
  const random = seededRandom(7);
  return [
    ["cut.json", Buffer.from(good.slice(0, good.length / 2)), /line 1.*the file ends inside/s],
    ["wide.csv", Buffer.from("\uFEFFname,tokens\nä,1\n", "utf16le"), /all 1 record read|1 record read/],
    ["marked.json", Buffer.from(`\uFEFF${good}`), /1 span\b/],
    ["empty.json", Buffer.alloc(0), /empty/],
    ["archive.json", Buffer.from("504b03041400000008000000", "hex"), /ZIP archive that is damaged/],
    ["nul.jsonl", Buffer.from(`${good}\n{"a":\0\0}\n`), /line 2/],
    ["noise.bin", Buffer.from(Array.from({ length: 5000 }, () => Math.floor(random() * 256))), /could not be read/],
  ];
}

test("a folder of mixed and broken files is read as far as it goes, and the report says what could not be and why", async ({
  page,
}) => {
  for (const [path] of whole) copyFileSync(join(corpus, path), join(folder, basename(path)));
  for (const [name, bytes] of broken()) writeFileSync(join(folder, name), bytes);
  host = await startWebHost([folder]);
  const window = await CasebookWindow.open(page, host.url);
  await window.started();
  const report = window.cell("import_report");
  await expect(report).toContainText(`${whole.length + broken().length} sources`);
  const source = (name: string) =>
    report.locator("details.report-source", { has: page.getByText(name, { exact: true }) });
  const open = async (name: string) => {
    if ((await source(name).getAttribute("open")) === null) await source(name).locator("summary").first().click();
    return source(name);
  };
  for (const [path, taken] of whole) {
    await expect.soft(source(basename(path))).toContainText(taken);
    await expect.soft(source(basename(path))).not.toContainText("could not be read");
  }
  for (const [name, , said] of broken()) await expect.soft(await open(name)).toContainText(said);
  await expect(page.getByRole("alert").filter({ hasText: "could not be read" })).toBeVisible();

  // The app lives: what was read can be asked about.
  const cell = window.cell(await window.addCell("SQL"));
  await window.write(cell, "select format, count(*) as n from sources group by format order by format");
  await page.keyboard.press("ControlOrMeta+Enter");
  await expect(cell.getByRole("gridcell").filter({ hasText: "jaeger" })).toBeVisible();
  window.expectClean();
});

test("the same content again changes nothing and says so, whatever it is called", async ({ page }) => {
  const bytes = readFileSync(join(corpus, "otlp-derived/packet-panic-R1.otlp.jsonl"));
  writeFileSync(join(folder, "first.jsonl"), bytes);
  host = await startWebHost([join(folder, "first.jsonl")]);
  const window = await CasebookWindow.open(page, host.url);
  await window.started();
  const tables = page.getByRole("navigation", { name: "Sources" });
  // The list of tables follows the cells.
  await expect(tables).toContainText("traces_list");
  const before = await tables.innerText();
  await window.drop([{ name: "second.jsonl", bytes }]);
  await expect(page.locator(".notice")).toContainText(
    "second.jsonl has the same content as first.jsonl: nothing was added.",
  );
  await window.settled();
  await expect(tables).not.toContainText("second.jsonl");
  expect(await tables.innerText()).toBe(before);
  window.expectClean();
});

test("a large file says how far it is and is stopped half-way: nothing of it remains, the rest stays", async ({
  page,
}) => {
  writeFileSync(join(folder, "small.json"), JSON.stringify(otlpRequest([otlpSpan()])));
  host = await startWebHost([join(folder, "small.json")]);
  const big = join(host.folder, "big.otlp.jsonl");
  writeBig({ spans: 60_000, otlp: big });
  const window = await CasebookWindow.open(page, host.url);
  await window.started();
  await page.getByRole("button", { name: "Import files" }).click();
  const dialog = page.getByRole("dialog", { name: "Import files" });
  await dialog.getByRole("option", { name: "big.otlp.jsonl" }).click();
  await dialog.getByRole("button", { name: "Open", exact: true }).click();

  const progress = page.getByRole("region", { name: "Reading big.otlp.jsonl" });
  await expect(progress).toContainText(/MB of 64 MB · [\d,]+ rows/);
  await expect
    .poll(async () => Number(/([\d,]+) rows/.exec(await progress.innerText())?.[1]?.replace(/,/g, "")))
    .toBeGreaterThan(2000);
  await progress.getByRole("button", { name: "Stop" }).click();
  await expect(page.locator(".notice")).toContainText("import stopped");
  await window.settled();

  const cell = window.cell(await window.addCell("SQL"));
  await window.write(
    cell,
    "select (select count(*) from spans) as spans, (select count(*) from sources) as sources, (select count(*) from traces) as traces",
  );
  await page.keyboard.press("ControlOrMeta+Enter");
  await expect(cell.getByRole("gridcell")).toHaveText(["1", "1", "1"]);
  await expect(page.getByRole("navigation", { name: "Sources" })).not.toContainText("big.otlp.jsonl");
  window.expectClean();
});

const html = '<img src=x onerror="window.ran=1">';
const script = "<script>window.ran=1</script>";

test("HTML and script in names, attributes, payloads and prose are shown as text, and nothing runs", async ({
  page,
}) => {
  const attributes = {
    [`${script}key`]: `${html}value`,
    "openinference.span.kind": "RETRIEVER",
    "input.value": `${html}question`,
    "output.value": `${script}answer`,
    "retrieval.documents.0.document.content": `${html}document`,
    "tenant.id": `${html}tenant`,
  };
  const span = otlpSpan({ name: `${html}name`, attributes, status: { code: 2, message: script } });
  writeFileSync(join(folder, "hostile.json"), JSON.stringify(otlpRequest([span], { "service.name": script })));
  const prose = `${html}\n\n${script}\n\n[press me](javascript:window.ran=1) ![picture](http://127.0.0.1:9/p.png)`;
  const cells = [
    "```yaml cell=report kind=import-report\n```",
    "```yaml cell=steps kind=latency\nby: name\n```",
    "```yaml cell=list kind=traces\n```",
    `\`\`\`yaml cell=one kind=waterfall\ntrace: ${aTraceId}\n\`\`\``,
    "```sql cell=rows\nselect name, input, attributes from spans\n```",
  ];
  const notebook = join(folder, "hostile.casebook.md");
  writeFileSync(
    notebook,
    `---\ncasebook: 1\ntitle: ${JSON.stringify(html)}\nsources:\n  - hostile.json\n---\n${prose}\n\n${cells.join("\n\n")}\n`,
  );
  host = await startWebHost([notebook]);
  const window = await CasebookWindow.open(page, host.url);
  await window.expectState("rows", "done");
  await window.settled();
  await expect(page.getByLabel("Notebook title")).toHaveValue(html);
  await expect(page.locator(".prose")).toContainText(html);
  await expect(page.locator(".prose")).toContainText(script);
  await expect(page.getByRole("link", { name: "press me" })).toHaveCount(0);
  for (const name of ["steps", "list", "rows"]) await expect(window.cell(name)).toContainText(`${html}name`);
  await window.cell("one").getByRole("button", { name: "Table" }).click();
  await window.cell("one").getByRole("treegrid").getByRole("row").nth(1).click();
  const detail = page.getByRole("complementary", { name: `${html}name` });
  const parts: readonly (readonly [tab: string, text: string])[] = [
    ["Input", `${html}question`],
    ["Output", `${script}answer`],
    ["Documents", `${html}document`],
    ["Attributes", `${html}value`],
  ];
  for (const [tab, text] of parts) {
    await detail.getByRole("tab", { name: tab }).click();
    await expect(detail).toContainText(text);
  }
  await page.keyboard.press("ControlOrMeta+k");
  await page.getByRole("combobox", { name: /Find a command/ }).fill("onerror");
  await expect(page.getByRole("option").filter({ hasText: html })).toBeVisible();
  expect(await page.evaluate(() => (globalThis as { ran?: unknown }).ran)).toBeUndefined();
  expect(await page.locator("img, iframe, object, embed").count()).toBe(0);
  window.expectClean();
});

test("a dropped ZIP archive is read as the files in it, in the window's worker", async ({ page }) => {
  host = await startWebHost();
  const window = await CasebookWindow.open(page, host.url);
  const archive = makeZip([
    { name: "run/traces.jsonl", content: readFileSync(join(corpus, "otlp-derived/packet-panic-R1.otlp.jsonl")) },
    {
      name: "run/example.json",
      content: readFileSync(join(corpus, "otlp-json/otlp-proto-example-trace.json")),
      method: 0,
    },
  ]);
  await window.drop([{ name: "exports.zip", bytes: Buffer.from(archive) }]);
  await window.started();
  const report = window.cell("import_report");
  await expect(report).toContainText("2 sources");
  await expect(report).toContainText("188 spans");
  await expect(report).toContainText("1 span");
  window.expectClean();
});
