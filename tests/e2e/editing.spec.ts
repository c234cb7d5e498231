import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, type Locator, type Page, test } from "@playwright/test";
import { type RunningHost, startWebHost } from "../support/web-host.ts";
import { CasebookWindow } from "../support/window.ts";

// Writing a notebook from the keyboard alone: command mode, edit mode, and every change undone again.

const text = `# First words

Second words.

\`\`\`sql cell=one
select 1 as n;
select 2 as n
\`\`\`

\`\`\`sql cell=two
select n + 1 as m from one
\`\`\`
`;

let folder: string;
let host: RunningHost;
let page: Page;
let window: CasebookWindow;

test.describe.configure({ mode: "serial" });

test.beforeAll(async ({ browser }) => {
  folder = mkdtempSync(join(tmpdir(), "casebook-editing-"));
  writeFileSync(join(folder, "keys.casebook.md"), text);
  host = await startWebHost([join(folder, "keys.casebook.md")]);
  page = await browser.newPage({ colorScheme: "light" });
  window = await CasebookWindow.open(page, host.url);
  await window.expectState("two", "done");
});
test.afterAll(async () => {
  await page?.close({ runBeforeUnload: false });
  await host?.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});
test.afterEach(() => window.expectClean());

/** Every cell's label in its order; prose is "Text". */
const cells = () =>
  page.locator("section.cell").evaluateAll((all) => all.map((cell) => cell.getAttribute("aria-label")?.split(",")[0]));
const mode = () =>
  page
    .getByRole("contentinfo")
    .getByText(/^(command|edit) mode$/)
    .innerText();
/** The label of the cell that has the focus as a whole. */
const focused = () =>
  page.evaluate(() => {
    const at = document.activeElement;
    return at?.matches("section.cell") ? at.getAttribute("aria-label")?.split(",")[0] : null;
  });
/** A command that moved, added or deleted a cell gives the focus to one in the next frame. */
const settled = () =>
  page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
const focusOn = (cell: Locator) =>
  expect(async () => {
    await settled();
    await cell.focus();
    await settled();
    await expect(cell).toBeFocused({ timeout: 100 });
  }).toPass();
const press = async (...keys: readonly string[]) => {
  for (const key of keys) await page.keyboard.press(key);
};
/** The notebook's text as a save writes it. */
async function saved(): Promise<string> {
  await page.keyboard.press("ControlOrMeta+s");
  await expect(page.getByRole("banner").getByText("saved", { exact: true })).toBeVisible();
  return readFileSync(join(folder, "keys.casebook.md"), "utf8");
}

test("arrows and letters go from cell to cell, Enter edits, Esc comes back, and the mode is said", async () => {
  await press("j");
  await expect.poll(focused).toBe("Text");
  expect(await mode()).toBe("command mode");
  await press("ArrowDown");
  await expect.poll(focused).toBe("one");
  await press("j", "k");
  await expect.poll(focused).toBe("one");
  await press("Enter");
  await expect(window.cell("one").locator(".monaco-editor.focused")).toHaveCount(1);
  await expect.poll(mode).toBe("edit mode");
  await press("Escape");
  await expect.poll(focused).toBe("one");
  await expect.poll(mode).toBe("command mode");
});

test("in edit mode letters are text, in a button Enter is the button's", async () => {
  await press("Enter", "ControlOrMeta+End");
  await page.keyboard.type(" -- abjkxz");
  await press("Escape");
  expect(await cells()).toEqual(["Text", "one", "two"]);
  await expect(window.cell("one").locator(".view-lines")).toContainText("-- abjkxz");
  await press("ControlOrMeta+z");
  await expect(window.cell("one").locator(".view-lines")).not.toContainText("abjkxz");
  await window.cell("one").getByRole("button", { name: "Hide source" }).focus();
  await press("Enter");
  await expect(window.cell("one").getByRole("button", { name: "Source", exact: true })).toBeFocused();
  await expect(window.cell("one").locator(".cell-source")).toHaveCount(0);
  await focusOn(window.cell("one"));
  await press("s");
  await expect(window.cell("one").locator(".cell-source")).toHaveCount(1);
});

test("a and b add cells above and below, x cuts, v pastes, D D deletes, z undoes and Shift Z does again", async () => {
  await focusOn(window.cell("one"));
  await press("a");
  await expect.poll(cells).toEqual(["Text", "sql", "one", "two"]);
  await expect.poll(focused).toBe("sql");
  await press("b");
  await expect.poll(cells).toEqual(["Text", "sql", "sql_2", "one", "two"]);
  await expect.poll(focused).toBe("sql_2");
  await press("d", "d");
  await expect.poll(cells).toEqual(["Text", "sql", "one", "two"]);
  await expect.poll(focused).toBe("one");
  await press("x");
  await expect.poll(cells).toEqual(["Text", "sql", "two"]);
  await expect.poll(focused).toBe("two");
  await press("v");
  await expect.poll(cells).toEqual(["Text", "sql", "two", "one"]);
  await press("Shift+V");
  await expect.poll(cells).toEqual(["Text", "sql", "two", "one_2", "one"]);
  await press("z", "z", "z", "z", "z", "z");
  await expect.poll(cells).toEqual(["Text", "one", "two"]);
  expect(await saved()).toBe(text);
  await press("Shift+Z");
  await expect.poll(cells).toEqual(["Text", "sql", "one", "two"]);
  await press("z");
  await expect.poll(cells).toEqual(["Text", "one", "two"]);
});

test("a cell is copied, split at the cursor and merged again", async () => {
  await focusOn(window.cell("one"));
  await press("Shift+D");
  await expect.poll(cells).toEqual(["Text", "one", "one_2", "two"]);
  await expect.poll(focused).toBe("one_2");
  await press("z");
  await expect.poll(cells).toEqual(["Text", "one", "two"]);
  await focusOn(window.cell("one"));
  await press("Enter", "ControlOrMeta+Home", "End");
  await press("ControlOrMeta+Shift+Minus");
  await expect.poll(cells).toEqual(["Text", "one", "one_2", "two"]);
  await expect(window.cell("one_2").locator(".monaco-editor.focused")).toHaveCount(1);
  await expect(window.cell("one_2").locator(".view-lines")).toHaveText(/select.2.as.n/);
  expect(await saved()).toContain("```sql cell=one\nselect 1 as n;\n```\n\n```sql cell=one_2\nselect 2 as n\n```");
  await focusOn(window.cell("one"));
  await press("Shift+M");
  await expect.poll(cells).toEqual(["Text", "one", "two"]);
  expect(await saved()).toBe(text);
});

test("prose is edited, split, and made SQL and prose again", async () => {
  const prose = page.getByRole("region", { name: "Text" }).first();
  await focusOn(prose);
  await press("Enter");
  await expect(prose.locator(".monaco-editor.focused")).toHaveCount(1);
  await press("ControlOrMeta+End", "Home");
  await press("ControlOrMeta+Shift+Minus");
  await expect.poll(cells).toEqual(["Text", "Text", "one", "two"]);
  expect(await saved()).toContain("# First words\n\n<!-- cell -->\n\nSecond words.\n");
  await press("Escape", "y");
  await expect.poll(cells).toEqual(["Text", "sql", "one", "two"]);
  await press("m");
  await expect.poll(cells).toEqual(["Text", "Text", "one", "two"]);
  await focusOn(prose);
  await press("Shift+M");
  await expect.poll(cells).toEqual(["Text", "one", "two"]);
  expect(await saved()).toBe(text);
  await press("ControlOrMeta+Enter");
  await expect(page.getByRole("heading", { name: "First words" })).toBeVisible();
});

test("Ctrl Enter runs and stays, Shift Enter goes on, Alt Enter adds a cell and writes in it", async () => {
  await focusOn(window.cell("two"));
  await press("ControlOrMeta+Enter");
  await window.expectState("two", "done");
  await expect.poll(focused).toBe("two");
  await press("k", "Enter");
  await window.cell("one").locator(".monaco-editor.focused").waitFor();
  await press("ControlOrMeta+End");
  await page.keyboard.type("0");
  await press("Shift+Enter");
  await expect.poll(focused).toBe("two");
  await expect(window.cell("one").getByRole("columnheader")).toContainText(["n0"]);
  await window.expectState("two", "failed");
  await press("z");
  await focusOn(window.cell("one"));
  await press("Alt+Enter");
  await expect.poll(cells).toEqual(["Text", "one", "sql", "two"]);
  await expect(window.cell("sql").locator(".monaco-editor.focused")).toHaveCount(1);
  await page.keyboard.type("select 7 as seven");
  await press("Alt+Enter");
  await window.expectState("sql", "done");
  await expect.poll(cells).toEqual(["Text", "one", "sql", "sql_2", "two"]);
  await press("Escape", "d", "d");
  await expect.poll(cells).toEqual(["Text", "one", "sql", "two"]);
  await focusOn(window.cell("sql"));
  await press("d", "d");
  await focusOn(window.cell("two"));
  await press("Shift+Enter");
  await expect.poll(cells).toEqual(["Text", "one", "two", "sql"]);
  await expect.poll(focused).toBe("sql");
  await settled();
  await press("d", "d");
  await expect.poll(cells).toEqual(["Text", "one", "two"]);
});

test("source and result fold, one or all, and none of it is in the file", async () => {
  await focusOn(window.cell("two"));
  await press("ControlOrMeta+Enter");
  await window.settled();
  const before = await saved();
  await press("o");
  await expect(window.cell("two").getByRole("button", { name: /Result hidden/ })).toContainText("1 row");
  await expect(window.cell("two").getByRole("grid")).toHaveCount(0);
  await window.command("Hide all sources");
  await expect(page.locator(".cell-source")).toHaveCount(0);
  await window.command("Show all results");
  await expect(window.cell("two").getByRole("grid")).toBeVisible();
  await window.command("Show all sources");
  await expect(page.locator(".cell-source")).toHaveCount(2);
  await expect(page.getByRole("banner")).toContainText("saved");
  expect(await saved()).toBe(before);
});

test("the menu of a cell and the list of keys tell what there is", async () => {
  await window.cell("one").hover();
  await window.cell("one").getByRole("button", { name: "More" }).click();
  const menu = page.getByRole("menu", { name: "What can be done to the cell" });
  await expect(menu.getByRole("menuitem", { name: /Duplicate cell Shift D/ })).toBeVisible();
  await press("b");
  expect(await cells()).toEqual(["Text", "one", "two"]);
  await menu.getByRole("menuitem", { name: /Duplicate cell/ }).click();
  await expect.poll(cells).toEqual(["Text", "one", "one_2", "two"]);
  await press("z");
  await expect.poll(cells).toEqual(["Text", "one", "two"]);
  await press("?");
  const keys = page.getByRole("dialog", { name: "Keys" });
  for (const words of ["Edit cell", "Split cell at the cursor", "Next cell", "J or ↓", "Leave the text for its cell"])
    await expect(keys).toContainText(words);
  await press("Escape");
  await expect(keys).toHaveCount(0);
});

test("find goes through all cells, marks what it finds, and replaces one or all as one step", async () => {
  const before = await saved();
  await focusOn(window.cell("one"));
  await press("ControlOrMeta+f");
  const bar = page.getByRole("search", { name: "Find and replace" });
  const field = bar.getByLabel("Find in all cells");
  await expect(field).toBeFocused();
  await page.keyboard.type("n");
  await bar.getByRole("button", { name: "Whole words only" }).click();
  await expect(bar.getByRole("status")).toHaveText("1 of 3");
  await expect(window.cell("one").locator(".code-found")).toHaveCount(2);
  await field.focus();
  await press("Enter", "Enter");
  await expect(bar.getByRole("status")).toHaveText("3 of 3");
  await expect(window.cell("two").locator(".code-found.is-current")).toHaveCount(1);
  await press("Shift+Enter");
  await expect(bar.getByRole("status")).toHaveText("2 of 3");

  await press("ControlOrMeta+h");
  await expect(bar.getByLabel("Replace with")).toBeVisible();
  await settled();
  await bar.getByLabel("Replace with").fill("rows");
  await press("Enter");
  await expect(bar.getByRole("status")).toHaveText("2 of 2");
  await bar.getByRole("button", { name: "Replace all" }).click();
  await expect(page.getByText("Replaced 2. Undo takes it back.")).toBeVisible();
  expect(await saved()).toBe(before.replaceAll(/\bn\b/g, "rows"));
  await press("Escape");
  await expect(bar).toHaveCount(0);
  await expect.poll(focused).not.toBeNull();
  await press("z", "z");
  expect(await saved()).toBe(before);
});

test("a regular expression says what is wrong with it, and prose is opened where it matches", async () => {
  await focusOn(window.cell("two"));
  await press("f");
  const bar = page.getByRole("search", { name: "Find and replace" });
  await bar.getByLabel("Find in all cells").fill("(");
  await press("Alt+r");
  await expect(bar).toContainText("Not a regular expression: Unterminated group");
  await bar.getByLabel("Find in all cells").fill("^Sec\\w+");
  const prose = page.getByRole("region", { name: "Text" }).first();
  await expect(prose.locator(".code-found.is-current")).toHaveCount(1);
  await press("Escape");
  await expect(prose.locator(".cell-source")).toHaveCount(0);
});

test("a YAML cell's form and text are one: each follows the other, comments stay, and errors name their key", async () => {
  const name = await window.addCell("Latency by step");
  const cell = window.cell(name);
  await window.settled();
  await cell.focus();
  await press("Enter");
  await window.write(cell, "# the slow ones\nby: name # each step\nlimit: 5\n");
  await press("ControlOrMeta+Enter");
  await expect(cell.getByLabel("limit")).toHaveValue("5");
  await cell.getByLabel("quantile").selectOption("p99");
  await cell.getByLabel("limit").fill("7");
  await press("Enter");
  await expect(cell.locator(".view-lines")).toContainText("quantile:");
  expect(await saved()).toContain("# the slow ones\nby: name # each step\nlimit: 7\nquantile: p99\n");
  await cell.getByLabel("limit").fill("many");
  await press("Enter");
  await expect(cell.locator(".yaml-row.is-wrong")).toContainText("limit: expected a number");
  await expect(cell.locator(".squiggly-error")).toHaveCount(1);
  await cell.getByLabel("limit").fill("");
  await press("Enter");
  await expect(cell.locator(".yaml-row.is-wrong")).toHaveCount(0);
  await window.write(cell, "by: *nothing");
  await expect(cell.getByText("The form waits until the text can be read.")).toBeVisible();
  await window.write(cell, "quantil: p50");
  await expect(cell.locator(".yaml-form .yaml-problem")).toContainText("did you mean quantile?");
  await press("Escape", "d", "d");
});
