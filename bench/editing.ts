import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { expect } from "vitest";
import { startWebHost } from "../tests/support/web-host.ts";
import { workUntilFrames } from "./frames.ts";
import { median, report } from "./report.ts";
import { freshPage, measured } from "./window.ts";

// What a notebook of 200 cells costs over one of a single cell in the same window: until it can be written in, from
// nothing and in a window that runs, and for each letter that is typed. The peer is the bare window with one editor, so
// that the difference is the cells' alone.

const many = 200;
const times = 3;
const letters = " and n > 10 and n < 90 and n % 3 = 1 and n % 5 = 2";

/** From the press of Open in the window's dialog to a notebook whose cells all stand there and can be written in. */
export async function openingInWindow(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "casebook-cells-"));
  const paths = ["first", "many", "one"].map((name) => join(folder, `${name}.casebook.md`));
  for (const path of paths) writeFileSync(path, notebookOf(path.includes("many") ? many : 1));
  // The first is opened; those behind it are trusted.
  const host = await startWebHost(paths);
  const page = await freshPage();
  const ours: number[] = [];
  const peer: number[] = [];
  try {
    await page.goto(host.url);
    await measured(page, "run");
    for (let time = 0; time < times; time++) {
      ours.push(await openedInWindow(page, "many", many));
      await measured(page, "run", time * 2 + 2);
      peer.push(await openedInWindow(page, "one", 1));
      await measured(page, "run", time * 2 + 3);
    }
  } finally {
    await page.close({ runBeforeUnload: false });
    await host.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  report({
    name: `a notebook of ${many} cells opened in a running window`,
    unit: "ms",
    ours: median(ours),
    peer: median(peer),
    peerIs: "a notebook of one cell",
    target: { most: 2000, of: "ours" },
    n: times,
  });
}

async function openedInWindow(page: Page, name: string, cells: number): Promise<number> {
  await page.keyboard.press("ControlOrMeta+o");
  const dialog = page.getByRole("dialog", { name: "Open notebook" });
  await dialog.getByRole("option", { name: `${name}.casebook.md` }).click();
  return dialog.getByRole("button", { name: "Open", exact: true }).evaluate(clickAndSee, cells);
}

/** Runs in the page: milliseconds from a click until so many other cells stand there and an editor can be written in. */
async function clickAndSee(button: Element, cells: number): Promise<number> {
  const old = new Set(document.querySelectorAll("section.cell"));
  const start = performance.now();
  (button as HTMLElement).click();
  for (;;) {
    await new Promise(requestAnimationFrame);
    const now = [...document.querySelectorAll("section.cell")];
    const stand = now.length === cells && !now.some((cell) => old.has(cell));
    if (stand && document.querySelector(".code-editor.is-ready")) return performance.now() - start;
  }
}

/** From the address to a notebook whose cells all stand there and whose first editor can be written in. */
export async function openingCells(): Promise<void> {
  const ours: number[] = [];
  const peer: number[] = [];
  for (let time = 0; time < times; time++) {
    ours.push(await withNotebook(many, async (_, ms) => ms));
    peer.push(await withNotebook(1, async (_, ms) => ms));
  }
  const name = `a notebook of ${many} cells until it can be written in`;
  const peerIs = "the same window with one cell";
  report({
    name,
    unit: "ms",
    ours: median(ours),
    peer: median(peer),
    peerIs,
    n: times,
  });
}

/** What the page has to do for the frame that shows a letter, and for the letter in all; and how long that takes. */
export async function typingInCells(): Promise<void> {
  const ours = await withNotebook(many, typed);
  const peer = await withNotebook(1, typed);
  const common = { unit: "ms" as const, peerIs: "the same editor as the only cell", n: ours.work.length };
  report({
    name: `the page's work for the frame that shows a letter, in a notebook of ${many} cells`,
    ...common,
    ours: median(ours.frames),
    peer: median(peer.frames),
    target: { most: 16, of: "ours" },
  });
  report({
    name: "all its work for a letter, what follows the frame included (lists of offers, reading the cell anew)",
    ...common,
    ours: median(ours.work),
    peer: median(peer.work),
  });
  report({
    name: "from the key until it is drawn, with the wait for the next frame",
    ...common,
    ours: median(ours.drawn),
    peer: median(peer.drawn),
  });
}

async function withNotebook<T>(cells: number, use: (page: Page, openedMs: number) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "casebook-cells-"));
  const path = join(folder, "cells.casebook.md");
  writeFileSync(path, notebookOf(cells));
  const host = await startWebHost([path]);
  const page = await freshPage();
  try {
    await page.goto(host.url);
    const opened = await page.waitForFunction(
      (cells) =>
        document.querySelectorAll("section.cell").length === cells &&
        document.querySelector(".code-editor.is-ready") &&
        performance.now(),
      cells,
      { polling: "raf" },
    );
    return await use(page, Number(await opened.jsonValue()));
  } finally {
    await page.close({ runBeforeUnload: false });
    await host.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Cells as a notebook has them: half SQL, a quarter YAML, a quarter prose. */
function notebookOf(cells: number): string {
  const kinds = [
    (n: number) => `\`\`\`sql cell=first_${n}\nselect i as n, i * ${n} as m\nfrom range(100) t(i)\nwhere i > 1\n\`\`\``,
    (n: number) => `## Part ${n}\n\nWords about part ${n}, and what follows from it.`,
    (n: number) => `\`\`\`sql cell=second_${n}\nselect n, m from first_${n - 2}\n\`\`\``,
    (n: number) => `\`\`\`yaml cell=overview_${n} kind=overview\nper: day\n\`\`\``,
  ];
  const text = Array.from({ length: cells }, (_, n) => kinds[n % kinds.length]?.(n));
  return `---\ncasebook: 1\ntitle: Cells\n---\n\n${text.join("\n\n")}\n`;
}

interface Typed {
  /** Milliseconds that the page's thread was busy for each letter: what it does before, in and after the frame. */
  readonly work: readonly number[];
  readonly drawn: readonly number[];
  /** Milliseconds of it until the frame that shows the letter is handed on. */
  readonly frames: readonly number[];
}

async function typed(page: Page): Promise<Typed> {
  // The cells' own runs are another figure.
  await measured(page, "run");
  await page.waitForTimeout(1000);
  await page.locator(".monaco-editor .view-lines").first().click();
  await page.keyboard.press("ControlOrMeta+End");
  await page.evaluate(watchKeys);
  const busy = await busyOf(page);
  const work: number[] = [];
  for (const letter of letters) {
    const before = await busy();
    await page.keyboard.press(letter === " " ? "Space" : letter);
    await page.waitForTimeout(60);
    work.push((await busy()) - before);
  }
  const drawn = await page.evaluate(() => (window as unknown as { taken: number[] }).taken);
  expect(drawn.length).toBeGreaterThan(letters.length / 2);
  const frames = await workUntilFrames(page, async () => {
    for (const letter of letters) {
      await page.keyboard.press(letter === " " ? "Space" : letter);
      await page.waitForTimeout(60);
    }
  });
  expect(frames.length).toBeGreaterThan(letters.length / 2);
  return { work, drawn, frames };
}

/** How many milliseconds the page's thread has been busy so far. */
async function busyOf(page: Page): Promise<() => Promise<number>> {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  return async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return 1000 * (metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN);
  };
}

/** Takes the time from each key to the end of the frame after it, which a message behind the frame's callback tells. */
function watchKeys(): void {
  const taken: number[] = [];
  Object.assign(window, { taken });
  const press = () => {
    const start = performance.now();
    requestAnimationFrame(() => {
      const after = new MessageChannel();
      after.port1.onmessage = () => taken.push(performance.now() - start);
      after.port2.postMessage(null);
    });
  };
  window.addEventListener("keydown", press, { capture: true });
}
