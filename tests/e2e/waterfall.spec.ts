import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, type Locator, type Page, test } from "@playwright/test";
import { otlpRequest, otlpSpan, type SpanOptions } from "../support/otlp.ts";
import { type RunningHost, startWebHost } from "../support/web-host.ts";
import { CasebookWindow } from "../support/window.ts";

// One trace read by keyboard alone, as a drawing and as a table; and traces that no tool should ever have written.

const second = 1_000_000_000n;
const zero = 1_776_000_000n * second;
const at = (seconds: number) => String(zero + BigInt(Math.round(seconds * 1000)) * (second / 1000n));

interface Step extends SpanOptions {
  readonly id: number;
  readonly parent?: number;
  readonly from: number;
  readonly to: number | null;
}

function steps(trace: string, list: readonly Step[]): object[] {
  const hex = (id: number) => id.toString(16).padStart(16, "0");
  return list.map(({ id, parent, from, to, ...fields }) =>
    otlpSpan({
      traceId: trace.repeat(32),
      spanId: hex(id),
      ...(parent === undefined ? {} : { parentSpanId: hex(parent) }),
      startTimeUnixNano: at(from),
      endTimeUnixNano: to === null ? undefined : at(to),
      ...fields,
    }),
  );
}

const kind = (name: string, more: Record<string, string> = {}) => ({
  attributes: { "openinference.span.kind": name, ...more },
});

const good = steps("a", [
  { id: 1, name: "answer question", from: 0, to: 10, ...kind("AGENT") },
  {
    id: 2,
    parent: 1,
    name: "plan",
    from: 0,
    to: 2,
    ...kind("LLM", { "input.value": "Why?", "output.value": "Look." }),
  },
  {
    id: 3,
    parent: 1,
    name: "find notes",
    from: 2,
    to: 3,
    ...kind("RETRIEVER", {
      "input.value": "notes on churn",
      "retrieval.documents.0.document.id": "doc-7",
      "retrieval.documents.0.document.content": "Churn is counted by month.",
    }),
  },
  { id: 4, parent: 1, name: "work", from: 3, to: 9, ...kind("CHAIN") },
  { id: 5, parent: 4, name: "fetch page", from: 3, to: 8, ...kind("TOOL", { note: "a Needle in it" }) },
  { id: 6, parent: 4, name: "fetch page", from: 3.1, to: 9, ...kind("TOOL", { "input.value": "needle too" }) },
  { id: 7, parent: 4, name: "needle shop", from: 3.2, to: 4, ...kind("TOOL") },
  { id: 8, parent: 1, name: "write up", from: 9, to: 10, ...kind("LLM", { "output.value": "a needle was found" }) },
]);
const names = ["answer question", "plan", "find notes", "work", "fetch page", "fetch page", "needle shop", "write up"];

const odd = steps("b", [
  { id: 1, parent: 2, name: "hen", from: 0, to: 2 },
  { id: 2, parent: 1, name: "egg", from: 1, to: 2 },
  { id: 3, parent: 99, name: "lost child", from: 2, to: 3 },
  { id: 4, name: "no end", from: 3, to: null },
  { id: 5, name: "instant", from: 4, to: 4 },
  { id: 6, name: "backwards", from: 6, to: 5 },
]);

const notebook = `---
casebook: 1
title: Traces
sources:
  - traces.json
---
\`\`\`yaml cell=good kind=waterfall
trace: ${"a".repeat(32)}
\`\`\`

\`\`\`yaml cell=odd kind=waterfall
trace: ${"b".repeat(32)}
\`\`\`

\`\`\`yaml cell=none kind=waterfall
trace: ${"c".repeat(32)}
\`\`\`
`;

let folder: string;
let host: RunningHost;
let page: Page;
let window: CasebookWindow;
let cell: Locator;
let rows: Locator;

test.describe.configure({ mode: "serial" });

test.beforeAll(async ({ browser }) => {
  folder = mkdtempSync(join(tmpdir(), "casebook-waterfall-"));
  writeFileSync(join(folder, "traces.json"), JSON.stringify(otlpRequest([...good, ...odd])));
  writeFileSync(join(folder, "traces.casebook.md"), notebook);
  host = await startWebHost([join(folder, "traces.casebook.md")]);
  page = await browser.newPage();
  window = await CasebookWindow.open(page, host.url);
  await window.expectState("odd", "done");
  await window.settled();
  cell = window.cell("good");
  rows = cell.getByRole("application", { name: /^Waterfall/ });
});
test.afterAll(async () => {
  await page?.close();
  await host?.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});
test.afterEach(() => window.expectClean());

const press = async (...keys: readonly string[]) => {
  for (const key of keys) await page.keyboard.press(key);
};
const picture = (canvas: Locator) => canvas.evaluate((element) => (element as HTMLCanvasElement).toDataURL());

test("W A S D move through time and F fits the whole trace again", async () => {
  await page.mouse.move(0, 0);
  await rows.focus();
  const axis = cell.getByRole("img", { name: "Time since the start of the trace" });
  await expect.poll(() => window.drawnPixels(axis)).toBeGreaterThan(50);
  const fitted = await picture(axis);
  let before = fitted;
  for (const key of ["w", "w", "d", "a", "a", "s"]) {
    await press(key);
    await expect.poll(() => picture(axis), `after ${key}`).not.toBe(before);
    before = await picture(axis);
  }
  await press("f");
  await expect.poll(() => picture(axis)).toBe(fitted);
});

test("arrows walk through the rows, fold and unfold them", async () => {
  await rows.focus();
  await press("Home");
  await expect(cell).toContainText("answer question, agent, 10.0 s");
  await expect(cell).toContainText("row 1 of 8");
  await expect(cell).toContainText("8 spans shown");
  await press("ArrowDown", "ArrowDown", "ArrowDown");
  await expect(cell).toContainText(/work, chain, 6.0 s.*3 children, level 2, row 4 of 8/);
  await press("ArrowLeft");
  await expect(cell).toContainText("5 of 8 spans shown");
  await press("ArrowRight", "ArrowRight");
  await expect(cell).toContainText("8 spans shown");
  await expect(cell).toContainText(/fetch page, tool, 5.0 s.*level 3, row 5 of 8/);
  await press("ArrowLeft");
  await expect(cell).toContainText("row 4 of 8");
});

test("Enter opens the details with everything that the span holds, and Esc closes them", async () => {
  await rows.focus();
  await press("Home", "ArrowDown", "ArrowDown", "Enter");
  const detail = page.getByRole("complementary", { name: "find notes" });
  await expect(detail).toContainText("1.0 s, all of it self time");
  await expect(detail.getByRole("tabpanel")).toContainText("notes on churn");
  await detail.getByRole("tab", { name: "Input" }).focus();
  await press("ArrowRight");
  await expect(detail.getByRole("tabpanel")).toContainText("no output");
  await press("ArrowRight");
  await expect(detail.getByRole("tab", { name: "Documents 1" })).toHaveAttribute("aria-selected", "true");
  await expect(detail.getByRole("tabpanel")).toContainText("Churn is counted by month.");
  await press("ArrowRight");
  await expect(detail.getByRole("tabpanel")).toContainText("openinference.span.kind");

  // The panel follows the selection, also that of the mouse.
  await rows.focus();
  await press("ArrowUp");
  await expect(page.getByRole("complementary", { name: "plan" }).getByRole("tabpanel")).toContainText("Why?");
  await rows.click({ position: { x: 100, y: 22 * 7 + 11 } });
  await expect(page.getByRole("complementary", { name: "write up" })).toContainText("a needle was found");
  await rows.focus();
  await press("Escape");
  await expect(page.getByRole("complementary")).toHaveCount(0);
});

test("search finds names, attributes, inputs and outputs, and steps through what it found", async () => {
  await rows.focus();
  await press("/");
  const field = cell.getByRole("searchbox", { name: "Search the spans" });
  await expect(field).toBeFocused();
  await page.keyboard.type("needle");
  const found = cell.locator("output");
  await expect(found).toHaveText(/^\d of 4$/);
  // It begins at the name that was found first; the four stand in rows 5 to 8.
  let hit = Number((await found.innerText())[0]);
  for (let step = 0; step < 4; step++) {
    await press("Enter");
    hit = (hit % 4) + 1;
    await expect(found).toHaveText(`${hit} of 4`);
    await expect(cell).toContainText(`row ${hit + 4} of 8`);
  }
  await press("Shift+Enter");
  await expect(found).toHaveText(`${hit === 1 ? 4 : hit - 1} of 4`);
  await field.fill("no such thing");
  await expect(found).toHaveText("none");
  await press("Escape");
  await expect(rows).toBeFocused();
  await expect(found).toHaveCount(0);
});

test("the table has the same rows and is reached and read by keyboard", async () => {
  const toggle = cell.getByRole("button", { name: "Table", exact: true });
  await toggle.focus();
  await press("Enter");
  const table = cell.getByRole("treegrid");
  await expect(table).toHaveAttribute("aria-rowcount", "9");
  await expect(table.getByRole("row").locator(".wf-cut")).toHaveText(names);
  for (let step = 0; step < 4 && !(await table.evaluate((element) => element === document.activeElement)); step++)
    await press("Tab");
  await expect(table).toBeFocused();
  await press("Home", "ArrowDown", "ArrowDown", "ArrowDown");
  await expect(table.getByRole("row", { selected: true })).toContainText("work");
  await press("ArrowLeft");
  await expect(table).toHaveAttribute("aria-rowcount", "6");
  await press("ArrowRight", "Enter");
  await expect(page.getByRole("complementary", { name: "work" })).toBeVisible();
  await press("Escape");
  await expect(page.getByRole("complementary")).toHaveCount(0);
  await toggle.click();
  await expect(table).toHaveCount(0);
});

test("a trace with a circle, orphans, missing ends and instants opens and says what is odd", async () => {
  const strange = window.cell("odd");
  await expect(strange).toContainText("6 spans shown");
  const said = strange.getByText("Odd:").locator("..");
  for (const words of [
    "1 circle of parents",
    "1 span whose parent is missing",
    "1 span without an end",
    "1 span ending before the start",
  ])
    await expect(said).toContainText(words);
  const canvas = strange.getByRole("application").locator("canvas");
  await expect.poll(() => window.drawnPixels(canvas)).toBeGreaterThan(500);
  await strange.getByRole("button", { name: "Table", exact: true }).click();
  const table = strange.getByRole("treegrid");
  for (const [name, remark] of [
    ["lost child", "orphan"],
    ["no end", "no end"],
    ["backwards", "ends before start"],
  ])
    await expect(table.getByRole("row").filter({ hasText: name })).toContainText(remark ?? "");
  await expect(table.getByRole("row").filter({ hasText: "circle" })).not.toHaveCount(0);
});

test("a trace that is not there is said to be missing", async () => {
  await expect(window.cell("none")).toContainText(`no imported span belongs to trace "${"c".repeat(32)}"`);
});
