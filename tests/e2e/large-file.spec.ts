import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { writeBig } from "../../tools/samples/big.mjs";
import { type RunningHost, startWebHost } from "../support/web-host.ts";

// Large files are hashed on a thread of their own, which is there in a browser only.

let folder: string;
let host: RunningHost | undefined;

test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "casebook-large-"));
});

test.afterAll(async () => {
  await host?.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});

test("a large file is known by the hash of all its bytes", async ({ page }) => {
  const otlp = join(folder, "large.jsonl");
  const { otlpBytes } = writeBig({ spans: 20_000, otlp });
  expect(otlpBytes).toBeGreaterThan(16 * 1024 * 1024);
  await page.addInitScript(() => {
    const { Worker: Started } = window;
    window.Worker = class extends Started {
      constructor(...args: ConstructorParameters<typeof Started>) {
        super(...args);
        this.addEventListener("message", ({ data }) => {
          if (data?.type === "done") document.documentElement.dataset.sha256 = data.counts.sha256;
        });
      }
    };
  });
  host = await startWebHost([otlp]);
  await page.goto(host.url);
  const expected = createHash("sha256").update(readFileSync(otlp)).digest("hex");
  await expect(page.locator("html")).toHaveAttribute("data-sha256", expected);
});
