import { expect, test } from "vitest";
import { placeAt, splitStatements } from "../../src/engine/sql-statements.ts";

const split = (source: string) => splitStatements(source).map(({ text }) => text);

const cases: readonly [name: string, source: string, statements: readonly string[]][] = [
  ["nothing", " \n ; ;; -- only a comment", []],
  ["one without an end", "select 1", ["select 1"]],
  ["several", "select 1; select 2;\nselect 3", ["select 1", "select 2", "select 3"]],
  ["a semicolon in text", "select ';'; select 'it''s; fine'", ["select ';'", "select 'it''s; fine'"]],
  ["a backslash is nothing special in text", "select 'a\\'; select 'b'", ["select 'a\\'", "select 'b'"]],
  ["but it is in escape text", "select e'a\\'; b'; select 1", ["select e'a\\'; b'", "select 1"]],
  ["a semicolon in a name", 'select 1 as "a;""b;"; select 2', ['select 1 as "a;""b;"', "select 2"]],
  ["a semicolon in a comment", "select 1 -- a; b\n + 2; select 3 /* ; */", ["select 1 -- a; b\n + 2", "select 3"]],
  ["comments in comments", "select /* a /* ; */ ; */ 1; select 2", ["select /* a /* ; */ ; */ 1", "select 2"]],
  ["a quote in a comment", "-- don't\nselect 1; /* \" */ select 2", ["select 1", "select 2"]],
  ["a comment in text", "select '-- no'; select '/*'; select 1", ["select '-- no'", "select '/*'", "select 1"]],
  ["dollar quotes", "select $$a;'b$$; select $x$ $$;$y$ $x$", ["select $$a;'b$$", "select $x$ $$;$y$ $x$"]],
  ["a dollar in a name", "select 1 as a$b$; select 2", ["select 1 as a$b$", "select 2"]],
  ["parameters are no quotes", "select $1; select $2", ["select $1", "select $2"]],
  ["text that never ends", "select 'abc; select 1", ["select 'abc; select 1"]],
  ["a comment that never ends", "select 1; /* select 2; ", ["select 1"]],
  ["letters beyond ASCII", "select 1 as größe; select '😀;' as ц", ["select 1 as größe", "select '😀;' as ц"]],
  ["Windows line ends", "select 1 -- x;\r\n;select 2\r\n", ["select 1", "select 2"]],
];

test.each(cases)("statements are split where the engine would: %s", (_name, source, statements) => {
  expect(split(source)).toEqual(statements);
});

test("every token stands where it says", () => {
  const source = 'with a as (select 1.5e3 x) -- c\nselect "q""q", $t$ ; $t$, \'é😀\' from a; drop table b';
  for (const statement of splitStatements(source))
    for (const token of statement.tokens) expect(source.slice(token.start, token.end)).toBe(token.text);
});

test("a long source is split in time that grows with its length alone", () => {
  const long = `select ${"'a', \"b\", $$c$$, 1.5, /* d */ x -- e\n, ".repeat(20_000)} 1;`.repeat(2);
  const since = performance.now();
  expect(splitStatements(long)).toHaveLength(2);
  expect(performance.now() - since).toBeLessThan(5000);
});

test("a place is counted in lines and columns from one", () => {
  expect(placeAt("ab\ncd", 0)).toEqual({ line: 1, column: 1 });
  expect(placeAt("ab\ncd", 4)).toEqual({ line: 2, column: 2 });
  expect(placeAt("ab\r\ncd", 4)).toEqual({ line: 2, column: 1 });
});
