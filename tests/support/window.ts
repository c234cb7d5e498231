import { expect, type Locator, type Page } from "@playwright/test";

/** The window as a person finds it: parts by their names, never by their inner workings. */
export class CasebookWindow {
  /** Requests that left for anywhere but the page's own origin. There must never be one. */
  readonly strayRequests: string[] = [];
  readonly pageErrors: string[] = [];

  constructor(
    readonly page: Page,
    url: string,
  ) {
    const { origin } = new URL(url);
    page.on("request", (request) => {
      const target = request.url();
      if (!target.startsWith(origin) && !/^(blob|data):/.test(target)) this.strayRequests.push(target);
    });
    page.on("pageerror", (error) => this.pageErrors.push(error.message));
  }

  static async open(page: Page, url: string): Promise<CasebookWindow> {
    const window = new CasebookWindow(page, url);
    await page.goto(url);
    await expect(page.getByRole("contentinfo")).toContainText("idle", { timeout: 60_000 });
    return window;
  }

  /** A cell by the name of its table. */
  cell(name: string): Locator {
    return this.page.locator("section.cell", {
      has: this.page.getByLabel("Name of the cell and of its table").and(this.page.locator(`[value="${name}"]`)),
    });
  }

  /** A cell's state, in the word that the gutter says to a screen reader. */
  async expectState(name: string, state: "done" | "failed" | "stale" | "running"): Promise<void> {
    const words = state === "running" ? "Stop" : `Run this cell; it is ${state}`;
    await expect(this.cell(name).getByRole("button", { name: words, exact: true })).toBeVisible({ timeout: 90_000 });
  }

  /** Waits until every cell has run and nothing is under way. */
  async settled(): Promise<void> {
    await expect(this.page.locator(".import-progress")).toHaveCount(0, { timeout: 90_000 });
    await expect(this.page.locator(".gutter-run:is(.is-running, .is-queued)")).toHaveCount(0, { timeout: 90_000 });
    await expect(this.page.getByRole("contentinfo")).toContainText("idle", { timeout: 90_000 });
  }

  /** Drops files on the window as a file manager would. */
  async drop(files: readonly { readonly name: string; readonly bytes: Buffer }[]): Promise<void> {
    const given = files.map(({ name, bytes }) => ({ name, base64: bytes.toString("base64") }));
    const transfer = await this.page.evaluateHandle((given) => {
      const data = new DataTransfer();
      for (const { name, base64 } of given)
        data.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name));
      return data;
    }, given);
    for (const type of ["dragenter", "dragover", "drop"])
      await this.page.dispatchEvent("body", type, { dataTransfer: transfer });
  }

  /** Sets both windows by their exact dates. */
  async setWindows(windows: Record<"reference" | "current", readonly [from: string, to: string]>): Promise<void> {
    await this.page.getByRole("button", { name: "Exact dates…" }).click();
    for (const [cohort, [from, to]] of Object.entries(windows)) {
      const fields = this.page.getByRole("group", { name: cohort, exact: true });
      await fields.getByLabel("from").fill(from);
      await fields.getByLabel("to").fill(to);
    }
    await this.page.getByRole("button", { name: "Set windows" }).click();
  }

  /** How many of a canvas's pixels differ from its first one: what was drawn, whatever it was. */
  async drawnPixels(canvas: Locator): Promise<number> {
    return canvas.evaluate((element) => {
      const { width, height } = element as HTMLCanvasElement;
      const copy = new OffscreenCanvas(width, height);
      const context = copy.getContext("2d") as OffscreenCanvasRenderingContext2D;
      context.drawImage(element as HTMLCanvasElement, 0, 0);
      const pixels = new Uint32Array(context.getImageData(0, 0, width, height).data.buffer);
      return pixels.reduce((count, pixel) => count + (pixel === pixels[0] ? 0 : 1), 0);
    });
  }
}
