import { expect, test } from "vitest";
import { encodingOf, invalidAt, toUtf8 } from "../../src/importers/encoding.ts";
import { seededRandom } from "../support/random.ts";

async function decode(bytes: Uint8Array, chunk: number) {
  const replaced = { count: 0, first: 0 };
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += chunk) yield bytes.subarray(at, at + chunk);
  }
  const parts: Uint8Array[] = [];
  for await (const part of toUtf8(chunks(), encodingOf(bytes), replaced)) parts.push(part);
  return { text: Buffer.concat(parts).toString("utf8"), ...replaced };
}

const text = "name,größe\n漢字,🙂 and \0 NUL\n".repeat(40);

function utf16(content: string, bigEndian: boolean, mark: boolean): Uint8Array {
  const bytes = Buffer.from((mark ? "\ufeff" : "") + content, "utf16le");
  return new Uint8Array(bigEndian ? bytes.swap16() : bytes);
}

test.each([1, 2, 3, 5, 64, 65_536])(
  "every encoding comes out as the same UTF-8 in chunks of %i bytes",
  async (chunk) => {
    const written = {
      utf8: new TextEncoder().encode(text),
      "utf8 with a mark": new TextEncoder().encode(`\ufeff${text}`),
      "utf16 little": utf16(text, false, true),
      "utf16 big": utf16(text, true, true),
      "utf16 little without a mark": utf16("plain,letters\nand,lines\n", false, false),
      "utf16 big without a mark": utf16("plain,letters\nand,lines\n", true, false),
    };
    for (const [name, bytes] of Object.entries(written)) {
      const wanted = name.endsWith("without a mark") ? "plain,letters\nand,lines\n" : text;
      expect(await decode(bytes, chunk), name).toEqual({ text: wanted, count: 0, first: 0 });
    }
  },
);

test("what is not UTF-8 is replaced and counted, and the place of the first is told", async () => {
  const bytes = Buffer.concat([
    Buffer.from("good \ufffd, "),
    Buffer.from([0xe9]),
    Buffer.from(" é "),
    Buffer.from([0xff]),
  ]);
  for (const chunk of [1, 4, 100])
    expect(await decode(bytes, chunk)).toEqual({ text: "good \ufffd, \ufffd é \ufffd", count: 2, first: 10 });
  const cut = Buffer.from("ends in 漢").subarray(0, -1);
  expect(await decode(cut, 4)).toEqual({ text: "ends in \ufffd", count: 1, first: 8 });
});

test("half a UTF-16 character is replaced and counted", async () => {
  const odd = Buffer.concat([utf16("ab", false, true), Buffer.from([0x41])]);
  expect(await decode(odd, 3)).toMatchObject({ text: "ab\ufffd", count: 1 });
  expect(await decode(utf16("a\ud83db", true, true), 3)).toMatchObject({ text: "a\ufffdb", count: 1, first: 4 });
});

test("the place of the first invalid byte is where a strict decoder fails", () => {
  const random = seededRandom(7);
  const strict = new TextDecoder("utf-8", { fatal: true });
  const isValid = (bytes: Uint8Array) => {
    try {
      strict.decode(bytes);
      return true;
    } catch {
      return false;
    }
  };
  const pieces = ["plain ASCII text ", "é", "漢", "🙂", "\u0800", "\ud7ff", "\u{10ffff}"];
  for (let round = 0; round < 2000; round++) {
    const length = Math.floor(random() * 12);
    const content = Array.from({ length }, () => pieces[Math.floor(random() * pieces.length)]).join("");
    const bytes = new TextEncoder().encode(`${"x".repeat(round % 4)}${content}`).subarray(round % 4);
    if (bytes.length && round % 2) bytes[Math.floor(random() * bytes.length)] = 0x70 + Math.floor(random() * 0x90);
    const at = invalidAt(bytes);
    expect(at < 0).toBe(isValid(bytes));
    if (at >= 0) expect(isValid(bytes.subarray(0, at))).toBe(true);
  }
});
