import { expect, test } from "vitest";
import { fileSizeText, memoryText } from "../../../renderer/shell/bytes-text.ts";
import { elapsedText, firstWords } from "../../../renderer/shell/query-text.ts";
import { clockText, dayText, momentText } from "../../../renderer/shell/time-text.ts";

test.each([
  [0, "0 bytes"],
  [1, "1 byte"],
  [999, "999 bytes"],
  [1000, "1.0 kB"],
  [9_949, "9.9 kB"],
  [9_951, "10 kB"],
  [999_499, "999 kB"],
  [999_500, "1.0 MB"],
  [85_312_400, "85 MB"],
  [1_240_000_000, "1.2 GB"],
])("a file of %d is %s", (bytes, text) => {
  expect(fileSizeText(bytes)).toBe(text);
});

test.each([
  [432_013_312, "412 MB"],
  [3.1 * 1024 ** 3, "3.1 GB"],
  [0, "0 bytes"],
])("%d bytes of memory are %s", (bytes, text) => {
  expect(memoryText(bytes)).toBe(text);
});

test("a statement is shown by its first words, without comments and line ends", () => {
  expect(firstWords("-- why\nselect *\n  from /* all */ spans")).toBe("select * from spans");
  expect(firstWords("select name, count(*) as n from spans group by name", 30)).toBe("select name, count(*) as n…");
  expect(firstWords("x".repeat(100), 10)).toBe(`${"x".repeat(10)}…`);
});

test.each([
  [0, "0.0 s"],
  [840, "0.8 s"],
  [9_940, "9.9 s"],
  [9_960, "10 s"],
  [59_600, "1 min 0 s"],
  [184_000, "3 min 4 s"],
])("%d ms of waiting are %s", (ms, text) => {
  expect(elapsedText(ms)).toBe(text);
});

test("times are told in UTC, as exactly as they are", () => {
  const noon = Date.UTC(2026, 3, 20, 14, 2);
  expect(dayText(noon)).toBe("20 Apr 2026");
  expect(clockText(noon)).toBe("14:02");
  expect(clockText(noon + 7000)).toBe("14:02:07");
  expect(clockText(noon + 7250)).toBe("14:02:07.250");
  expect(momentText(noon)).toBe("20 Apr 2026 14:02");
  expect(momentText(Date.UTC(2026, 3, 20))).toBe("20 Apr 2026");
});
