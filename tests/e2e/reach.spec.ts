import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "@playwright/test";

// Who can reach the web host, seen from a real browser. Every attack here is given the token, which it would not have.
const host = () => process.env.CASEBOOK_URL as string;

let foreign: Server;
let foreignUrl: string;

test.beforeAll(async () => {
  foreign = createServer((_request, response) => response.setHeader("Content-Type", "text/html").end("<body>foreign"));
  await new Promise<void>((done) => foreign.listen(0, "127.0.0.1", done));
  foreignUrl = `http://127.0.0.1:${(foreign.address() as AddressInfo).port}/`;
});

test.afterAll(() => {
  foreign.close();
});

test("the page that npm start opens leads to Casebook", async ({ page }) => {
  const folder = mkdtempSync(join(tmpdir(), "casebook-lead-"));
  const file = join(folder, "open.html");
  writeFileSync(file, `<!doctype html><meta http-equiv="refresh" content="0; url=${host()}">`);
  await page.goto(pathToFileURL(file).href);
  await page.waitForURL(host());
  await expect(page).toHaveTitle(/Casebook/);
  rmSync(folder, { recursive: true });
});

test("another page can neither read nor write, though it knows the token", async ({ page }) => {
  const target = join(mkdtempSync(join(tmpdir(), "casebook-target-")), "written");
  await page.goto(foreignUrl);
  const outcomes = await page.evaluate(
    async ([url, target]) => {
      const read = () => fetch(`${url}file?path=/etc/hosts`, { mode: "no-cors" }).then(() => "read");
      const start = { method: "POST", headers: { "Content-Type": "application/json" }, body: "[]" };
      const call = () => fetch(`${url}api/start`, start).then(() => "called");
      const blind = () =>
        fetch(`${url}file?path=${encodeURIComponent(target)}`, { method: "PUT", body: "x" }).then(() => "written");
      const script = () =>
        new Promise((done, fail) => {
          const element = Object.assign(document.createElement("script"), { src: `${url}index.html`, onerror: fail });
          element.onload = () => done("loaded");
          document.head.append(element);
        });
      return Promise.all([read, call, blind, script].map((attack) => attack().catch(() => "refused")));
    },
    [host(), target] as const,
  );
  expect(outcomes).toEqual(["refused", "refused", "refused", "refused"]);
  expect(existsSync(target)).toBe(false);
  rmSync(dirname(target), { recursive: true });
});

test("another page cannot show Casebook in a frame", async ({ page }) => {
  await page.goto(foreignUrl);
  const answered = page.waitForResponse((response) => response.url().startsWith(host()));
  await page.evaluate((url) => {
    document.body.append(Object.assign(document.createElement("iframe"), { src: url }));
  }, host());
  expect((await answered).status()).toBe(403);
});

test("a window that another page opened tells it nothing", async ({ page, context }) => {
  await page.goto(foreignUrl);
  const opened = context.waitForEvent("page");
  await page.evaluate((url) => Object.assign(window, { opened: window.open(url) }), host());
  const casebook = await opened;
  await casebook.waitForLoadState();
  expect(await casebook.evaluate(() => window.opener)).toBeNull();
  expect(await page.evaluate(() => (window as unknown as { opened: Window }).opened.closed)).toBe(true);
});

test("the page itself can connect to nothing but its own origin", async ({ page }) => {
  let reached = 0;
  foreign.on("request", () => reached++);
  await page.goto(host());
  const outcomes = await page.evaluate(async (url) => {
    const socket = () =>
      new Promise((done, fail) => {
        const opened = new WebSocket(url.replace("http", "ws"));
        opened.onopen = done;
        opened.onerror = fail;
      });
    const image = () =>
      new Promise((done, fail) => Object.assign(new Image(), { onload: done, onerror: fail, src: `${url}a.png` }));
    const worker = () =>
      new Promise((done, fail) => {
        const code = `fetch(${JSON.stringify(url)}).then(() => postMessage(1), () => postMessage(0))`;
        const made = new Worker(URL.createObjectURL(new Blob([code])));
        made.onmessage = ({ data }) => (data ? done(data) : fail());
        made.onerror = fail;
      });
    const attempts = [() => fetch(url), () => fetch(url, { mode: "no-cors" }), socket, image, worker];
    return Promise.all(
      attempts.map((attempt) =>
        attempt().then(
          () => "reached",
          () => "refused",
        ),
      ),
    );
  }, foreignUrl);
  expect(outcomes).toEqual(["refused", "refused", "refused", "refused", "refused"]);
  expect(reached).toBe(0);
});
