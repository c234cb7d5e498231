import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { openBrowser } from "../../tools/browser.mjs";
import { findElectron } from "../../tools/electron.mjs";
import { readArguments } from "../../tools/start.mjs";
import { testFolder } from "../support/folder.ts";

const top = testFolder();
const onUnix = process.platform !== "win32";
const script = resolve("tools", "start.mjs");

describe("the command line", () => {
  it("takes files relative to where the user is, and refuses those that are not there", () => {
    writeFileSync(join(top, "a.jsonl"), "");
    expect(readArguments(["a.jsonl"], top)).toMatchObject({ paths: [join(top, "a.jsonl")], asked: null });
    expect(() => readArguments(["no.jsonl"], top)).toThrow(`${join(top, "no.jsonl")}: there is no such file or folder`);
  });

  it("goes to the browser when an option says so, and tells which one", () => {
    expect(readArguments(["--web"], top).asked).toBe("--web was given");
    expect(readArguments(["--port", "8123"], top).asked).toBe("--port was given");
    expect(readArguments(["--no-open"], top).asked).toBe("--no-open was given");
  });

  it("refuses what it does not know", () => {
    for (const args of [["--port", "x"], ["--port", "70000"], ["--port"], ["--wbe"]])
      expect(() => readArguments(args, top), args.join(" ")).toThrow();
  });
});

describe("Electron", () => {
  /** A made-up node_modules/electron whose installer does as told. */
  const clone = (installer: string) => {
    const root = mkdtempSync(join(top, "clone-"));
    const folder = join(root, "node_modules", "electron");
    mkdirSync(join(folder, "dist"), { recursive: true });
    writeFileSync(join(folder, "install.js"), installer);
    return root;
  };
  const installs = `const fs = require("node:fs"), path = require("node:path");
    fs.writeFileSync(path.join(__dirname, "dist", "electron"), "");
    fs.writeFileSync(path.join(__dirname, "path.txt"), "electron");`;
  const fails = `console.error("TypeError: fetch failed\\n    at somewhere"); process.exit(1);`;
  const find = (root: string, env: Record<string, string> = { DISPLAY: ":0" }, uid = 1000) =>
    findElectron({ root, say: () => undefined, env, platform: "linux", uid });

  it("is fetched once and then found", () => {
    const root = clone(installs);
    const binary = join(root, "node_modules", "electron", "dist", "electron");
    expect(find(root)).toEqual({ binary });
    writeFileSync(join(root, "node_modules", "electron", "install.js"), fails);
    expect(find(root)).toEqual({ binary });
  });

  it("is done without, with the reason in one line, when it cannot be fetched", () => {
    expect(find(clone(fails))).toEqual({ reason: "Electron's binary could not be fetched (fetch failed)" });
    expect(find(clone("process.exit(1)")).reason).toContain("could not be fetched");
    expect(find(clone(installs), { DISPLAY: ":0", ELECTRON_SKIP_BINARY_DOWNLOAD: "1" }).reason).toContain("may not be");
  });

  it("is done without where it could not show a window", () => {
    expect(find(clone(installs), {}).reason).toContain("no display");
    expect(find(clone(installs), { DISPLAY: ":0" }, 0).reason).toContain("root");
    expect(
      findElectron({ root: clone(installs), say: () => undefined, env: {}, platform: "darwin", uid: 0 }),
    ).toHaveProperty("binary");
  });
});

describe.runIf(process.platform === "linux")("the browser", () => {
  afterEach(() => vi.unstubAllEnvs());

  it("is told the address by a file that nobody else can read, not by its arguments", async () => {
    const folder = mkdtempSync(join(top, "open-"));
    writeFileSync(join(folder, "xdg-open"), `#!/bin/sh\nprintf '%s' "$*" > "${folder}/arguments"\n`);
    chmodSync(join(folder, "xdg-open"), 0o755);
    vi.stubEnv("PATH", `${folder}:${process.env.PATH}`);
    vi.stubEnv("DISPLAY", ":0");
    const browser = openBrowser("http://127.0.0.1:1/secret-token/", folder, () => undefined);
    await expect.poll(() => readdirSync(folder)).toContain("arguments");
    await expect.poll(() => readFileSync(join(folder, "arguments"), "utf8")).toMatch(/\.html$/);
    const page = readFileSync(join(folder, "arguments"), "utf8");
    expect(page).not.toContain("secret-token");
    expect(statSync(page).mode & 0o777).toBe(0o600);
    expect(readFileSync(page, "utf8")).toContain("url=http://127.0.0.1:1/secret-token/");
    browser.close();
    expect(readdirSync(folder)).not.toContain(page);
    expect(() => statSync(page)).toThrow("ENOENT");
  });

  it("is not looked for without a display, and its absence is said", async () => {
    const folder = mkdtempSync(join(top, "none-"));
    const said: string[] = [];
    vi.stubEnv("DISPLAY", "");
    vi.stubEnv("WAYLAND_DISPLAY", "");
    openBrowser("http://127.0.0.1:1/x/", folder, (line: string) => said.push(line));
    expect(said).toEqual(["There is no display here: open the address yourself."]);
    vi.stubEnv("DISPLAY", ":0");
    vi.stubEnv("PATH", folder);
    openBrowser("http://127.0.0.1:1/x/", folder, (line: string) => said.push(line)).close();
    await expect.poll(() => said).toContain("No browser could be started: open the address yourself.");
  });
});

describe("npm start", () => {
  const start = (...args: string[]) =>
    spawn(process.execPath, [script, ...args], {
      cwd: top,
      env: { ...process.env, CASEBOOK_CONFIG: join(top, "config") },
    });

  /** Waits until the program has printed what the pattern asks for; fails when it ends before. */
  async function said(child: ChildProcess, pattern: RegExp): Promise<RegExpExecArray> {
    let text = "";
    const ended = once(child, "close").then(([code]) => {
      throw new Error(`npm start ended with ${code}: ${text}`);
    });
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (data) => (text += data));
    return Promise.race([ended, vi.waitUntil(() => pattern.exec(text), { timeout: 200_000 })]);
  }

  it("prints why it is in the browser and the address, serves the page, and ends cleanly on Ctrl+C", async () => {
    writeFileSync(join(top, "given.jsonl"), "{}\n");
    const child = start("--no-open", "given.jsonl");
    const [, url = ""] = await said(child, /because --no-open was given[\s\S]*(http:\/\/127\.0\.0\.1:\d+\/[\w-]+\/)/);
    expect(await (await fetch(url)).text()).toContain("<title>Casebook</title>");
    const answered = await fetch(`${url}api/start`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: "[]",
    });
    expect(await answered.json()).toMatchObject({ value: { paths: [join(top, "given.jsonl")], folder: top } });
    const stopped = Date.now();
    child.kill("SIGINT");
    const [code] = await once(child, "exit");
    if (onUnix) expect(code).toBe(0);
    expect(Date.now() - stopped).toBeLessThan(10_000);
    await expect
      .poll(
        () =>
          fetch(url).then(
            () => "there",
            () => "gone",
          ),
        { timeout: 30_000 },
      )
      .toBe("gone");
  });

  it("leaves no web host behind when it is killed", async () => {
    const child = start("--no-open");
    const [, url = ""] = await said(child, /(http:\/\/\S+\/)/);
    expect((await fetch(url)).status).toBe(200);
    child.kill("SIGKILL");
    const gone = () =>
      fetch(url).then(
        () => false,
        () => true,
      );
    await expect.poll(gone, { timeout: 30_000 }).toBe(true);
  });

  it("says what is wrong with the command line and exits with 2", async () => {
    const child = start("--port", "seventy");
    let text = "";
    child.stderr?.on("data", (data) => {
      text += data;
    });
    const [code] = await once(child, "close");
    expect(code).toBe(2);
    expect(text).toContain("--port: not a port number: seventy");
    expect(text).toContain("usage: npm start");
  });

  it("says when the port is taken", async () => {
    const first = start("--no-open", "--port", "0");
    const [, url = ""] = await said(first, /(http:\/\/\S+)/);
    const second = start("--no-open", "--port", new URL(url).port);
    let text = "";
    second.stderr?.on("data", (data) => {
      text += data;
    });
    const [code] = await once(second, "close");
    expect(code).toBe(1);
    expect(text).toContain("another program is using it");
    first.kill("SIGTERM");
    await once(first, "exit");
  });
});
