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
    await expect(page.getByRole("contentinfo")).toContainText("idle", { timeout: 180_000 });
    return window;
  }

  /** Waits until the files that the window was started with have been read and the first cells have run. */
  async started(): Promise<void> {
    await this.expectState("import_report", "done");
    await this.settled();
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
    await expect(this.cell(name).getByRole("button", { name: words, exact: true })).toBeVisible({ timeout: 180_000 });
  }

  /** Waits until every cell has run and nothing is under way. */
  async settled(): Promise<void> {
    const toRead = this.page.locator("#side-sources").getByText(/^(waiting|reading)$/);
    await expect(toRead.or(this.page.locator(".import-progress"))).toHaveCount(0, { timeout: 180_000 });
    await expect(this.page.locator(".gutter-run:is(.is-running, .is-queued)")).toHaveCount(0, { timeout: 180_000 });
    await expect(this.page.getByRole("contentinfo")).toContainText("idle", { timeout: 180_000 });
  }

  /** Adds a cell at the notebook's end from the menu there, and gives the name that it got. */
  async addCell(title: string): Promise<string> {
    const known = await this.cellNames();
    const kind = this.page.getByRole("menuitem", { name: new RegExp(`^${title}\\b`) });
    // A result that comes near and grows while the button is pressed pushes it from under the pointer: pressed again.
    await expect(async () => {
      await this.page.getByRole("button", { name: "+ Add cell" }).last().click();
      await expect(kind).toBeVisible({ timeout: 10_000 });
    }).toPass();
    await kind.click();
    await expect.poll(async () => (await this.cellNames()).length).toBe(known.length + 1);
    return (await this.cellNames()).find((name) => !known.includes(name)) ?? "";
  }

  /** The named cells in their order. */
  async cellNames(): Promise<string[]> {
    const names = this.page.getByLabel("Name of the cell and of its table");
    return names.evaluateAll((inputs) => inputs.map((input) => (input as HTMLInputElement).value));
  }

  /** Types over a cell's source. Pasted in one go, because an editor indents and closes brackets as one types. */
  async write(cell: Locator, text: string): Promise<void> {
    // An editor is made when its cell comes near the view.
    await cell.scrollIntoViewIfNeeded();
    await cell.locator(".monaco-editor .view-lines").click();
    await this.page.keyboard.press("ControlOrMeta+a");
    await this.page.keyboard.insertText(text);
  }

  /** Runs the palette's first answer to what is typed. */
  async command(text: string): Promise<void> {
    await this.page.keyboard.press("ControlOrMeta+k");
    const palette = this.page.getByRole("dialog", { name: "Find a command or a trace" });
    await palette.getByRole("combobox").fill(text);
    await expect(palette.getByRole("option").first()).toBeVisible();
    await this.page.keyboard.press("Enter");
    await expect(palette).toHaveCount(0);
  }

  /** Nothing was asked of the outside and nothing broke since the window was opened. */
  expectClean(): void {
    expect(this.strayRequests).toEqual([]);
    expect(this.pageErrors).toEqual([]);
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
    await this.page.getByRole("button", { name: "Cohorts…" }).click();
    for (const [cohort, [from, to]] of Object.entries(windows)) {
      const fields = this.page.getByRole("group", { name: cohort, exact: true });
      await fields.getByLabel("from", { exact: true }).fill(from);
      await fields.getByLabel("to", { exact: true }).fill(to);
    }
    await this.page.getByRole("button", { name: "Set cohorts" }).click();
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
