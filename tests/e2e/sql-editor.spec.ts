import { resolve } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { type RunningHost, startWebHost } from "../support/web-host.ts";
import { CasebookWindow } from "../support/window.ts";

// What the SQL editor offers while one writes, in the real editor over real spans.

const spans = resolve(import.meta.dirname, "../../sample-data/warehouse-incident/traces/2026-04-15.otlp.jsonl");

let host: RunningHost;
let page: Page;
let window: CasebookWindow;
let name: string;

test.describe.configure({ mode: "serial" });

test.beforeAll(async ({ browser }) => {
  host = await startWebHost([spans]);
  page = await browser.newPage({ colorScheme: "light" });
  window = await CasebookWindow.open(page, host.url);
  await window.started();
  name = await window.addCell("SQL");
  await window.expectState(name, "done");
  await window.settled();
});
test.afterAll(async () => {
  await page?.close({ runBeforeUnload: false });
  await host?.stop();
});
test.afterEach(() => window.expectClean());

const lines = () => window.cell(name).locator(".monaco-editor .view-lines");
const source = async () => (await lines().innerText()).replaceAll("\u00a0", " ").replace(/\s+/g, " ").trim();
const list = () => page.locator(".suggest-widget.visible");
const offered = () => list().locator(".monaco-list-row .label-name").allInnerTexts();

/** Writes over the cell by keys alone, the last piece as one types, and waits for the list to offer something. */
async function type(start: string, rest: string, wanted: string): Promise<void> {
  await window.write(window.cell(name), start);
  await page.keyboard.type(rest);
  // On a machine that is busy the list may come too late for the last letter: then it is asked for.
  // Not before: a list that is asked for while another is on its way takes no Enter for a moment.
  const isOffered = async () => {
    await expect.poll(offered, { timeout: 4000 }).toContain(wanted);
    await expect(list().locator(".monaco-list-row.focused")).toBeVisible({ timeout: 1000 });
  };
  await isOffered().catch(async () => {
    await page.keyboard.press("ControlOrMeta+Space");
    await isOffered();
  });
}

/** Writes, and takes what is offered. A list that changes at that moment lets the key through: then all of it again. */
async function take(key: string, written: readonly [start: string, rest: string, wanted: string], becomes: RegExp) {
  await expect(async () => {
    await type(...written);
    await page.keyboard.press(key);
    await expect.poll(source, { timeout: 5000 }).toMatch(becomes);
  }).toPass({ timeout: 180_000 });
}

test("tables are offered behind FROM, and Enter takes one", async () => {
  await type("select * ", "from spa", "spans");
  expect((await offered())[0]).toBe("spans");
  await take("Enter", ["select * ", "from spa", "spans"], /^select \* from spans$/);
});

test("columns follow the alias, keys stand in the brackets of a map", async () => {
  await take("Tab", ["select  from spans s where ", "s.dur", "duration_ms"], /s\.duration_\w+$/);
  const keyed = ["select count(*) from spans where attributes", "['warehouse.si", "warehouse.size"] as const;
  await take("Enter", keyed, /^select count\(\*\) from spans where attributes\['warehouse\.size'\]$/);
  // The bracket that the editor closed is typed over.
  await page.keyboard.type("] is not null");
  await page.keyboard.press("ControlOrMeta+Enter");
  await window.expectState(name, "done");
});

test("functions come with their brackets, and Esc closes the list before it leaves the editor", async () => {
  await take("Enter", ["select ", "quantile_co", "quantile_cont"], /^select quantile_cont\(\)$/);
  await page.keyboard.type("duration_ms, 0.5");
  await expect.poll(source).toBe("select quantile_cont(duration_ms, 0.5)");
  await page.keyboard.press("ControlOrMeta+Space");
  await expect(list()).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(list()).toHaveCount(0);
  await expect(window.cell(name).locator(".monaco-editor.focused")).toHaveCount(1);
});

test("resting on a column tells its type and values, as text", async () => {
  await window.write(window.cell(name), "select kind from spans");
  // In the middle of the second word: words need not be elements of their own.
  const place = await lines().evaluate((element) => {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const at = node.textContent?.indexOf("kind") ?? -1;
      if (at < 0) continue;
      const range = document.createRange();
      range.setStart(node, at + 1);
      range.setEnd(node, at + 3);
      const { x, y, width, height } = range.getBoundingClientRect();
      return { x: x + width / 2, y: y + height / 2 };
    }
    return { x: 0, y: 0 };
  });
  await page.mouse.move(place.x - 30, place.y);
  await page.mouse.move(place.x, place.y, { steps: 5 });
  const hover = page.locator(".monaco-hover:visible");
  await expect(hover).toContainText("kind");
  await expect(hover).toContainText("VARCHAR");
  await expect(hover).toContainText("LLM");
});

test("a text is laid out, which one undo takes back, and what cannot be read says where", async () => {
  await window.write(window.cell(name), "select kind,count(*) as n from spans group by kind -- all");
  await page.keyboard.press("Alt+Shift+F");
  await expect(window.cell(name).locator(".view-line")).toHaveCount(7);
  await expect.poll(source).toBe("select kind, count(*) as n from spans group by kind -- all");
  await page.keyboard.press("Escape");
  await page.keyboard.press("z");
  await expect.poll(source).toBe("select kind,count(*) as n from spans group by kind -- all");
  await window.write(window.cell(name), "select 1 )");
  await page.keyboard.press("Alt+Shift+F");
  await expect(page.getByText(/format: the SQL cannot be read at line 1/)).toBeVisible();
  await page.getByRole("button", { name: "Dismiss" }).click();
});

test("the statement at the cursor, or what is selected, runs at the side and leaves no table", async () => {
  await window.write(window.cell(name), "select 1 as first;\nselect 2 as second;\nselect 3 as third");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ControlOrMeta+e");
  const side = page.getByRole("complementary", { name: `A statement of ${name}` });
  await expect(side.getByRole("columnheader")).toContainText(["second"]);
  await expect(side.getByRole("gridcell")).toHaveText(["2"]);
  await page.keyboard.press("ControlOrMeta+Home");
  await page.keyboard.press("Shift+End");
  await page.keyboard.press("ControlOrMeta+e");
  await expect(side.getByRole("columnheader")).toContainText(["first"]);
  await window.write(window.cell(name), "select nope");
  await page.keyboard.press("ControlOrMeta+e");
  await expect(side.getByRole("alert")).toContainText('"nope" was not found');
  await page.keyboard.press("Escape");
  await window.cell(name).focus();
  await page.keyboard.press("Escape");
  await expect(side).toHaveCount(0);
  await window.write(
    window.cell(name),
    "select count(*) as n from duckdb_tables() where table_name like '%selection%'",
  );
  await page.keyboard.press("ControlOrMeta+Enter");
  await expect(window.cell(name).getByRole("gridcell")).toHaveText(["0"]);
});
