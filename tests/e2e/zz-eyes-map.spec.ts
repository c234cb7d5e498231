import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "@playwright/test";
import { clusteredEmbeddings } from "../support/clustered-embeddings.ts";
import { embeddingLines } from "../support/embedding-lines.ts";
import { startWebHost } from "../support/web-host.ts";
import { CasebookWindow } from "../support/window.ts";

test("eyes", async ({ page }) => {
  test.setTimeout(240_000);
  const folder = mkdtempSync(join(tmpdir(), "map-eyes-"));
  const rows = [
    ...clusteredEmbeddings(3000, { dimensions: 48 }),
    ...clusteredEmbeddings(2000, { dimensions: 48, day: "2026-04-02", seed: 2, shares: [1, 1, 0.1, 4], prefix: "c" }),
  ];
  writeFileSync(join(folder, "queries.jsonl"), embeddingLines(rows));
  writeFileSync(
    join(folder, "map.casebook.md"),
    `---
casebook: 1
title: Map
sources:
  - queries.jsonl
cohorts:
  reference: {from: 2026-04-01, to: 2026-04-01}
  current: {from: 2026-04-02, to: 2026-04-02}
---
\`\`\`yaml cell=topics kind=embedding-map
fit: reference
\`\`\`
`,
  );
  const host = await startWebHost([join(folder, "map.casebook.md")]);
  const shot = (name: string) => page.screenshot({ path: `/tmp/lead/shots/map/${name}.png` });
  await page.setViewportSize({ width: 1440, height: 900 });
  const window = await CasebookWindow.open(page, host.url);
  page.on("console", (m) => console.log("console", m.text()));
  await page.waitForTimeout(3500);
  await shot("running");
  await window.settled();
  await page.locator(".emap").scrollIntoViewIfNeeded();
  await page.waitForTimeout(800);
  await shot("done-1440");
  await page.locator(".emap-cluster").first().click();
  await page.getByRole("button", { name: "Difference" }).click();
  await page.waitForTimeout(500);
  await shot("difference");
  await page.locator(".emap-selection").scrollIntoViewIfNeeded();
  await shot("selection");
  await page.getByRole("combobox", { name: "Colour" }).selectOption("cluster");
  await page.setViewportSize({ width: 1280, height: 720 });
  await page.emulateMedia({ colorScheme: "dark" });
  await page.locator(".emap-map").hover({ position: { x: 200, y: 200 } });
  await page.waitForTimeout(500);
  await shot("dark-1280");
  console.log(window.pageErrors);
  await host.stop?.();
});
