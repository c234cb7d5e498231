import { mkdtempSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { contentSecurityPolicy } from "../../main/headers.ts";
import type { Bridge } from "../../src/host.ts";
import * as electron from "../support/fake-electron.ts";
import { testFolder } from "../support/folder.ts";

vi.mock("electron", () => import("../support/fake-electron.ts"));

const folder = testFolder();
const secure = { contextIsolation: true, sandbox: true, nodeIntegration: false, webSecurity: true, webviewTag: false };

beforeAll(async () => {
  process.env.CASEBOOK_CONFIG = join(folder, "config");
  process.argv = ["electron", ".", "--inspect", join(folder, "given.jsonl")];
  await import("../../main/electron.ts");
  await vi.waitFor(() => expect(electron.FakeWindow.all).toHaveLength(1), { timeout: 60_000 });
});

const window = () => electron.FakeWindow.all.at(-1) as electron.FakeWindow;
const contents = () => window().webContents;
const ipc = (channel: string, ...args: unknown[]) => {
  const { mainFrame } = contents();
  return ipcFrom(mainFrame, channel, ...args);
};
const ipcFrom = async (senderFrame: unknown, channel: string, ...args: unknown[]) =>
  electron.ipcMain.handlers.get(channel)?.({ senderFrame }, ...args);

afterEach(() => vi.clearAllMocks());

describe("the window", () => {
  it("isolates the page: sandboxed, without Node, with web security", () => {
    expect(window().options.webPreferences).toMatchObject(secure);
    expect(window().options.webPreferences).toMatchObject({
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      spellcheck: false,
    });
    expect(electron.app.sandboxed).toBe(true);
  });

  it("loads the page from its own scheme, with the preload script beside the main process", () => {
    expect(window().loaded).toBe("casebook://app/");
    expect(window().options.webPreferences.preload).toBe(resolve("main", "preload.cjs"));
  });

  it("does not let WebRTC around a proxy", () => {
    expect(contents().webRtcPolicy).toBe("disable_non_proxied_udp");
  });

  it("goes nowhere else", () => {
    const events = [
      ["will-navigate", {}],
      ["will-redirect", {}],
      ["will-attach-webview", {}],
      ["will-frame-navigate", { isMainFrame: true, url: "casebook://app/" }],
      ["will-frame-navigate", { isMainFrame: false, url: "https://evil.example/" }],
    ] as const;
    for (const [name, details] of events) {
      const event = { ...details, preventDefault: vi.fn() };
      contents().emit(name, event);
      expect(event.preventDefault, name).toHaveBeenCalledOnce();
    }
  });

  it("lets the frame of a script's sandbox be made", () => {
    const event = { isMainFrame: false, url: "about:srcdoc", preventDefault: vi.fn() };
    contents().emit("will-frame-navigate", event);
    expect(event.preventDefault).not.toHaveBeenCalled();
  });

  it("asks before leaving unsaved changes", () => {
    const leave = () => {
      const event = { preventDefault: vi.fn() };
      contents().emit("will-prevent-unload", event);
      return event.preventDefault.mock.calls.length === 1;
    };
    expect(leave()).toBe(false);
    electron.dialog.showMessageBoxSync.mockReturnValueOnce(1);
    expect(leave()).toBe(true);
  });
});

describe("links", () => {
  it("open no window, and https ones reach the browser only after a yes", async () => {
    expect(contents().openHandler({ url: "https://example.org/a" })).toEqual({ action: "deny" });
    await vi.waitFor(() => expect(electron.dialog.showMessageBox).toHaveBeenCalledOnce(), { timeout: 60_000 });
    expect(electron.shell.openExternal).not.toHaveBeenCalled();

    electron.dialog.showMessageBox.mockResolvedValueOnce({ response: 1 });
    contents().openHandler({ url: "https://example.org/a" });
    await vi.waitFor(() => expect(electron.shell.openExternal).toHaveBeenCalledWith("https://example.org/a"), {
      timeout: 60_000,
    });
  });

  it.each([
    "http://example.org",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "casebook://app/",
    "smb://x",
    "not a url",
  ])("are not even asked about: %s", async (url) => {
    expect(contents().openHandler({ url })).toEqual({ action: "deny" });
    await Promise.resolve();
    expect(electron.dialog.showMessageBox).not.toHaveBeenCalled();
    expect(electron.shell.openExternal).not.toHaveBeenCalled();
  });
});

describe("the session", () => {
  const locked = electron.session.defaultSession;

  it("denies every permission but copying, and that to our page alone", () => {
    const asked = (name: string, requestingUrl: string) => {
      const decide = vi.fn();
      locked.permission(null, name, decide, { requestingUrl });
      return decide.mock.calls[0]?.[0];
    };
    for (const name of [
      "media",
      "geolocation",
      "notifications",
      "clipboard-read",
      "openExternal",
      "fullscreen",
      "hid",
    ]) {
      expect(asked(name, "casebook://app/"), name).toBe(false);
      expect(locked.check(null, name, "casebook://app"), name).toBe(false);
    }
    expect(asked("clipboard-sanitized-write", "casebook://app/")).toBe(true);
    expect(asked("clipboard-sanitized-write", "https://evil.example/")).toBe(false);
    expect(locked.check(null, "clipboard-sanitized-write", "casebook://app.evil.example")).toBe(false);
    expect(locked.device()).toBe(false);
  });

  it("reaches no network", () => {
    const cancelled = (url: string) => {
      const decide = vi.fn();
      locked.before({ url }, decide);
      return decide.mock.calls[0]?.[0].cancel;
    };
    for (const url of [
      "https://example.org/",
      "http://127.0.0.1:1/",
      "ws://x/",
      "file:///etc/passwd",
      "casebook://other/",
    ])
      expect(cancelled(url), url).toBe(true);
    for (const url of ["casebook://app/", "casebook://app/assets/a.js", "blob:casebook://app/1", "data:,x"])
      expect(cancelled(url), url).toBe(false);
  });
});

describe("the page's scheme", () => {
  const get = async (url: string, init?: RequestInit) =>
    (await electron.protocol.handlers.get("casebook")?.(new Request(url, init))) as Response;

  it("is standard and secure, registered before the app is ready", () => {
    expect(electron.protocol.schemes).toEqual([
      {
        scheme: "casebook",
        privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true },
      },
    ]);
  });

  it("serves files in parts, under the same policy as the web host", async () => {
    const path = join(folder, "a.txt");
    writeFileSync(path, "0123456789");
    const answered = await get(`casebook://app/file?path=${encodeURIComponent(path)}`, {
      headers: { Range: "bytes=2-4" },
    });
    expect(answered.status).toBe(206);
    expect(await answered.text()).toBe("234");
    expect(answered.headers.get("content-security-policy")).toBe(contentSecurityPolicy);
  });

  it("leaves the methods to the message channel and answers for no other host", async () => {
    const post = { method: "POST", headers: { "Content-Type": "application/json" }, body: "[]" };
    expect((await get("casebook://app/api/start", post)).status).toBe(404);
    expect((await get("casebook://other/file?path=/etc/passwd")).status).toBe(404);
    expect((await get("casebook://app/..%2f..%2fpackage.json")).status).toBe(404);
  });
});

describe("messages from the page", () => {
  it("reach the host", async () => {
    const path = join(folder, "n.md");
    expect(await ipc("host:call", "writeText", [path, "hello"])).toEqual({ value: null });
    expect(await ipc("host:call", "readText", [path])).toEqual({ value: "hello" });
    expect(await ipc("host:call", "readText", [join(folder, "no.md")])).toEqual({
      error: `${join(folder, "no.md")}: could not be read: there is no such file or folder`,
    });
  });

  it("are refused for methods and arguments that do not exist", async () => {
    expect(await ipc("host:call", "constructor", [])).toHaveProperty("error");
    expect(await ipc("host:call", "stat", [1])).toHaveProperty("error");
    await expect(ipc("dialog:open", { title: 1 })).rejects.toThrow();
  });

  it("are refused from any other frame or address", async () => {
    const { mainFrame } = contents();
    await expect(ipcFrom({ url: "casebook://app/" }, "host:call", "start", [])).rejects.toThrow("refused");
    await expect(ipcFrom(null, "host:call", "start", [])).rejects.toThrow("refused");
    mainFrame.url = "https://evil.example/";
    await expect(ipcFrom(mainFrame, "host:call", "start", [])).rejects.toThrow("refused");
    await expect(ipcFrom(mainFrame, "dialog:save", { title: "", name: "" })).rejects.toThrow("refused");
    mainFrame.url = "casebook://app/";
  });

  it("open the system's dialogs", async () => {
    expect(await ipc("dialog:open", { title: "Import", folders: false, multiple: true })).toEqual(["/a", "/b"]);
    expect(electron.dialog.showOpenDialog.mock.calls[0]?.[1]).toEqual({
      title: "Import",
      properties: ["openFile", "multiSelections"],
    });
    const both = { title: "Import", folders: true, multiple: false };
    const chosen = () => electron.dialog.showOpenDialog.mock.calls.at(-1)?.[1];
    if (process.platform === "darwin") {
      await ipc("dialog:open", both);
      expect(chosen()).toMatchObject({ properties: ["openFile", "openDirectory"] });
    } else {
      await ipc("dialog:open", both);
      expect(chosen()).toMatchObject({ properties: ["openFile"] });
      electron.dialog.showMessageBox.mockResolvedValueOnce({ response: 1 });
      await ipc("dialog:open", both);
      expect(chosen()).toMatchObject({ properties: ["openDirectory"] });
      electron.dialog.showMessageBox.mockResolvedValueOnce({ response: 2 });
      expect(await ipc("dialog:open", both)).toEqual([]);
    }
    expect(await ipc("dialog:save", { title: "Save", name: "n.casebook.md" })).toBeNull();
  });
});

describe("files to open", () => {
  const start = async () => ((await ipc("host:call", "start", [])) as { value: { paths: string[] } }).value.paths;

  it("come from the command line once, then from a second start and the system, and wait while no page listens", async () => {
    expect(await start()).toEqual([join(folder, "given.jsonl")]);
    expect(await start()).toEqual([]);

    window().minimized = true;
    electron.app.emit("second-instance", {}, [], "", { paths: ["/second.jsonl"] });
    expect(contents().sent).toContainEqual(["command", "open-paths", ["/second.jsonl"]]);
    expect(window().restore).toHaveBeenCalledOnce();
    expect(window().focus).toHaveBeenCalledOnce();

    const event = { preventDefault: vi.fn() };
    electron.app.emit("open-file", event, "/third.jsonl");
    expect(event.preventDefault).toHaveBeenCalledOnce();
    expect(contents().sent).toContainEqual(["command", "open-paths", ["/third.jsonl"]]);

    window().emit("closed");
    electron.app.emit("open-file", { preventDefault: () => undefined }, "/early.jsonl");
    electron.app.emit("activate");
    expect(electron.FakeWindow.all).toHaveLength(2);
    expect(await start()).toEqual(["/early.jsonl"]);
  });

  it("are handed to the first program by the second, with its settings kept apart by CASEBOOK_CONFIG", () => {
    expect(electron.app.lockData).toEqual({ paths: [join(folder, "given.jsonl")] });
    expect(electron.app.paths.userData).toBe(join(folder, "config", "electron"));
  });
});

describe("the recent list", () => {
  it("is the system's too", async () => {
    const path = join(mkdtempSync(join(folder, "r-")), "n.casebook.md");
    writeFileSync(path, "");
    await ipc("host:call", "remember", [{ path, title: "N" }]);
    expect(electron.app.addRecentDocument).toHaveBeenCalledWith(path);
    expect(await ipc("host:call", "recent", [])).toEqual({ value: [{ path, title: "N" }] });
  });
});

describe("the preload script", () => {
  let bridge: Bridge;

  beforeEach(async () => {
    await import("../../main/preload.ts");
    bridge = electron.contextBridge.exposed.get("casebook") as Bridge;
  });

  it("gives the page the host's calls, the dialogs, commands and dropped files' paths, and nothing else", () => {
    expect([...electron.contextBridge.exposed.keys()]).toEqual(["casebook"]);
    expect(Object.keys(bridge).sort()).toEqual(["call", "dialogs", "onCommand", "pathForFile"]);
    expect(Object.keys(bridge.dialogs).sort()).toEqual(["open", "save"]);
  });

  it("can reach three channels only, whatever the page passes", async () => {
    await bridge.call("stat", ["/x"]);
    await bridge.dialogs.open({ title: "", folders: true, multiple: false });
    await bridge.dialogs.save({ title: "", name: "" });
    expect(electron.ipcRenderer.invoke.mock.calls.map(([channel]) => channel)).toEqual([
      "host:call",
      "dialog:open",
      "dialog:save",
    ]);
  });

  it("passes commands on without the event, until it is told to stop", () => {
    const listener = vi.fn();
    const stop = bridge.onCommand(listener);
    electron.ipcRenderer.emit("command", { sender: "secret" }, "open-paths", ["/a"]);
    stop();
    electron.ipcRenderer.emit("command", { sender: "secret" }, "save");
    expect(listener.mock.calls).toEqual([["open-paths", ["/a"]]]);
  });
});
