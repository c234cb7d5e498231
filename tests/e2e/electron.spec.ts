import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { _electron, type ElectronApplication, expect, type Page, test } from "@playwright/test";
import type { Bridge } from "../../src/host.ts";
import { findBinary } from "../support/electron-binary.ts";

// The same page in Electron. Runs where Electron's binary is; elsewhere main/ is covered by tests/main/electron.test.ts.
const binary = findBinary();
const noDisplay = process.platform === "linux" && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY;

test.skip(
  !binary,
  "ELECTRON IS NOT TESTED HERE: its binary is missing (node node_modules/electron/install.js fetches it)",
);
test.skip(noDisplay, "ELECTRON IS NOT TESTED HERE: there is no display (xvfb-run npm test gives it one)");

let app: ElectronApplication;
let page: Page;
let folder: string;

test.beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "casebook-electron-"));
  writeFileSync(join(folder, "given.csv"), "a,b\n1,2\n");
  // Root cannot use Chromium's sandbox; the window's own settings are asserted all the same.
  const asRoot = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  app = await _electron.launch({
    executablePath: binary ?? "",
    args: [...asRoot, resolve("."), join(folder, "given.csv")],
    env: { ...(process.env as Record<string, string>), CASEBOOK_CONFIG: join(folder, "config") },
  });
  page = await app.firstWindow();
  await page.waitForLoadState();
});

test.afterAll(async () => {
  await app?.close();
  if (folder) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});

/** Calls the host as the page does. */
const call = (method: string, ...args: readonly unknown[]) =>
  page.evaluate(([method, args]) => (window as unknown as { casebook: Bridge }).casebook.call(method as "stat", args), [
    method,
    args,
  ] as const);

test("the page runs without Node, at its own address", async () => {
  expect(page.url()).toBe("casebook://app/");
  await expect(page).toHaveTitle(/Casebook/);
  expect(await page.evaluate(() => [typeof (globalThis as { require?: unknown }).require, typeof process])).toEqual([
    "undefined",
    "undefined",
  ]);
  expect(await page.evaluate(() => crossOriginIsolated || isSecureContext)).toBe(true);
});

test("the page reads and writes files through the bridge and its scheme", async () => {
  const path = join(folder, "n.md");
  expect(await call("writeText", path, "hello")).toEqual({ value: null });
  expect(readFileSync(path, "utf8")).toBe("hello");
  const part = await page.evaluate(async (path) => {
    const url = new URL(`/file?path=${encodeURIComponent(path)}`, location.href);
    const put = await fetch(new URL(`/file?path=${encodeURIComponent(`${path}.bin`)}`, url), {
      method: "PUT",
      body: new Blob(["0123456789"]),
    });
    const got = await fetch(url, { headers: { Range: "bytes=1-3" } });
    return [put.status, got.status, await got.text()];
  }, path);
  expect(part).toEqual([204, 206, "ell"]);
  expect(readFileSync(`${path}.bin`, "utf8")).toBe("0123456789");
});

test("DuckDB starts, and the file from the command line is read", async () => {
  await expect(page.getByText("given", { exact: false }).first()).toBeVisible();
});

test("the page reaches no network and opens no window", async () => {
  let reached = 0;
  const server = createServer((_request, response) => {
    reached++;
    response.end();
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  expect(
    await page.evaluate(
      (url) =>
        fetch(url).then(
          () => "reached",
          () => "refused",
        ),
      url,
    ),
  ).toBe("refused");
  expect(await page.evaluate((url) => String(window.open(url)), url)).toBe("null");
  await page.evaluate((url) => location.assign(url), url).catch(() => undefined);
  await page.waitForTimeout(500);
  expect(page.url()).toBe("casebook://app/");
  expect(app.windows()).toHaveLength(1);
  expect(reached).toBe(0);
  server.close();
});
