import { appendFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { appendLines, readLines } from "../../main/lines.ts";
import { testFolder } from "../support/folder.ts";

const top = testFolder();
const folder = () => top;

test("lines go behind each other, whoever writes at once, and are there when it says so", async () => {
  const path = join(folder(), "deep", "a.jsonl");
  expect(await readLines(path)).toEqual([]);
  await Promise.all(Array.from({ length: 20 }, (_, n) => appendLines(path, [`{"n":${n}}`, `{"m":${n}}`])));
  const lines = await readLines(path);
  expect(lines).toHaveLength(40);
  expect(lines[0]).toBe('{"n":0}');
  expect(lines[39]).toBe('{"m":19}');
});

test("a line that a crash tore is left out, and what is added later does not join it", async () => {
  const path = join(folder(), "torn.jsonl");
  await writeFile(path, '{"a":1}\n{"b":');
  expect(await readLines(path)).toEqual(['{"a":1}']);
  await appendLines(path, ['{"c":3}']);
  expect(await readFile(path, "utf8")).toBe('{"a":1}\n{"b":\n{"c":3}\n');
  await appendFile(path, Buffer.from([0xc3]));
  expect(await readLines(path)).toEqual(['{"a":1}', '{"b":', '{"c":3}']);
});

test("a line with a break in it is refused, and so is a folder, with the path", async () => {
  await expect(appendLines(join(folder(), "x.jsonl"), ["a\nb"])).rejects.toThrow("a line holds a line break");
  await expect(appendLines(folder(), ["a"])).rejects.toThrow(`${folder()}: could not be written`);
});
