import { describe, expect, it } from "vitest";
import { differenceInWords } from "../../renderer/notebook-differences.ts";

const text =
  "---\ncasebook: 1\ntitle: Week\n---\nWords.\n\n```sql cell=a\nselect 1\n```\n\n```sql cell=b\nselect 2\n```\n";

describe("differenceInWords", () => {
  it.each([
    ["select 1", "select 3", "changed: a"],
    ["cell=b", "cell=c", "new: c; deleted: b"],
    ["Words.", "Other words.", "new: “Other words.”; deleted: “Words.”"],
    ["title: Week", "title: Month", "title, sources or windows changed"],
    ["select 2\n```\n", "select 2\n```\n\n\n", "the order of its cells or their spacing changed"],
    ["nothing", "nothing", "the same as the file"],
  ])("says what %j as %j makes", (from, to, words) => {
    expect(differenceInWords(text, text.replace(from, to))).toBe(words);
  });

  it("says how much there is of a notebook that has no file", () => {
    expect(differenceInWords(null, text)).toBe("3 cells, never saved");
  });
});
