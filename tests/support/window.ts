import { expect, type Locator, type Page } from "@playwright/test";

/** The window as a person finds it: parts by their names, never by their inner workings. */
export class CasebookWindow {
  constructor(readonly page: Page) {}

  static async open(page: Page, url: string): Promise<CasebookWindow> {
    await page.goto(url);
    return new CasebookWindow(page);
  }

  /** A cell by the name of its table. */
  cell(name: string): Locator {
    return this.page.locator("section.cell").filter({ has: this.page.locator(`input.cell-name[value="${name}"]`) });
  }

  /** Waits until every cell has run and nothing is under way. */
  async settled(): Promise<void> {
    await expect(this.page.locator(".gutter-run.is-running, .gutter-run.is-queued")).toHaveCount(0, {
      timeout: 90_000,
    });
    await expect(this.page.getByRole("contentinfo")).toContainText("idle", { timeout: 90_000 });
  }

  /** Drops files on the window as a file manager would. */
  async drop(files: readonly { readonly name: string; readonly bytes: Buffer }[]): Promise<void> {
    const transfer = await this.page.evaluateHandle(
      (given) => {
        const data = new DataTransfer();
        for (const { name, base64 } of given)
          data.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name));
        return data;
      },
      files.map(({ name, bytes }) => ({ name, base64: bytes.toString("base64") })),
    );
    for (const type of ["dragenter", "dragover", "drop"])
      await this.page.dispatchEvent("body", type, { dataTransfer: transfer });
  }
}
