import { expect, test } from "vitest";
import {
  deleteCell,
  emptyNotebook,
  insertCell,
  makeCell,
  moveCell,
  renameCell,
  setFrontMatter,
  setSource,
} from "../../src/notebook/edit.ts";
import { parseNotebook, serializeNotebook } from "../../src/notebook/markdown.ts";

const text = `---
casebook: 1
title: Analytics agent at four minutes   # the one that matters
sources:
  - traces/2026-04.otlp.jsonl
  - path: labels.csv
    as: labels
unknown_key: {kept: [as, it, is]}
cohorts:
  reference: {from: 2026-04-01, to: 2026-04-14}
  current: {from: 2026-04-20, to: 2026-04-27}
---
The slow step is the warehouse query.

\`\`\`sql cell=slow_steps
select name, quantile_cont(duration_ms, 0.95) as p95 from spans where cohort = 'current' group by name
\`\`\`

\`\`\`js
not a cell
\`\`\`

~~~~yaml cell=where_time_goes kind=latency extra="stays here"
by: name
~~~~

<!-- cell -->
Odd   prose, *kept*.

\`\`\`toml cell=later kind=from_the_future
x = 1
\`\`\`
`;

const cellsOf = (source: string) =>
  parseNotebook(source).cells.map(({ kind, name, source }) => ({ kind, name, source }));

test("a notebook's front matter and cells are read", () => {
  const { frontMatter } = parseNotebook(text);
  expect(frontMatter).toMatchObject({
    title: "Analytics agent at four minutes",
    sources: [
      { path: "traces/2026-04.otlp.jsonl", as: null },
      { path: "labels.csv", as: "labels" },
    ],
    cohorts: {
      reference: { from: "2026-04-01", to: "2026-04-14" },
      current: { from: "2026-04-20", to: "2026-04-27" },
    },
    problem: null,
  });
  expect(cellsOf(text)).toEqual([
    { kind: "markdown", name: "", source: "The slow step is the warehouse query." },
    {
      kind: "sql",
      name: "slow_steps",
      source: "select name, quantile_cont(duration_ms, 0.95) as p95 from spans where cohort = 'current' group by name",
    },
    { kind: "markdown", name: "", source: "```js\nnot a cell\n```" },
    { kind: "latency", name: "where_time_goes", source: "by: name" },
    { kind: "markdown", name: "", source: "Odd   prose, *kept*." },
    { kind: "from_the_future", name: "later", source: "x = 1" },
  ]);
});

test("a notebook that nobody edited is written byte for byte", () => {
  for (const variant of [
    text,
    text.replaceAll("\n", "\r\n"),
    text.slice(0, -5),
    `\n\n${text}`,
    "",
    "\n",
    "---",
    "```sql cell=x\nselect",
  ])
    expect(serializeNotebook(parseNotebook(variant))).toBe(variant);
});

test("any text whatever survives a round trip", () => {
  let seed = 11;
  const random = (n: number) => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return seed % n;
  };
  const pieces = [
    "---\n",
    "```",
    "~~~~",
    "sql cell=a",
    " cell=",
    "\n",
    "\r\n",
    "    ",
    "\t",
    "<!-- cell -->\n",
    "text",
    "kind=psi",
    "`",
    "é\u0000",
    "title: x\n",
    "````yaml cell=b\n",
  ];
  for (let round = 0; round < 3000; round++) {
    const made = Array.from({ length: random(30) }, () => pieces[random(pieces.length)]).join("");
    expect(serializeNotebook(parseNotebook(made))).toBe(made);
  }
});

test("editing one cell leaves every other byte", () => {
  const notebook = parseNotebook(text);
  const id = notebook.cells[3]?.id as string;
  expect(serializeNotebook(setSource(notebook, id, "by: model\nsort: p99"))).toBe(
    text.replace("by: name\n~~~~", "by: model\nsort: p99\n~~~~"),
  );
  expect(serializeNotebook(renameCell(notebook, id, "by_step"))).toBe(
    text.replace("cell=where_time_goes", "cell=by_step"),
  );
});

test("changing front matter touches only its own key", () => {
  const changed = setFrontMatter(parseNotebook(text), {
    cohorts: { reference: { from: "2026-04-02", to: "2026-04-03" }, current: null },
    sources: [{ path: "a b.csv", as: "x" }],
  });
  const out = serializeNotebook(changed);
  expect(out).toContain("title: Analytics agent at four minutes   # the one that matters\n");
  expect(out).toContain("unknown_key: {kept: [as, it, is]}\n");
  expect(out).not.toContain("current:");
  expect(out).not.toContain("otlp");
  expect(parseNotebook(out).frontMatter).toMatchObject({
    cohorts: { reference: { from: "2026-04-02", to: "2026-04-03" }, current: null },
    sources: [{ path: "a b.csv", as: "x" }],
  });
  const map = { to: "scores" as const, columns: { id: "i", score: ["a", "b"] }, source: "human" as const };
  const mapped = setFrontMatter(parseNotebook(text), { sources: [{ path: "a.csv", as: null, map }] });
  expect(parseNotebook(serializeNotebook(mapped)).frontMatter.sources).toEqual([{ path: "a.csv", as: null, map }]);
  const bodyOf = (whole: string) => whole.slice(whole.indexOf("---\n", 4));
  expect(bodyOf(out)).toBe(bodyOf(text));
});

test("added, moved and deleted cells reopen as they were", () => {
  let notebook = emptyNotebook("New");
  const prose = makeCell("markdown", "", "One.");
  const more = makeCell("markdown", "", "Two.");
  const sql = makeCell("sql", "q", "select '```\n```' as x");
  const latency = makeCell("latency", "l", "by: name");
  for (const cell of [latency, sql, more, prose]) notebook = insertCell(notebook, null, cell);
  notebook = moveCell(notebook, latency.id, -1);
  const shape = (source: string) => cellsOf(source).map(({ kind, name }) => name || kind);
  expect(cellsOf(serializeNotebook(notebook))).toEqual(
    notebook.cells.map(({ kind, name, source }) => ({ kind, name, source })),
  );
  expect(shape(serializeNotebook(notebook))).toEqual(["markdown", "markdown", "l", "q"]);
  notebook = moveCell(deleteCell(notebook, latency.id), prose.id, 5);
  expect(shape(serializeNotebook(notebook))).toEqual(["markdown", "q", "markdown"]);
  notebook = deleteCell(notebook, sql.id);
  expect(shape(serializeNotebook(notebook))).toEqual(["markdown", "markdown"]);
});

test("deleting the cell between two stretches of prose keeps them apart", () => {
  const notebook = parseNotebook("One.\n\n```sql cell=a\nselect 1\n```\n\nTwo.\n");
  const out = serializeNotebook(deleteCell(notebook, notebook.cells[1]?.id as string));
  expect(cellsOf(out).map((cell) => cell.source)).toEqual(["One.", "Two."]);
});

test("broken front matter is told and kept", () => {
  for (const front of [
    "---\ntitle: [\n---\n",
    "---\n- a\n---\n",
    "---\ncohorts: 5\n---\n",
    "---\nsources: [{as: x}]\n---\n",
  ]) {
    const notebook = parseNotebook(`${front}Prose.\n`);
    expect(notebook.frontMatter.problem).toMatch(/front matter/);
    expect(serializeNotebook(notebook)).toBe(`${front}Prose.\n`);
  }
});

test("an unclosed fence is a cell that says so", () => {
  const [cell] = parseNotebook("```sql cell=a\nselect 1\n\nmore").cells;
  expect(cell).toMatchObject({ unclosed: true, source: "select 1\n\nmore" });
});
