import { cpSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "@playwright/test";
import { startWebHost } from "../support/web-host.ts";
import { CasebookWindow } from "../support/window.ts";

test("eyes", async ({ page }) => {
  test.setTimeout(240_000);
  const folder = mkdtempSync(join(tmpdir(), "map-eyes-"));
  cpSync("sample-data/query-drift", folder, { recursive: true });
  const head = readFileSync(join(folder, "drift.casebook.md"), "utf8").split("---").slice(0, 2).join("---");
  writeFileSync(
    join(folder, "map.casebook.md"),
    `${head}---
\`\`\`yaml cell=topics kind=embedding-map
fit: reference
clusters: 8
\`\`\`
`,
  );
  const host = await startWebHost([join(folder, "map.casebook.md")]);
  const shot = (name: string) => page.screenshot({ path: `/tmp/lead/shots/map/q-${name}.png` });
  await page.setViewportSize({ width: 1440, height: 900 });
  const window = await CasebookWindow.open(page, host.url);
  await window.expectState("topics", "done");
  await window.settled();
  await page.locator(".emap").scrollIntoViewIfNeeded();
  await page.waitForTimeout(800);
  await shot("done");
  await page.getByRole("button", { name: "Difference" }).click();
  await page.locator(".emap-cluster").first().click();
  await page.locator(".emap-selection").scrollIntoViewIfNeeded();
  await page.waitForTimeout(400);
  await shot("selection");
  await page.locator(".emap-selection button", { hasText: "Traces" }).click();
  await page.waitForTimeout(3000);
  await shot("traces");
  await page.locator(".emap-selection button", { hasText: "Pin" }).click();
  await page.waitForTimeout(1500);
  await shot("pinned");
  await page.locator(".emap-selection button", { hasText: "Clear" }).click();
  await page.getByRole("combobox", { name: "Colour" }).selectOption("novelty");
  await page.setViewportSize({ width: 1280, height: 720 });
  await page.emulateMedia({ colorScheme: "dark" });
  await page.locator(".emap-map").scrollIntoViewIfNeeded();
  await page.waitForTimeout(600);
  await shot("novelty-dark");
  console.log(window.pageErrors);
  await host.stop();
});
