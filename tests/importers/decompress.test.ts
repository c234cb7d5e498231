import { gzipSync } from "node:zlib";
import { createXXHash64 } from "hash-wasm";
import { expect, test } from "vitest";
import { compressionOf, type Damage, decompress } from "../../src/importers/decompress.ts";
import type { Compression } from "../../src/importers/importer.ts";
import { crc32 } from "../../src/importers/zip/crc32.ts";
import { storedZstd } from "../support/frames.ts";
import { corpus } from "../support/importing.ts";

const zstd = corpus("otlp-derived/packet-panic-R1.native.otlp.jsonl.zst");
const lines = corpus("otlp-derived/packet-panic-R1.otlp.jsonl");
const gzip = new Uint8Array(gzipSync(lines));
const xxh64 = await createXXHash64();

async function inflate(stored: Uint8Array, compression: Compression, chunk = 4096) {
  let damage: Damage | null = null;
  const parts: Uint8Array[] = [];
  async function* chunks() {
    for (let at = 0; at < stored.length; at += chunk) yield stored.subarray(at, at + chunk);
  }
  for await (const part of decompress(chunks(), compression, (found) => {
    damage = found;
  }))
    parts.push(part);
  return { bytes: Buffer.concat(parts), damage: damage as Damage | null };
}

function joined(...parts: (Uint8Array | number[])[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts.map((part) => Buffer.from(part))));
}

test("compression is known by the first bytes, and the Collector's length-prefixed frames are not compression", () => {
  expect(compressionOf(gzip)).toBe("gzip");
  expect(compressionOf(zstd)).toBe("zstd");
  expect(compressionOf(lines)).toBeNull();
  expect(compressionOf(corpus("otlp-derived/packet-panic-R1.legacy-zstd-json.bin"))).toBeNull();
  expect(compressionOf(new Uint8Array(0))).toBeNull();
});

test.each([100, 4096, 1 << 20])("gzip and zstd give their content whole in chunks of %i bytes", async (chunk) => {
  for (const [stored, compression] of [
    [gzip, "gzip"],
    [zstd, "zstd"],
  ] as const) {
    const { bytes, damage } = await inflate(stored, compression, chunk);
    expect(damage).toBeNull();
    expect(bytes.equals(lines)).toBe(true);
  }
});

test("bytes that come one by one are enough", async () => {
  const content = lines.subarray(0, 3000);
  for (const [stored, compression] of [
    [new Uint8Array(gzipSync(content)), "gzip"],
    [joined(storedZstd(content), storedZstd(content.subarray(0, 10))), "zstd"],
  ] as const) {
    const { bytes, damage } = await inflate(stored, compression, 1);
    expect(damage).toBeNull();
    expect(bytes.subarray(0, 3000).equals(content)).toBe(true);
    expect(bytes.length).toBe(compression === "gzip" ? 3000 : 3010);
  }
});

test("members and frames one after another are one content", async () => {
  const members = joined(gzip, gzipSync("middle"), gzipSync(""), gzip);
  const { bytes, damage } = await inflate(members, "gzip");
  expect(damage).toBeNull();
  expect(bytes.equals(joined(lines, Buffer.from("middle"), lines))).toBe(true);
  const skippable = [0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3];
  const frames = joined(skippable, zstd, skippable, zstd);
  expect(compressionOf(frames)).toBe("zstd");
  const both = await inflate(frames, "zstd");
  expect(both.damage).toBeNull();
  expect(both.bytes.equals(joined(lines, lines))).toBe(true);
});

test("a stream that is cut off gives what came before the cut and says where it ended", async () => {
  for (const [stored, compression] of [
    [gzip, "gzip"],
    [zstd, "zstd"],
  ] as const)
    for (const cut of [12, stored.length >> 1, stored.length - 5, stored.length - 1]) {
      const { bytes, damage } = await inflate(stored.subarray(0, cut), compression);
      expect(damage?.offset, `${compression} ${cut}`).toBe(cut);
      expect(damage?.reason).toContain(`the ${compression} stream is damaged: it ends too early`);
      expect(bytes.equals(lines.subarray(0, bytes.length))).toBe(true);
      if (cut > 100) expect(bytes.length).toBeGreaterThan(100_000);
    }
});

test("a changed byte in gzip is noticed even where the data still decodes", async () => {
  for (let at = 20; at < gzip.length - 8; at += 9973) {
    const changed = gzip.slice();
    changed[at] = (changed[at] as number) ^ 16;
    expect((await inflate(changed, "gzip")).damage, `byte ${at}`).not.toBeNull();
  }
});

test("a changed byte in zstd is noticed by the checksum behind its frame, of whatever frame", async () => {
  const content = lines.subarray(0, 1000);
  const checked = withChecksum(storedZstd(content), content);
  const changed = checked.slice();
  changed[500] = (changed[500] as number) ^ 16;
  const sound = await inflate(
    joined(checked, storedZstd(content), withChecksum(storedZstd(Buffer.of(1)), [1])),
    "zstd",
  );
  expect(sound.damage).toBeNull();
  expect(sound.bytes.length).toBe(2001);
  for (const piece of [1, 1000]) {
    const { bytes, damage } = await inflate(joined(storedZstd(content), changed, checked), "zstd", piece);
    expect(damage?.reason).toBe("the zstd stream is damaged: its checksum does not fit what was read");
    expect(bytes.length).toBe(2000);
  }
});

/** A frame that has none, with a checksum. */
function withChecksum(frame: Uint8Array, content: ArrayLike<number>): Uint8Array {
  const checked = new Uint8Array(joined(frame, [0, 0, 0, 0]));
  checked[4] = (checked[4] as number) | 4;
  checked.set(xxh64.init().update(Uint8Array.from(content)).digest("binary").subarray(4).reverse(), frame.length);
  return checked;
}

test("bytes behind the end of a gzip stream are told, and the content before them is whole", async () => {
  const { bytes, damage } = await inflate(joined(gzip, new Array(600).fill(0)), "gzip");
  expect(bytes.equals(lines)).toBe(true);
  expect(damage).not.toBeNull();
});

test("the checksum is that of zlib, in one piece or in several", () => {
  for (const length of [0, 1, 7, 8, 9, 1000]) expect(crc32(lines.subarray(0, length))).toBe(zlibCrc(length));
  expect(crc32(lines.subarray(333), crc32(lines.subarray(0, 333)))).toBe(zlibCrc(lines.length));
});

/** From the trailer of a gzip stream. */
function zlibCrc(length: number): number {
  const compressed = gzipSync(lines.subarray(0, length));
  return compressed.readUInt32LE(compressed.length - 8);
}
