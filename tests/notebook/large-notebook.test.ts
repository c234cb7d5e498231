import { expect, test } from "vitest";
import { cellKinds } from "../../src/cells/index.tsx";
import { readSource } from "../../src/importers/read.ts";
import { parseNotebook, serializeNotebook } from "../../src/notebook/markdown.ts";
import { Session } from "../../src/notebook/session.ts";
import { listTables } from "../../src/notebook/tables.ts";
import { testEngine } from "../support/engine.ts";

const engine = testEngine();

test("10 MB of prose and cells are read and written as they are", () => {
  const words = `${"Words about what happened, and why. ".repeat(40)}\n\n`;
  const part = (n: number) => `## Part ${n}\n\n${words}\`\`\`sql cell=c${n}\nselect ${n} as n\n\`\`\`\n\n`;
  const text = `---\ncasebook: 1\ntitle: Large\n---\n\n${Array.from({ length: 6800 }, (_, n) => part(n)).join("")}`;
  expect(text.length).toBeGreaterThan(10e6);
  const notebook = parseNotebook(text);
  expect(notebook.cells).toHaveLength(13_600);
  expect(serializeNotebook(notebook)).toBe(text);
});

test("more tables are listed than one query can name", async () => {
  const db = await engine();
  for (let n = 0; n < 1200; n++) await db.query(`CREATE TABLE made_${n} AS SELECT range AS i FROM range(${n})`);
  const tables = new Map((await listTables(db)).map((table) => [table.name, table]));
  expect(tables.get("made_0")).toMatchObject({ rows: 0, columns: [{ name: "i", type: "BIGINT" }] });
  expect(tables.get("made_1199")).toMatchObject({ rows: 1199, columns: [{ name: "i", type: "BIGINT" }] });
  for (let n = 0; n < 1200; n++) await db.query(`DROP TABLE made_${n}`);
});

test("a cell of 10 MB runs, and cells named like words of SQL are read where they are quoted", async () => {
  const session = await Session.create(await engine(), cellKinds, readSource);
  const cell = (name: string, text: string) => `\`\`\`sql cell=${name}\n${text}\n\`\`\`\n\n`;
  const cells = [
    cell("select", 'select 1 as "from"'),
    cell("order", 'select "from" + 1 as n from "select"'),
    cell("group", "select n from order"),
    cell("long", `select n from "order" -- ${"x".repeat(10_000_000)}`),
  ];
  await session.open(`---\ncasebook: 1\ntitle: Words\n---\n\n${cells.join("")}`);
  await session.runAll();
  const states = session.state.notebook.cells.map(({ id }) => session.cell(id));
  expect(states.map(({ status }) => status)).toEqual(["done", "done", "failed", "done"]);
  expect(states[2]?.failure).toMatchObject({ message: expect.stringContaining('at or near "order"'), line: 1 });
});
