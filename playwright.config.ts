import { existsSync } from "node:fs";
import { defineConfig } from "@playwright/test";

// npm test looks further; see tools/chromium.mjs. Undefined means Playwright's own.
const chromium = process.env.CASEBOOK_CHROMIUM || ["/usr/bin/chromium", "/usr/bin/google-chrome"].find(existsSync);

const quiet = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export default defineConfig({
  testDir: "tests/e2e",
  testMatch: "**/*.spec.ts",
  outputDir: "test-results",
  globalSetup: "./tests/support/global-setup.ts",
  fullyParallel: false,
  forbidOnly: Boolean(process.env.CI),
  retries: 0,
  workers: 2,
  // Far more than anything takes: on a machine with other work, a wait that is long is no failure.
  timeout: 360_000,
  expect: { timeout: 60_000 },
  reporter: [["list"]],
  use: {
    viewport: { width: 1440, height: 900 },
    acceptDownloads: true,
    screenshot: "only-on-failure",
    trace: "retain-on-failure",
    launchOptions: { args: quiet, executablePath: chromium },
  },
});
