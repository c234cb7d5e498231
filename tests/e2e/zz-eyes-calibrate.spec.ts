import { mkdirSync } from "node:fs";
import { test } from "@playwright/test";
import { startWebHost } from "../support/web-host.ts";
import { CasebookWindow } from "../support/window.ts";

const out = "/tmp/lead/shots/calibrate";
mkdirSync(out, { recursive: true });
test.setTimeout(240_000);

for (const [scheme, width, height] of [
  ["light", 1440, 900],
  ["dark", 1440, 900],
  ["light", 1280, 720],
  ["dark", 1280, 720],
] as const)
  test(`${scheme} ${width}`, async ({ browser }) => {
    const host = await startWebHost([`${process.cwd()}/sample-data/judge-calibration/calibration.casebook.md`]);
    const page = await browser.newPage({ viewport: { width, height }, colorScheme: scheme });
    const window = await CasebookWindow.open(page, host.url);
    await window.settled();
    for (const name of ["first_version", "second_version", "resolved"]) {
      const cell = window.cell(name);
      await window.expectState(name, "done");
      await page.setViewportSize({ width, height: 3400 });
      await cell.scrollIntoViewIfNeeded();
      await page.waitForTimeout(500);
      if (width === 1280 && name === "first_version") continue;
      await cell.screenshot({ path: `${out}/${name}-${scheme}-${width}.png` });
      if (scheme === "light") {
        for (const summary of await cell.locator(".calibration-section > summary").all()) await summary.click();
        await cell.locator(".calibration-rules > summary").first().click();
        await page.waitForTimeout(2500);
        await cell.screenshot({ path: `${out}/${name}-open-${scheme}-${width}.png` });
      }
    }
    await page.setViewportSize({ width, height });
    await page.waitForTimeout(500);
    await page.screenshot({ path: `${out}/page-${scheme}-${width}.png` });
    console.log(window.pageErrors);
    await page.close();
    await host.stop();
  });
