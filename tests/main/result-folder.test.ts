import { mkdtempSync, readdirSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { callHost } from "../../main/call.ts";
import { createFiles } from "../../main/files.ts";
import { ResultFolder } from "../../main/result-folder.ts";
import { testFolder } from "../support/folder.ts";

const top = testFolder();

test("the host keeps a result by its key and gives it to the next program", async () => {
  const folder = mkdtempSync(join(top, "results-"));
  const open = () => createFiles({ start: { paths: [], folder, samples: folder, version: "1" }, config: folder });
  expect(await open().readResult("map-1")).toBeNull();
  await open().keepResult("map-1", "AQID");
  expect(await open().readResult("map-1")).toBe("AQID");
});

test("a key that is a path is refused", async () => {
  const folder = mkdtempSync(join(top, "results-"));
  const host = createFiles({ start: { paths: [], folder, samples: folder, version: "1" }, config: folder });
  expect(await callHost(host, "readResult", ["../recent"])).toHaveProperty("error");
  expect(await callHost(host, "keepResult", ["a/b", ""])).toHaveProperty("error");
});

test("beyond its size the results used longest ago go", async () => {
  const folder = mkdtempSync(join(top, "results-"));
  const results = new ResultFolder(folder, 25);
  for (const [at, key] of ["one", "two"].entries()) {
    await results.write(key, "0123456789");
    utimesSync(join(folder, `${key}.b64`), 1000 + at, 1000 + at);
  }
  await results.read("one");
  await results.write("three", "0123456789");
  expect(readdirSync(folder).sort()).toEqual(["one.b64", "three.b64"]);
});
