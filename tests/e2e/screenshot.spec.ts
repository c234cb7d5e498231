import { mkdirSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "@playwright/test";
import { type RunningHost, startWebHost } from "../support/web-host.ts";
import { CasebookWindow } from "../support/window.ts";

// The picture in the README: the sample's answer. Written with CASEBOOK_SCREENSHOT=1; the view is asserted always.

let host: RunningHost;
test.beforeAll(async () => {
  host = await startWebHost();
});
test.afterAll(() => host?.stop());

test.use({ colorScheme: "light", viewport: { width: 1440, height: 900 } });

test("the sample's answer stands in the latency table", async ({ page }) => {
  const window = await CasebookWindow.open(page, host.url);
  await page.getByRole("button", { name: "Open sample" }).click();
  await window.expectState("slowest_trace", "done");
  await window.settled();
  const table = window.cell("where_time_goes");
  await table.evaluate((element) => element.parentElement?.previousElementSibling?.scrollIntoView());
  const slowest = table.locator("tbody tr").first();
  await expect(slowest).toBeInViewport();
  await expect(slowest).toContainText("warehouse.query");
  await expect(slowest).toContainText("85 %");
  await expect(page.getByRole("region", { name: "Timeline" })).toContainText("current, 173 traces");
  window.expectClean();
  if (process.env.CASEBOOK_SCREENSHOT !== "1") return;
  const folder = resolve(import.meta.dirname, "../../docs");
  mkdirSync(folder, { recursive: true });
  await page.mouse.move(0, 0);
  const path = resolve(folder, "screenshot.png");
  await page.screenshot({ path, animations: "disabled" });
  expect(statSync(path).size).toBeLessThan(250_000);
});
