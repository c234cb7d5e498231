import { describe, expect, test } from "vitest";
import { type FindQuery, findIn, mostMatches, replaceIn } from "../../src/notebook/find.ts";
import { parseNotebook, serializeNotebook } from "../../src/notebook/markdown.ts";

const text = `Spans and span: the Span of a spanner.

\`\`\`sql cell=steps
select name, '$1' as cost
from spans
\`\`\`
`;

const query = (text: string, more: Partial<FindQuery> = {}): FindQuery => ({
  text,
  matchCase: false,
  wholeWord: false,
  regex: false,
  ...more,
});

const notebook = parseNotebook(text);
const foundTexts = (wanted: FindQuery) =>
  findIn(notebook, wanted).matches.map(({ cellId, start, end }) =>
    notebook.cells.find((cell) => cell.id === cellId)?.source.slice(start, end),
  );
const replacedAll = (wanted: FindQuery, replacement: string) =>
  serializeNotebook(replaceIn(notebook, wanted, replacement, null));

describe("finding", () => {
  test("looks through prose and sources in their order, in any case unless case is wanted", () => {
    expect(foundTexts(query("span"))).toEqual(["Span", "span", "Span", "span", "span"]);
    expect(foundTexts(query("span", { matchCase: true }))).toEqual(["span", "span", "span"]);
  });

  test("whole words end where letters, digits and _ end", () => {
    expect(foundTexts(query("span", { wholeWord: true }))).toEqual(["span", "Span"]);
  });

  test("signs of regular expressions are signs until a regular expression is wanted", () => {
    expect(foundTexts(query("a.s"))).toEqual([]);
    expect(foundTexts(query("'$1'"))).toEqual(["'$1'"]);
    expect(foundTexts(query("^from \\w+$", { regex: true }))).toEqual(["from spans"]);
  });

  test("what is no regular expression says why and finds nothing", () => {
    const { matches, problem } = findIn(notebook, query("(span", { regex: true }));
    expect(matches).toEqual([]);
    expect(problem).toBe("Unterminated group");
  });

  test("empty matches are no matches, and there is an end to how many are counted", () => {
    expect(foundTexts(query("x*", { regex: true }))).toEqual([]);
    const long = parseNotebook("a".repeat(mostMatches + 3));
    const { matches, more } = findIn(long, query("a"));
    expect([matches.length, more]).toEqual([mostMatches, true]);
  });
});

describe("replacing", () => {
  test("all at once changes nothing but the matches", () => {
    expect(replacedAll(query("spans", { matchCase: true }), "traces")).toBe(text.replace("from spans", "from traces"));
    expect(replacedAll(query("nowhere"), "x")).toBe(text);
    expect(replaceIn(notebook, query("nowhere"), "x", null)).toBe(notebook);
  });

  test("a dollar is a dollar, and a group only in a regular expression", () => {
    expect(replacedAll(query("name"), "$1$&")).toContain("select $1$&, '$1'");
    expect(replacedAll(query("(na)(me)", { regex: true }), "$2-$1")).toContain("select me-na, '$1'");
    expect(replacedAll(query("(?<=select )(?<word>\\w+)", { regex: true }), "[$<word>]")).toContain("select [name],");
  });

  test("one match is replaced where it stands, also where another equals it", () => {
    const third = findIn(notebook, query("span")).matches[2];
    if (!third) throw new Error("no third match");
    const changed = replaceIn(notebook, query("span"), "NOTE", third);
    expect(changed.cells[0]?.source).toBe("Spans and span: the NOTE of a spanner.");
    expect(changed.cells[1]).toBe(notebook.cells[1]);
    const gone = replaceIn(changed, query("span"), "again", third);
    expect(gone).toBe(changed);
  });

  test("empty matches are left alone", () => {
    expect(replacedAll(query("x*", { regex: true }), "-")).toBe(text);
  });
});
