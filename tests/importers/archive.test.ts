import { describe, expect, test } from "vitest";
import type { SourceFile } from "../../src/importers/importer.ts";
import { isArchived, outermost } from "../../src/importers/zip/archived-file.ts";
import { expandArchives } from "../../src/importers/zip/expand-archives.ts";
import { corpus } from "../support/importing.ts";
import { readAll, sourceFromBytes } from "../support/source-files.ts";
import { makeZip, type ZipFile } from "../support/zip.ts";

const csv = "id,label\na,good\nb,bad\n";
const lines = Array.from({ length: 60_000 }, (_, at) => `{"id":${at},"text":"line number ${at} of many"}`).join("\n");

async function expand(files: readonly ZipFile[], path = "exports.zip"): Promise<readonly SourceFile[]> {
  return expandArchives([sourceFromBytes(makeZip(files), path)]);
}

async function textOf(file: SourceFile): Promise<string> {
  let text = "";
  const decoder = new TextDecoder();
  for await (const chunk of file.stream()) text += decoder.decode(chunk, { stream: true });
  return text;
}

describe("what is inside", () => {
  test("each file becomes one of its own, behind the archive's path; the rest stays as it is", async () => {
    const archive = sourceFromBytes(
      makeZip([
        { name: "labels.csv", content: csv },
        { name: "runs/", content: "", method: 0 },
        { name: "runs/a.jsonl", content: lines },
      ]),
      "in/exports.zip",
    );
    const plain = sourceFromBytes(csv, "plain.csv");
    const files = await expandArchives([archive, plain]);
    expect(files.map(({ path }) => path)).toEqual([
      "in/exports.zip/labels.csv",
      "in/exports.zip/runs/a.jsonl",
      "plain.csv",
    ]);
    expect(files.map((file) => [isArchived(file), outermost(file).path])).toEqual([
      [true, "in/exports.zip"],
      [true, "in/exports.zip"],
      [false, "plain.csv"],
    ]);
    expect(await textOf(files[1]!)).toBe(lines);
    expect(files[1]!.size).toBe(lines.length);
    const { counts } = await readAll(files[0]!);
    expect([counts.format, counts.rows]).toEqual(["table", { labels: 2 }]);
  });

  test("folders, hidden files and what macOS adds are passed over", async () => {
    const names = ["a/", ".DS_Store", "a/.hidden/b.csv", "__MACOSX/a/._b.csv", "a/b.csv"];
    const files = await expand(names.map((name) => ({ name, content: csv })));
    expect(files.map(({ path }) => path)).toEqual(["exports.zip/a/b.csv"]);
  });

  test("archives in an archive are opened, those inside them are not", async () => {
    const deep = makeZip([{ name: "c.csv", content: csv }]);
    const inner = makeZip([
      { name: "b.csv", content: csv },
      { name: "deep", content: deep },
    ]);
    const files = await expand([
      { name: "inner", content: inner },
      { name: "a.csv", content: csv },
    ]);
    expect(files.map(({ path }) => path)).toEqual([
      "exports.zip/inner/b.csv",
      "exports.zip/inner/deep",
      "exports.zip/a.csv",
    ]);
    expect(outermost(files[0]!).path).toBe("exports.zip");
    expect(await textOf(files[0]!)).toBe(csv);
    const { reason } = await readAll(files[1]!);
    expect(reason).toContain("ZIP archive");
  });

  test.each<[string, Uint8Array | string]>([
    ["a workbook", makeZip([{ name: "xl/workbook.xml", content: "<x/>" }])],
    ["an empty archive", makeZip([])],
    ["an archive of hidden files", makeZip([{ name: ".a", content: csv }])],
    ["a damaged archive", "PK\x03\x04 and nothing more"],
    ["text", csv],
    ["nothing", ""],
  ])("%s is handed on as it is", async (_, content) => {
    const file = sourceFromBytes(content);
    expect(await expandArchives([file])).toEqual([file]);
  });

  test("a file that cannot be opened is handed on: its reader says why", async () => {
    const file = { ...sourceFromBytes(csv), slice: () => Promise.reject(new Error("gone")) };
    expect(await expandArchives([file])).toEqual([file]);
  });
});

describe("damage", () => {
  test("an entry that is damaged says so, after the records that could be read", async () => {
    const files = await expand([
      { name: "a.jsonl", content: lines, stated: { crc: 1 } },
      { name: "b.csv", content: csv },
    ]);
    const [a, b] = await Promise.all(files.map((file) => readAll(file)));
    expect(a!.counts).toMatchObject({ records: 60_001, lost: 1, rows: { a: 60_000 } });
    expect(a!.issues.map(({ reason }) => reason)).toEqual(["a.jsonl: its checksum does not fit what was read"]);
    expect([b!.counts.rows, b!.issues]).toEqual([{ b: 2 }, []]);
  });

  test("encrypted entries are told apart from empty files and from each other", async () => {
    const files = await expand([
      { name: "a", content: csv, flags: 1 },
      { name: "b", content: csv, flags: 1 },
    ]);
    const [a, b] = await Promise.all(files.map((file) => readAll(file)));
    expect(a!.issues).toMatchObject([
      { severity: "record", reason: "a: it is encrypted; decrypt the archive and import the result" },
    ]);
    expect([a!.counts.records, a!.counts.lost]).toEqual([1, 1]);
    expect(a!.counts.sha256).not.toBe(b!.counts.sha256);
  });

  test("an archive that is cut off gives what it has, and itself, so that the loss is told", async () => {
    const bytes = makeZip([
      { name: "a.csv", content: csv },
      { name: "b.jsonl", content: lines },
    ]);
    const files = await expandArchives([sourceFromBytes(bytes.slice(0, bytes.length / 2), "z")]);
    expect(files.map(({ path }) => path)).toEqual(["z/a.csv", "z/b.jsonl", "z"]);
    const [a, b, z] = await Promise.all(files.map((file) => readAll(file)));
    expect(a!.counts.rows).toEqual({ a: 2 });
    expect(b!.counts.rows.b).toBeGreaterThan(1000);
    expect(b!.counts.lost).toBeGreaterThan(0);
    expect(z!.issues).toMatchObject([{ reason: expect.stringContaining("ZIP archive that is damaged") }]);
  });
});

describe("stretches of an entry", () => {
  const bytes = new TextEncoder().encode(lines.repeat(5));

  async function entry(content: Uint8Array): Promise<{ file: SourceFile; read: () => number }> {
    const archive = makeZip([{ name: "big", content }]);
    let read = 0;
    const [file] = await expandArchives([
      {
        ...sourceFromBytes(archive),
        slice: async (start, end) => {
          read += end - start;
          return archive.slice(start, end);
        },
      },
    ]);
    return { file: file!, read: () => read / archive.length };
  }

  test("any stretch, in any order, several at once", async () => {
    const { file } = await entry(bytes);
    const places = [0, bytes.length - 100, 5_000_000, 4_999_990, 17, bytes.length - 5, 6_000_000];
    const slices = await Promise.all(places.map((start) => file.slice(start, start + 1000)));
    for (const [at, start] of places.entries()) expect(slices[at]).toEqual(bytes.slice(start, start + 1000));
    expect(await file.slice(10, 10)).toEqual(new Uint8Array());
  });

  test("going through it in order reads the archive once", async () => {
    const { file, read } = await entry(bytes);
    const before = read();
    for (let at = 0; at < bytes.length; at += 100_000)
      expect((await file.slice(Math.max(0, at - 50_000), at + 100_000)).length).toBeGreaterThan(0);
    expect(read() - before).toBeLessThan(1.1);
  });

  test("a stretch behind damage is refused every time, one before it is not", async () => {
    const archive = makeZip([{ name: "big", content: bytes }]);
    archive.fill(0xff, archive.length - 5000, archive.length - 4000);
    const [file] = await expandArchives([sourceFromBytes(archive)]);
    for (let times = 0; times < 2; times += 1) {
      await expect(file!.slice(bytes.length - 10, bytes.length)).rejects.toThrow("big: the deflate stream is damaged");
      expect(await file!.slice(0, 10)).toEqual(bytes.slice(0, 10));
    }
  });
});

test("an archive in an archive is read by place through both", async () => {
  const log = corpus("inspect-eval-log/2025-02-11T15-18-04-05-00_popularity_mj7khqpMM4GBCfVQozKgzB.eval");
  const [file] = await expand([{ name: "log.eval", content: makeZip([{ name: "x", content: log }]) }]);
  expect([...(await file!.slice(0, 4))]).toEqual([0x50, 0x4b, 3, 4]);
});
