import { describe, expect, test } from "vitest";
import { isZip, openZip, ZipError } from "../../src/importers/zip/zip.ts";
import { corpus } from "../support/importing.ts";
import { sourceFromBytes } from "../support/source-files.ts";
import { makeZip, type ZipFile, type ZipOptions } from "../support/zip.ts";

const eval_ = "inspect-eval-log/2025-02-11T15-18-04-05-00_popularity_mj7khqpMM4GBCfVQozKgzB.eval";
const long = "a line of text that repeats\n".repeat(200_000);
const files: readonly ZipFile[] = [
  { name: "stored.txt", content: "as it is", method: 0 },
  { name: "folder/", content: "", method: 0 },
  { name: "folder/long.txt", content: long },
  { name: "zstd.txt", content: long.slice(0, 200_000), method: 93 },
  { name: "empty", content: "" },
];

async function textOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of chunks) text += decoder.decode(chunk, { stream: true });
  return text;
}

async function contents(bytes: Uint8Array): Promise<Record<string, string>> {
  const archive = await openZip(sourceFromBytes(bytes));
  const read = archive.entries.map(async (entry) => [entry.name, await textOf(archive.read(entry))]);
  return Object.fromEntries(await Promise.all(read));
}

const expected = Object.fromEntries(
  files.map(({ name, content }) => [name, name === "zstd.txt" ? long.slice(0, 200_000) : String(content)]),
);

test("a real archive: names, sizes, content", async () => {
  const archive = await openZip(sourceFromBytes(corpus(eval_)));
  expect(isZip(corpus(eval_))).toBe(true);
  expect(archive.damage).toBeNull();
  expect(archive.entries.map(({ name }) => name)).toContain("samples/10_epoch_1.json");
  expect(archive.entries.length).toBe(15);
  const header = archive.find("header.json")!;
  expect([header.method, header.size, header.encrypted]).toEqual([8, 2364, false]);
  expect(JSON.parse(await textOf(archive.read(header))).eval.task).toBe("popularity");
  expect(archive.find("no such entry")).toBeNull();
});

test("an entry in real zstd", async () => {
  const stored = corpus("otlp-derived/packet-panic-R1.native.otlp.jsonl.zst");
  const content = corpus("otlp-derived/packet-panic-R1.otlp.jsonl");
  const read = await contents(makeZip([{ name: "spans", content, stored, method: 93 }]));
  expect(read.spans).toBe(new TextDecoder().decode(content));
});

describe("layouts", () => {
  const before = new TextEncoder().encode("#!/bin/sh\nexec unzip $0\n");
  const layouts: readonly (readonly [string, ZipOptions])[] = [
    ["plain", {}],
    ["with a comment", { comment: "PK\x05\x06 made by hand".repeat(100) }],
    ["with 64-bit sizes", { zip64: true }],
    ["with 64-bit sizes and a comment", { zip64: true, comment: "c" }],
    ["with sizes behind the data", { sizesFollow: true }],
    ["behind a program", { before }],
    ["with 64-bit sizes behind a program", { before, zip64: true }],
  ];

  test.each(layouts)("%s: every entry is read", async (_, options) => {
    expect(await contents(makeZip(files, options))).toEqual(expected);
  });

  test("an archive of nothing", async () => {
    expect(isZip(makeZip([]))).toBe(true);
    expect((await openZip(sourceFromBytes(makeZip([])))).entries).toEqual([]);
  });

  test("names in UTF-8, in an old code page, and with the wrong slash", async () => {
    const archive = await openZip(
      sourceFromBytes(
        makeZip([
          { name: "a\\Größe.json", content: "" },
          { name: "__proto__", content: "" },
        ]),
      ),
    );
    expect(archive.entries.map(({ name }) => name)).toEqual(["a/Größe.json", "__proto__"]);
  });
});

describe("damage", () => {
  async function problem(file: ZipFile): Promise<string> {
    const archive = await openZip(sourceFromBytes(makeZip([{ name: "before.txt", content: "x" }, file])));
    const failed = await textOf(archive.read(archive.entries[1]!)).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(ZipError);
    return (failed as Error).message;
  }

  test.each<[string, Partial<ZipFile>]>([
    ["it is encrypted; decrypt the archive and import the result", { flags: 1 }],
    ["its method of compression is not known here: LZMA (14)", { method: 14 }],
    ["its method of compression is not known here: 77", { method: 77 }],
    ["it unpacks to more than the 10 bytes that it should hold", { stated: { size: 10 } }],
    ["it unpacks to more than the 10 bytes that it should hold", { stated: { size: 10 }, method: 0 }],
    ["it unpacks to more than the 10 bytes that it should hold", { stated: { size: 10 }, method: 93 }],
    ["it ends after 18 of its 99 bytes", { stated: { size: 99 } }],
    ["its checksum does not fit what was read", { stated: { crc: 1 } }],
    ["its checksum does not fit what was read", { stated: { crc: 1 }, method: 0 }],
  ])("an entry that cannot be read is named: %s", async (reason, fields) => {
    expect(await problem({ name: "in/bad.txt", content: "eighteen bytes far", ...fields })).toBe(
      `in/bad.txt: ${reason}`,
    );
  });

  test("a damaged stream is named, after what could be read of it", async () => {
    const bytes = makeZip([{ name: "bad.txt", content: long.replaceAll("l", () => "l") }]);
    bytes.fill(0xff, 2000, 3000);
    const archive = await openZip(sourceFromBytes(bytes));
    const read = textOf(archive.read(archive.entries[0]!));
    await expect(read).rejects.toThrow(/^bad\.txt: the deflate stream is damaged/);
  });

  test("a bomb ends where it should have ended", async () => {
    const bomb = makeZip([{ name: "bomb", content: new Uint8Array(50_000_000), stated: { size: 1000 } }]);
    const archive = await openZip(sourceFromBytes(bomb));
    let bytes = 0;
    const read = async () => {
      for await (const chunk of archive.read(archive.entries[0]!)) bytes += chunk.length;
    };
    await expect(read()).rejects.toThrow("unpacks to more");
    expect(bytes).toBe(1000);
  });

  test("entries that share their bytes are refused", async () => {
    const overlapping = makeZip(Array.from({ length: 3 }, () => files[2]!));
    const view = new DataView(overlapping.buffer);
    const start = view.getUint32(overlapping.length - 6, true);
    const kept = overlapping.slice(0, start / 3);
    const list = overlapping.slice(start);
    const all = new Uint8Array(kept.length + list.length);
    all.set(kept);
    all.set(list, kept.length);
    const end = new DataView(all.buffer);
    end.setUint32(all.length - 6, kept.length, true);
    await expect(openZip(sourceFromBytes(all))).rejects.toThrow("its entries overlap");
  });

  test("an entry that is not where the directory says", async () => {
    const bytes = makeZip([{ name: "a", content: "b" }]);
    bytes[0] = 0;
    await expect(contents(bytes)).rejects.toThrow("a: it is not where the directory says");
  });

  test("what is no archive", async () => {
    for (const bytes of [new Uint8Array(), new TextEncoder().encode("PK\x03\x04"), new Uint8Array(100_000)])
      await expect(openZip(sourceFromBytes(bytes))).rejects.toThrow("the ZIP archive is damaged: it has no directory");
    expect([isZip(new Uint8Array()), isZip(new TextEncoder().encode("PK text"))]).toEqual([false, false]);
  });

  test.each([{}, { zip64: true }, { sizesFollow: true }])(
    "cut in half, its files are found by their own headers: %j",
    async (options) => {
      const many = Array.from({ length: 100 }, (_, at) => ({ name: `${at}.txt`, content: `text ${at} `.repeat(50) }));
      const bytes = makeZip(many, options);
      const archive = await openZip(sourceFromBytes(bytes.slice(0, bytes.length / 2)));
      expect(archive.damage).toMatch(/cut off/);
      expect(archive.entries.length).toBeGreaterThan(20);
      for (const [at, entry] of archive.entries.entries()) {
        expect(entry.name).toBe(`${at}.txt`);
        if (at < archive.entries.length - 1) expect(await textOf(archive.read(entry))).toBe(`text ${at} `.repeat(50));
      }
    },
  );

  test("a directory that breaks off is said", async () => {
    const bytes = makeZip(files);
    const start = new DataView(bytes.buffer).getUint32(bytes.length - 6, true);
    bytes[bytes.indexOf(0x50, start + 4)] = 0;
    const archive = await openZip(sourceFromBytes(bytes));
    expect(archive.damage).toBe("the ZIP archive is damaged: its directory breaks off after 1 files");
  });

  test("no mutation makes it hang or throw anything but a ZipError", { timeout: 60_000 }, async () => {
    const original = makeZip([...files.filter(({ content }) => content !== long)], { comment: "c" });
    for (let at = 0; at < original.length; at += 1) {
      if (at > 500 && at < original.length - 600) continue;
      const bytes = original.slice();
      bytes[at]! ^= 1 << (at % 8);
      const failed = await contents(bytes).catch((error: unknown) => error);
      if (failed instanceof Error) expect(failed).toBeInstanceOf(ZipError);
    }
  });
});

test("only the stretches that are needed are read", async () => {
  const bytes = makeZip([...files, { name: "last", content: "the last" }]);
  let read = 0;
  const archive = await openZip({
    size: bytes.length,
    slice: async (start, end) => {
      read += end - start;
      return bytes.slice(start, end);
    },
  });
  read = 0;
  expect(await textOf(archive.read(archive.find("last")!))).toBe("the last");
  expect(read).toBeLessThan(1000);
});
