import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { writeAtomically } from "../../main/atomic.ts";
import { createFiles } from "../../main/files.ts";
import { configFolder, slowCellSeconds } from "../../main/places.ts";
import { testFolder } from "../support/folder.ts";

const top = testFolder();
const onUnix = process.platform !== "win32";
const isRoot = process.getuid?.() === 0;

function open() {
  const folder = mkdtempSync(join(top, "files-"));
  const start = { paths: [], folder, samples: folder, version: "1" };
  return { folder, host: createFiles({ start, config: join(folder, ".config") }) };
}

describe("stat and list", () => {
  it("says what is at a path, and null when nothing is", async () => {
    const { folder, host } = open();
    writeFileSync(join(folder, "a.csv"), "x\n1\n");
    expect(await host.stat(join(folder, "a.csv"))).toMatchObject({ name: "a.csv", isFolder: false, size: 4 });
    expect(await host.stat(join(folder, "no"))).toBeNull();
    expect(await host.stat(join(folder, "a.csv", "below"))).toBeNull();
  });

  it("lists folders first, each by name with numbers counted as numbers", async () => {
    const { folder, host } = open();
    for (const name of ["f10.json", "f2.json", "B.json"]) writeFileSync(join(folder, name), "");
    mkdirSync(join(folder, "zz"));
    const { entries, parent } = await host.list(folder);
    expect(entries.map((entry) => entry.name)).toEqual(["zz", "B.json", "f2.json", "f10.json"]);
    expect(parent).toBe(top);
  });

  it("has no parent above the root", async () => {
    const { host } = open();
    const { root } = await import("node:path").then(({ parse }) => parse(top));
    expect((await host.list(root)).parent).toBeNull();
  });

  it("names the folder and the reason when it cannot be read", async () => {
    const { folder, host } = open();
    await expect(host.list(join(folder, "no"))).rejects.toThrow(
      `${join(folder, "no")}: could not be read: there is no such file or folder`,
    );
  });
});

describe("find", () => {
  it("gives a file, what is below a folder, and what a pattern matches, in their order", async () => {
    const { folder, host } = open();
    mkdirSync(join(folder, "a", "b"), { recursive: true });
    for (const name of ["a/10.jsonl", "a/9.jsonl", "a/x.csv", "a/b/1.jsonl", "a/[odd].csv"])
      writeFileSync(join(folder, name), "x");
    const found = async (path: string) =>
      (await host.find(join(folder, path)))?.map(({ path }) => path.slice(folder.length + 1).replaceAll("\\", "/"));
    expect(await found("a/x.csv")).toEqual(["a/x.csv"]);
    expect(await found("a/b")).toEqual(["a/b/1.jsonl"]);
    expect(await found("a/*.jsonl")).toEqual(["a/9.jsonl", "a/10.jsonl"]);
    expect(await found("a/**/*.{jsonl,csv}")).toHaveLength(5);
    expect(await found("a/[odd].csv")).toEqual(["a/[odd].csv"]);
    expect(await found("a/*.parquet")).toBeUndefined();
    expect(await found("no/*.csv")).toBeUndefined();
    expect(await host.find(join(folder, "none.csv"))).toBeNull();
  });
});

describe("walk", () => {
  it("finds every file below, hidden ones left out, each folder by name", async () => {
    const { folder, host } = open();
    mkdirSync(join(folder, "b", "c"), { recursive: true });
    for (const name of ["a.json", ".hidden", "b/x.json", "b/c/y.json", "z.json"]) writeFileSync(join(folder, name), "");
    const found = await host.walk(folder);
    expect(found.map(({ path }) => path)).toEqual(
      [["a.json"], ["b", "c", "y.json"], ["b", "x.json"], ["z.json"]].map((parts) => join(folder, ...parts)),
    );
  });

  it.runIf(onUnix)("follows a link to a folder once and ends where a link leads back up", async () => {
    const { folder, host } = open();
    mkdirSync(join(folder, "sub"));
    writeFileSync(join(folder, "sub", "x.json"), "");
    symlinkSync(folder, join(folder, "sub", "up"));
    symlinkSync(join(folder, "nothing"), join(folder, "broken"));
    expect((await host.walk(folder)).map(({ name }) => name)).toEqual(["x.json"]);
  });
});

describe("reading and writing text", () => {
  it("reads what it wrote and leaves no other file behind", async () => {
    const { folder, host } = open();
    const path = join(folder, "n.casebook.md");
    await host.writeText(path, "one é 🜚");
    await host.writeText(path, "two");
    expect(await host.readText(path)).toBe("two");
    expect(readdirSync(folder)).toEqual(["n.casebook.md"]);
  });

  it("refuses bytes that are not UTF-8, naming the file", async () => {
    const { folder, host } = open();
    const path = join(folder, "latin1.md");
    writeFileSync(path, Buffer.from([0x63, 0xe9]));
    await expect(host.readText(path)).rejects.toThrow(`${path}: could not be read: it is not UTF-8 text`);
  });

  it("does writes to one path in the order in which they were asked for", async () => {
    const { folder, host } = open();
    const path = join(folder, "order.md");
    await Promise.all(Array.from({ length: 20 }, (_, n) => host.writeText(path, String(n))));
    expect(readFileSync(path, "utf8")).toBe("19");
  });

  it.runIf(onUnix)("keeps the old file's mode", async () => {
    const { folder, host } = open();
    const path = join(folder, "mode.md");
    writeFileSync(path, "old");
    chmodSync(path, 0o666); // more than a new file gets
    await host.writeText(path, "new");
    expect(statSync(path).mode & 0o777).toBe(0o666);
  });

  it.runIf(onUnix)("writes through a symbolic link and keeps the link", async () => {
    const { folder, host } = open();
    mkdirSync(join(folder, "real"));
    writeFileSync(join(folder, "real", "n.md"), "old");
    symlinkSync(join(folder, "real", "n.md"), join(folder, "link.md"));
    await host.writeText(join(folder, "link.md"), "new");
    expect(readFileSync(join(folder, "real", "n.md"), "utf8")).toBe("new");
    expect(readdirSync(join(folder, "real"))).toEqual(["n.md"]);
  });

  it.runIf(onUnix && !isRoot)("does not replace a file that is write-protected", async () => {
    const { folder, host } = open();
    const path = join(folder, "locked.md");
    writeFileSync(path, "old", { mode: 0o444 });
    await expect(host.writeText(path, "new")).rejects.toThrow("permission denied");
    expect(readFileSync(path, "utf8")).toBe("old");
  });

  it("keeps the old file and cleans up when the content breaks off", async () => {
    const { folder } = open();
    const path = join(folder, "broken.bin");
    writeFileSync(path, "old");
    async function* breaking() {
      yield new Uint8Array(100_000);
      throw new Error("the sender went away");
    }
    await expect(writeAtomically(path, breaking())).rejects.toThrow(
      `${path}: could not be written: the sender went away`,
    );
    expect(readFileSync(path, "utf8")).toBe("old");
    expect(readdirSync(folder)).toEqual(["broken.bin"]);
  });

  it("does not write over a folder", async () => {
    const { folder, host } = open();
    await expect(host.writeText(folder, "x")).rejects.toThrow("could not be written: it is a folder");
  });

  it("a failed write does not stop the next one to the same path", async () => {
    const { folder, host } = open();
    const path = join(folder, "later", "n.md");
    const failed = host.writeText(path, "x");
    const next = host.writeText(path, "y");
    await expect(failed).rejects.toThrow("there is no such file or folder");
    await expect(next).rejects.toThrow("there is no such file or folder");
    mkdirSync(join(folder, "later"));
    await host.writeText(path, "z");
    expect(await host.readText(path)).toBe("z");
  });
});

describe("copying a file", () => {
  it("copies to where there is none, and leaves what is there", async () => {
    const { folder, host } = open();
    const at = (name: string) => join(folder, name);
    writeFileSync(at("a.jsonl"), "one\n");
    expect(await host.copyFile(at("a.jsonl"), at("new/b.jsonl"))).toBe("copied");
    expect(readFileSync(at("new/b.jsonl"), "utf8")).toBe("one\n");
    expect(await host.copyFile(at("a.jsonl"), at("new/b.jsonl"))).toBe("same");
    writeFileSync(at("a.jsonl"), "two\n");
    expect(await host.copyFile(at("a.jsonl"), at("new/b.jsonl"))).toBe("different");
    expect(readFileSync(at("new/b.jsonl"), "utf8")).toBe("one\n");
    expect(await host.copyFile(at("none"), at("c"))).toBe("missing");
    expect(readdirSync(folder)).not.toContain("c");
  });
});

describe("the list of recent notebooks", () => {
  it("has the newest first, each once, and only those that still exist", async () => {
    const { folder, host } = open();
    const [a, b] = [join(folder, "a.md"), join(folder, "b.md")];
    for (const path of [a, b]) writeFileSync(path, "");
    await host.remember({ path: a, title: "A" });
    await host.remember({ path: join(folder, "gone.md"), title: "Gone" });
    await Promise.all([host.remember({ path: b, title: "B" }), host.remember({ path: a, title: "A again" })]);
    expect(await host.recent()).toEqual([
      { path: a, title: "A again" },
      { path: b, title: "B" },
    ]);
  });

  it("counts a damaged list as empty and mends it", async () => {
    const { folder, host } = open();
    mkdirSync(join(folder, ".config"));
    writeFileSync(join(folder, ".config", "recent.json"), '[{"path": 3');
    expect(await host.recent()).toEqual([]);
    writeFileSync(join(folder, "a.md"), "");
    await host.remember({ path: join(folder, "a.md"), title: "A" });
    expect(await host.recent()).toHaveLength(1);
  });

  it("keeps twenty", async () => {
    const { folder, host } = open();
    for (let n = 0; n < 25; n++) {
      writeFileSync(join(folder, `${n}.md`), "");
      await host.remember({ path: join(folder, `${n}.md`), title: String(n) });
    }
    const titles = (await host.recent()).map(({ title }) => title);
    expect(titles).toHaveLength(20);
    expect(titles[0]).toBe("24");
  });
});

describe("paths", () => {
  it("resolves against a notebook's folder and back, with forward slashes", async () => {
    const { folder, host } = open();
    const path = await host.resolve(folder, "traces/a.jsonl");
    expect(path).toBe(join(folder, "traces", "a.jsonl"));
    expect(await host.relative(folder, path)).toBe("traces/a.jsonl");
    expect(await host.relative(join(folder, "notes"), path)).toBe("../traces/a.jsonl");
    expect(await host.resolve(folder, path)).toBe(path);
  });

  it("keeps settings where each platform keeps them", () => {
    expect(configFolder({ XDG_CONFIG_HOME: "/x" }, "linux")).toBe(join("/x", "casebook"));
    expect(configFolder({ APPDATA: "/a" }, "win32")).toBe(join("/a", "Casebook"));
    expect(configFolder({}, "darwin")).toMatch(/Library.Application Support.Casebook$/);
    expect(configFolder({ CASEBOOK_CONFIG: "/c", XDG_CONFIG_HOME: "/x" }, "linux")).toBe("/c");
  });

  it("reads from when on a cell is slow from the environment, where it is a number there", () => {
    expect(slowCellSeconds({ CASEBOOK_SLOW_CELL_SECONDS: " 0.5 " })).toBe(0.5);
    expect(slowCellSeconds({ CASEBOOK_SLOW_CELL_SECONDS: "0" })).toBe(0);
    for (const said of ["soon", "-1", "", undefined])
      expect(slowCellSeconds({ CASEBOOK_SLOW_CELL_SECONDS: said })).toBeUndefined();
  });
});
