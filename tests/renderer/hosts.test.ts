import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createFiles } from "../../main/files.ts";
import { answersOf } from "../../main/respond.ts";
import { startServer, type WebServer } from "../../main/server.ts";
import { electronHost } from "../../renderer/hosts/electron.ts";
import { webHost } from "../../renderer/hosts/web.ts";
import type { Bridge, PageHost } from "../../src/host.ts";
import { hostMethods } from "../../src/host.ts";
import { testFolder } from "../support/folder.ts";

const folder = mkdtempSync(join(testFolder(), "host-"));
let server: WebServer;
let host: PageHost;

beforeAll(async () => {
  const start = { paths: [], folder, samples: folder, version: "1" };
  const site = { page: folder, host: createFiles({ start, config: join(folder, "config") }) };
  server = await startServer({ ...answersOf(site), port: 0 });
  vi.stubGlobal("document", { baseURI: server.url });
  host = webHost();
});

afterAll(async () => {
  await server.close();
  vi.unstubAllGlobals();
});

describe("the page's host over the web", () => {
  it("has every method of the host", () => {
    for (const method of hostMethods) expect(host[method], method).toBeTypeOf("function");
  });

  it("reads, writes and lists like the host itself", async () => {
    const path = join(folder, "n.md");
    await host.writeText(path, "héllo");
    expect(await host.readText(path)).toBe("héllo");
    expect(await host.stat(join(folder, "no"))).toBeNull();
    expect((await host.list(folder)).entries.map(({ name }) => name)).toContain("n.md");
    expect(await host.relative(folder, path)).toBe("n.md");
  });

  it("throws the host's own words", async () => {
    const path = join(folder, "gone.md");
    await expect(host.readText(path)).rejects.toThrow(`${path}: could not be read: there is no such file or folder`);
  });

  it("gives addresses for bytes, odd names included, and writes bytes", async () => {
    const path = join(folder, "a b#c%d&é.bin");
    await host.writeBytes(path, new Blob(["0123456789"]));
    expect(readFileSync(path, "utf8")).toBe("0123456789");
    const answered = await fetch(host.fileUrl(path), { headers: { Range: "bytes=3-5" } });
    expect([answered.status, await answered.text()]).toEqual([206, "345"]);
    await expect(host.writeBytes(folder, new Blob(["x"]))).rejects.toThrow("could not be written: it is a folder");
  });

  it("says so when the host has gone", async () => {
    const start = { paths: [], folder, samples: folder, version: "1" };
    const other = await startServer({
      ...answersOf({ page: folder, host: createFiles({ start, config: folder }) }),
      port: 0,
    });
    vi.stubGlobal("document", { baseURI: other.url });
    const orphan = webHost();
    vi.stubGlobal("document", { baseURI: server.url });
    await other.close();
    await expect(orphan.start()).rejects.toThrow("does not answer");
  });
});

describe("the page's host in Electron", () => {
  const bridge: Bridge = {
    call: vi.fn(async (method) => (method === "stat" ? { value: null } : { error: "x: could not be read: why" })),
    dialogs: { open: async () => ["/a"], save: async () => null },
    pathForFile: (file) => (file.name === "dropped" ? "/dropped" : ""),
    onCommand: () => () => undefined,
  };

  it("speaks through the bridge and throws the host's own words", async () => {
    vi.stubGlobal("document", { baseURI: "casebook://app/" });
    const electron = electronHost(bridge);
    vi.stubGlobal("document", { baseURI: server.url });
    expect(await electron.stat("/x")).toBeNull();
    expect(bridge.call).toHaveBeenCalledWith("stat", ["/x"]);
    await expect(electron.readText("/x")).rejects.toThrow("x: could not be read: why");
    expect(electron.pathOf(new File([], "dropped"))).toBe("/dropped");
    expect(electron.pathOf(new File([], "made in the page"))).toBeNull();
  });

  it("addresses files in its own scheme", () => {
    vi.stubGlobal("document", { baseURI: "casebook://app/" });
    expect(electronHost(bridge).fileUrl("/a b")).toBe("casebook://app/file?path=%2Fa%20b");
    vi.stubGlobal("document", { baseURI: server.url });
  });
});

it("a file that changes keeps its address and gives its new bytes", async () => {
  const path = join(folder, "changing.txt");
  writeFileSync(path, "one");
  expect(await (await fetch(host.fileUrl(path))).text()).toBe("one");
  writeFileSync(path, "two!");
  expect(await (await fetch(host.fileUrl(path))).text()).toBe("two!");
});
