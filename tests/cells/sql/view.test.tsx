import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { sql } from "../../../src/cells/sql/index.tsx";
import { evaluateCell } from "../../support/cell.ts";
import { testStore } from "../../support/engine.ts";

const engine = testStore();

async function draw(source: string): Promise<string> {
  const result = await evaluateCell(sql, source, { engine: await engine(), name: "drawn" });
  return renderToStaticMarkup(<sql.View name="drawn" spec={sql.parse(source)} result={result} live={null} />);
}

test("without a DOM the first rows stand in an ordinary table that says how many there are", async () => {
  const html = await draw("select i, 'row ' || i as t from range(12345) t(i)");
  expect([...html.matchAll(/<tr>/g)]).toHaveLength(201);
  expect(html).toContain("The first 200 of 12,345 rows.");
  expect(html).toContain('<th scope="col" class="dt-cell is-right">i</th>');
});

test("hostile text is shown as text", async () => {
  const html = await draw(
    `select '<img src=x onerror=alert(1)>' as "<script>alert(1)</script>", map {'<b>': '</td>'} as m`,
  );
  expect(html).not.toMatch(/<(img|script|b)\b/);
  expect(html).toContain("&lt;img src=x onerror=alert(1)&gt;");
  expect(html).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
});

test("NULL, empty text and long text can be told apart", async () => {
  const html = await draw("select null as n, '' as e, repeat('x', 5000) as t");
  expect(html).toContain('<span class="dt-null">null</span>');
  expect(html).toContain('<span class="dt-null">empty</span>');
  expect(html).toContain("5,000 characters");
});

test("no rows and no result say what that means", async () => {
  expect(await draw("select 1 as a, 2 as b where false")).toContain("The query gave no rows. It has 2 columns: a, b.");
  expect(await draw("")).toContain("Nothing to run yet: write a SELECT.");
  expect(await draw("create or replace table made as select 1")).toContain("Created table made, 1 row.");
});
