// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the scripts in these texts hold templates of their own

import { expect, type Locator, type Page, test } from "@playwright/test";
import { Sinks, tryingEveryWayOut } from "../support/ways-out.ts";
import { type RunningHost, startWebHost } from "../support/web-host.ts";
import { CasebookWindow } from "../support/window.ts";

// Script cells in a real browser: what they can do, and above all what they cannot.

let host: RunningHost;
let page: Page;
let window: CasebookWindow;

// Tests of a busy machine's time: each run starts a sandbox, and editors start TypeScript's service.
test.describe.configure({ mode: "serial" });

test.beforeAll(async ({ browser }) => {
  host = await startWebHost();
  page = await browser.newPage();
  window = await CasebookWindow.open(page, host.url);
  await window.command("New notebook");
});
test.afterAll(async () => {
  await page?.close();
  await host?.stop();
});

/** A fresh cell of a kind, with the text run. */
async function cellWith(title: string, text: string): Promise<{ readonly name: string; readonly cell: Locator }> {
  const name = await window.addCell(title);
  const cell = window.cell(name);
  await rewrite(cell, text);
  return { name, cell };
}

async function rewrite(cell: Locator, text: string): Promise<void> {
  await window.write(cell, text);
  await page.keyboard.press("ControlOrMeta+Enter");
}

test("a script reads tables, computes, shows and returns rows, which a query below it reads", async () => {
  const steps = await cellWith("SQL", "select i as n, 'step ' || (i % 2) as step from range(10) t(i)");
  await window.expectState(steps.name, "done");
  const source = `const least: number = 4;
console.log("at least", { least });
const rows = await sql\`select step, count(*) as n from ${steps.name} where n > \${least} group by step order by step\`;
const n = await table("${steps.name}").numbers("n");
display({ data: [{ type: "bar", x: rows.map((row) => row.step), y: rows.map((row) => row.n) }] });
display(stats.wilsonInterval(3, n.length));
return rows.map((row) => ({ ...row, twice: Number(row.n) * 2 }));`;
  const { name, cell } = await cellWith("Script", source);
  await window.expectState(name, "done");
  await expect(cell.locator(".script-log")).toContainText("at least { least: 4 }");
  await expect(cell.locator(".script-text")).toContainText("{ low: 0.1077");
  await expect(cell.locator(".figure-plot .point")).toHaveCount(2);
  await expect(cell.getByRole("gridcell")).toHaveText(["step 0", "2", "4", "step 1", "3", "6"]);
  const sum = await cellWith("SQL", `select sum(twice) as total from ${name}`);
  await expect(sum.cell.getByRole("gridcell")).toHaveText("10");

  await test.step("and is out of date when what it reads changes", async () => {
    await rewrite(steps.cell, "select i as n, 'step ' || (i % 2) as step from range(20) t(i)");
    await window.expectState(steps.name, "done");
    // On a slow machine it took too long the last time to run by itself.
    await sum.cell.getByRole("button", { name: /^Run this cell/ }).click();
    await expect(sum.cell.getByRole("gridcell")).toHaveText("30");
  });
  window.expectClean();
});

test("no packet leaves a script by any way, and it keeps nothing", async () => {
  const sinks = await Sinks.open();
  try {
    await sinks.prove();
    const source = tryingEveryWayOut(sinks);
    const { name, cell } = await cellWith("Script", source);
    await window.expectState(name, "done");
    await expect(cell.locator(".script-text")).toHaveText("got out: nothing; origin null");
    expect(sinks.arrived).toBe(0);
    expect(page.url()).toBe(host.url);
    // The browser's tools also name requests that it refused, and what a script's worker makes of that.
    window.strayRequests.length = 0;
    window.pageErrors.length = 0;
  } finally {
    sinks.close();
  }
});

test("an endless loop is stopped at once, harms nothing else, and leaves no sandbox behind", async () => {
  const { name, cell } = await cellWith("Script", "display('before');\nfor (;;);");
  await window.expectState(name, "running");
  await expect(page.locator("iframe")).toHaveCount(1);
  const its = await page.locator("iframe").elementHandle();
  await cell.getByRole("button", { name: "Stop", exact: true }).click();
  await expect(cell.getByRole("button", { name: /^Run this cell/ })).toBeVisible();
  // What stands there afterwards is another frame, empty, for the next run.
  expect(await its?.evaluate((frame) => frame.isConnected)).toBe(false);
  await rewrite(cell, "6 * 7");
  await window.expectState(name, "done");
  await expect(cell.locator(".script-text")).toHaveText("42");
});

test("every run has a frame of its own", async () => {
  const source = "await new Promise((resolve) => setTimeout(resolve, 1000));\nreturn self.mark = (self.mark ?? 0) + 1";
  const { name, cell } = await cellWith("Script", source);
  const frames = [];
  for (let run = 0; run < 2; run++) {
    if (run > 0) await cell.getByRole("button", { name: /^Run this cell/ }).click();
    await window.expectState(name, "running");
    frames.push(await page.locator("iframe").first().elementHandle());
    await window.expectState(name, "done");
    await expect(cell.locator(".script-text")).toHaveText("1");
  }
  for (const frame of frames) expect(await frame?.evaluate((element) => element.isConnected)).toBe(false);
});

const mistakes: readonly (readonly [source: string, words: string | RegExp])[] = [
  ["return () => 1", "the script returned a function"],
  ["document.body", "document is not defined: a script runs by itself"],
  ["new OffscreenCanvas(8, 8)", "an instance of OffscreenCanvas"],
  ["return new Float64Array(62_500_000)", "62,500,000 values are more than a cell keeps"],
  ["throw 'in words'", 'the script threw "in words"'],
  ["// @timeout 1\nawait new Promise(() => {})", "was not done within 1 s"],
  ["// @timeout 2\nfor (;;);", "was not done within 2 s"],
  ["interface A { b: 1 }\n\nconst f = () => nowhere;\nf();", /line 3, column 17: nowhere is not defined/],
  ["const a = 1;\nconst b = ;", /line 2, column 11: the script does not parse/],
  [
    "setTimeout(() => { throw new Error('later') });\nawait new Promise(() => {})",
    "the script broke down: Error: later",
  ],
];

test("what cannot be a result, and what never ends, is told at the cell with its place", async () => {
  const { name, cell } = await cellWith("Script", "1");
  await window.expectState(name, "done");
  for (const [source, words] of mistakes) {
    await rewrite(cell, source);
    await expect(cell.getByRole("alert")).toContainText(words);
  }
  await window.expectState(name, "failed");
  await rewrite(cell, "6 * 7");
  await window.expectState(name, "done");
  await expect(cell.getByRole("alert")).toHaveCount(0);
  await expect(cell.locator(".script-text")).toHaveText("42");
});

test("the editor knows the types of all that a script is offered", async () => {
  const { name: steps } = await cellWith("SQL", "select 1 as id, 'a' as step_name");
  const script = await window.addCell("Script");
  const cell = window.cell(script);
  const underlined = cell.locator(".squiggly-error");
  await window.write(cell, `const id: string = (await table("${steps}"))[0].id;\nreturn id;`);
  await expect(underlined).toHaveCount(1);
  await window.write(
    cell,
    `const id: number = (await table("${steps}"))[0].id;\nreturn stats.wilsonInterval(id, 2)?.low;`,
  );
  await expect(underlined).toHaveCount(0);

  const suggestion = (label: string) => page.locator(".suggest-widget").getByRole("option", { name: label });
  for (const [text, label] of [
    ["stats.wilsonInt", "wilsonInterval"],
    [`(await table("${steps}"))[0].step`, "step_name"],
    ["await sql`select 1`.num", "numbers"],
  ] as const) {
    await window.write(cell, "");
    await page.keyboard.type(text);
    await page.keyboard.press("Control+Space");
    await expect(suggestion(label).first()).toBeVisible();
    await page.keyboard.press("Escape");
  }
  expect(window.strayRequests).toEqual([]);
});

// Last, because the browser's tools take the whole page for crashed when one of its frames is.
test("a sandbox whose process dies takes nothing with it, and the cell says so", async () => {
  const { name } = await cellWith("Script", "await new Promise(() => {})");
  await window.expectState(name, "running");
  const tools = await page.context().newCDPSession(page);
  const frame = page.frames().find((other) => other.url() === "about:srcdoc");
  const crash = await page.context().newCDPSession(frame as NonNullable<typeof frame>);
  crash.send("Page.crash").catch(() => undefined);
  const expression = "[...document.querySelectorAll('.cell-failure')].at(-1)?.textContent ?? ''";
  const said = async () => (await tools.send("Runtime.evaluate", { expression })).result.value as string;
  await expect.poll(said).toContain("the script's sandbox broke down");
});
