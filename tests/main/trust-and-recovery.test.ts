import { mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { callHost } from "../../main/call.ts";
import { createFiles } from "../../main/files.ts";
import type { Recovery } from "../../src/host.ts";
import { testFolder } from "../support/folder.ts";

const top = testFolder();

function open() {
  const folder = mkdtempSync(join(top, "kept-"));
  const samples = join(folder, "samples");
  mkdirSync(samples);
  const config = join(folder, "config");
  const start = { paths: [], folder, samples, version: "1" };
  return { folder, samples, config, host: createFiles({ start, config }) };
}

const recovery: Recovery = {
  id: "window-1",
  path: null,
  title: "Untitled",
  text: "words\n",
  trusted: true,
  dropped: ["a.csv"],
  base: null,
  time: 1000,
};

describe("trust", () => {
  it("holds for one text at one place, and for the samples", async () => {
    const { folder, samples, host } = open();
    const path = join(folder, "n.casebook.md");
    writeFileSync(path, "text");
    expect(await host.isTrusted(path, "text")).toBe(false);
    await host.trust(path, "text");
    expect(await host.isTrusted(path, "text")).toBe(true);
    expect(await host.isTrusted(path, "text!")).toBe(false);
    expect(await host.isTrusted(join(folder, "copy.casebook.md"), "text")).toBe(false);
    writeFileSync(join(samples, "s.casebook.md"), "");
    expect(await host.isTrusted(join(samples, "s.casebook.md"), "anything")).toBe(true);
    expect(await host.isTrusted(`${samples}-more/s.casebook.md`, "anything")).toBe(false);
  });

  it.runIf(process.platform !== "win32")("does not follow a link out of the samples", async () => {
    const { folder, samples, host } = open();
    writeFileSync(join(folder, "outside.casebook.md"), "text");
    symlinkSync(join(folder, "outside.casebook.md"), join(samples, "link.casebook.md"));
    expect(await host.isTrusted(join(samples, "link.casebook.md"), "text")).toBe(false);
  });

  it("takes a damaged list for an empty one", async () => {
    const { config, folder, host } = open();
    mkdirSync(config);
    writeFileSync(join(config, "trusted.json"), "[{");
    expect(await host.isTrusted(join(folder, "n.casebook.md"), "text")).toBe(false);
    await host.trust(join(folder, "n.casebook.md"), "text");
    expect(await host.isTrusted(join(folder, "n.casebook.md"), "text")).toBe(true);
  });
});

describe("unsaved notebooks", () => {
  it("are given newest first, replaced under their id, and dropped", async () => {
    const { host } = open();
    await host.keepRecovery(recovery);
    await host.keepRecovery({ ...recovery, id: "window-2", time: 2000 });
    await host.keepRecovery({ ...recovery, text: "more words\n" });
    expect((await host.recoveries()).map(({ id, text }) => [id, text])).toEqual([
      ["window-2", "words\n"],
      ["window-1", "more words\n"],
    ]);
    await host.dropRecovery("window-2");
    await host.dropRecovery("never-there");
    expect(await host.recoveries()).toEqual([{ ...recovery, text: "more words\n" }]);
  });

  it("that another running program has open are not given, those of one that has ended are", async () => {
    const { config, host } = open();
    await host.keepRecovery(recovery);
    const file = join(config, "recovery", "window-1.json");
    const ownedBy = (owner: number) =>
      writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, "utf8")), owner }));
    ownedBy(process.ppid);
    expect(await host.recoveries()).toEqual([]);
    ownedBy(2 ** 30);
    expect(await host.recoveries()).toEqual([recovery]);
    writeFileSync(file, "{");
    expect(await host.recoveries()).toEqual([]);
  });

  it("refuses an id that would lead out of its folder", async () => {
    const { folder, host } = open();
    const wrong = { ...recovery, id: "../../escaped" };
    expect(await callHost(host, "keepRecovery", [wrong])).toMatchObject({ error: expect.stringContaining("id") });
    expect(await callHost(host, "dropRecovery", ["../trusted"])).toHaveProperty("error");
    expect(readdirSync(folder)).toEqual(["samples"]);
  });
});
