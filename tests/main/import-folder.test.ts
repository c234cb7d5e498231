import { existsSync, mkdtempSync, readdirSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { callHost } from "../../main/call.ts";
import { createFiles } from "../../main/files.ts";
import { ImportFolder, mostKept } from "../../main/import-folder.ts";
import { testFolder } from "../support/folder.ts";

const top = testFolder();
const fresh = () => mkdtempSync(join(top, "imports-"));

/** A folder with entries of ten bytes each, the first of them used longest ago. */
async function filled(imports: ImportFolder, folder: string, keys: readonly string[]): Promise<void> {
  for (const [at, key] of keys.entries()) {
    const place = await imports.place(key);
    writeFileSync(place?.path ?? "", "0123456789");
    utimesSync(join(folder, `${key}.duckdb`), 1000 + at, 500);
  }
}

test("an entry has its place beside the settings, and says when its sources were read", async () => {
  const folder = fresh();
  const host = createFiles({ start: { paths: [], folder, samples: folder, version: "1" }, config: folder });
  const place = await host.keptImports("abc");
  expect(place).toEqual({ path: join(folder, "imports", "abc.duckdb"), readAt: null });
  writeFileSync(place?.path ?? "", "x");
  utimesSync(place?.path ?? "", 1000, 2000);
  expect((await host.keptImports("abc"))?.readAt).toBe(2_000_000);
  expect(statSync(place?.path ?? "").mtimeMs).toBe(2_000_000);
});

test("a key that is a path is refused", async () => {
  const folder = fresh();
  const host = createFiles({ start: { paths: [], folder, samples: folder, version: "1" }, config: folder });
  expect(await callHost(host, "keptImports", ["../recent"])).toHaveProperty("error");
  expect(await callHost(host, "clearKeptImports", ["a/b"])).toHaveProperty("error");
});

test("beyond its size the entries used longest ago go", async () => {
  const folder = fresh();
  const imports = new ImportFolder(folder, 25);
  await filled(imports, folder, ["one", "two", "three"]);
  await imports.place("one");
  await imports.trim();
  expect(readdirSync(folder).sort()).toEqual(["one.duckdb", "three.duckdb"]);
});

test("one entry or all are removed, and the bytes that this frees are told", async () => {
  const folder = fresh();
  const imports = new ImportFolder(folder, 1000);
  await filled(imports, folder, ["one", "two", "three"]);
  expect(await imports.clear("two")).toBe(10);
  expect(existsSync(join(folder, "two.duckdb"))).toBe(false);
  expect(await imports.clear(null)).toBe(20);
  expect(await imports.clear(null)).toBe(0);
});

test("the limit is what the environment says in gigabytes, else 5; with 0 nothing is kept", async () => {
  expect(mostKept({})).toBe(5e9);
  expect(mostKept({ CASEBOOK_CACHE_GB: "0.5" })).toBe(5e8);
  expect(mostKept({ CASEBOOK_CACHE_GB: "much" })).toBe(5e9);
  expect(await new ImportFolder(fresh(), mostKept({ CASEBOOK_CACHE_GB: "0" })).place("one")).toBeNull();
});
