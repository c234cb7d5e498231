import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isInstalled, isNewEnough, sourcesHash, withLock } from "../../tools/setup.mjs";
import { testFolder } from "../support/folder.ts";

const top = testFolder();

describe("isNewEnough", () => {
  it("wants Node 20.19 or newer", () => {
    for (const version of ["20.19.0", "20.19.5", "20.20.0", "22.0.0", "100.1.0"])
      expect(isNewEnough(version)).toBe(true);
    for (const version of ["20.18.9", "18.20.4", "19.99.0", "20.9.0"])
      expect(isNewEnough(version), version).toBe(false);
  });
});

describe("isInstalled", () => {
  const folder = (wanted: object, present: object | null) => {
    const made = mkdtempSync(join(top, "installed-"));
    writeFileSync(join(made, "package-lock.json"), JSON.stringify({ packages: { "": {}, ...wanted } }));
    mkdirSync(join(made, "node_modules"));
    if (present) writeFileSync(join(made, "node_modules", ".package-lock.json"), JSON.stringify({ packages: present }));
    return made;
  };
  const react = { "node_modules/react": { version: "19.3.1" } };

  it("is true when node_modules holds what the lockfile asks for", () => {
    expect(isInstalled(folder(react, react))).toBe(true);
  });

  it("is false when a package is missing, is another version, or nothing was installed", () => {
    expect(isInstalled(folder(react, {}))).toBe(false);
    expect(isInstalled(folder(react, { "node_modules/react": { version: "19.3.0" } }))).toBe(false);
    expect(isInstalled(folder(react, null))).toBe(false);
    expect(isInstalled(join(top, "nowhere"))).toBe(false);
  });

  it("does not miss an optional package for another platform, but sees when one is out of date", () => {
    const optional = { "node_modules/x-win32": { version: "2.0.0", optional: true } };
    expect(isInstalled(folder(optional, {}))).toBe(true);
    expect(isInstalled(folder(optional, { "node_modules/x-win32": { version: "1.0.0" } }))).toBe(false);
  });
});

describe("sourcesHash", () => {
  it("changes with the content and the name of every source, and with nothing else", () => {
    const folder = mkdtempSync(join(top, "sources-"));
    mkdirSync(join(folder, "src", "traces"), { recursive: true });
    const hashes = [sourcesHash(folder)];
    const step = (path: string, text: string) => {
      writeFileSync(join(folder, path), text);
      hashes.push(sourcesHash(folder));
    };
    step(join("src", "traces", "a.ts"), "1");
    step(join("src", "traces", "a.ts"), "2");
    step(join("src", "traces", "b.ts"), "");
    step("package-lock.json", "{}");
    expect(new Set(hashes).size).toBe(hashes.length);
    step("README.md", "not built");
    step(join("src", "traces", "b.ts"), "");
    expect(new Set(hashes.slice(-3)).size).toBe(1);
  });
});

describe("withLock", () => {
  it("holds the lock while working and gives it back, even after a failure", () => {
    const path = join(top, "locks", "a.lock");
    expect(withLock(path, () => readFileSync(path, "utf8"))).toBe(String(process.pid));
    expect(() =>
      withLock(path, () => {
        throw new Error("broken");
      }),
    ).toThrow("broken");
    expect(withLock(path, () => "again")).toBe("again");
  });

  it("takes over the lock of a process that is gone", () => {
    const path = join(top, "gone.lock");
    // No process has the largest number that a pid can take.
    writeFileSync(path, String(2 ** 31 - 1));
    expect(withLock(path, () => "mine")).toBe("mine");
  });
});
