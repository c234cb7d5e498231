import { expect, test } from "vitest";
import { bindSql, inputsInSql, unboundSql } from "../../src/notebook/bound-sql.ts";
import { CellError } from "../../src/notebook/cell.ts";

const inputs = {
  inputs: {
    step: "it's; DROP TABLE spans --",
    least: 5,
    below: -2,
    share: 0.5,
    on: true,
    none: null,
    list: ["a", "b'c"],
    empty: [],
    when: ["2026-04-01 00:00:00", "2026-04-14 23:59:59.999999"],
    when_from: "2026-04-01 00:00:00",
    when_to: "2026-04-14 23:59:59.999999",
  },
  inputTypes: {
    step: "VARCHAR",
    least: "BIGINT",
    below: "BIGINT",
    share: "DOUBLE",
    on: "BOOLEAN",
    none: "DATE",
    list: "VARCHAR[]",
    empty: "BIGINT[]",
    when: "TIMESTAMP[]",
    when_from: "TIMESTAMP",
    when_to: "TIMESTAMP",
  },
};

test.each([
  ["name = $step", "name = 'it''s; DROP TABLE spans --'"],
  ["x > $LEAST and y", "x > 5 and y"],
  ["5-$below", "5-CAST(-2 AS BIGINT)"],
  ["$share", "CAST(0.5 AS DOUBLE)"],
  ["$on or $none is null", "true or CAST(NULL AS DATE) is null"],
  ["x in ($list)", "x in ('a', 'b''c')"],
  ["x in ( $empty )", "x in ( SELECT unnest(CAST([] AS BIGINT[])) )"],
  ["x = any($list)", "x = any(CAST(['a', 'b''c'] AS VARCHAR[]))"],
  [
    "t between $when.from and $when_to",
    "t between CAST('2026-04-01 00:00:00' AS TIMESTAMP) and CAST('2026-04-14 23:59:59.999999' AS TIMESTAMP)",
  ],
])("%s becomes %s", (sql, bound) => {
  expect(bindSql(sql, inputs).text).toBe(bound);
});

test("what is within quotes, comments and names, and $1, is no input", () => {
  const sql = `select '$step', "$step", $$ $step $$, $tag$ $step $tag$, a$step, $1 -- $step\n/* $step */`;
  expect(inputsInSql(sql)).toEqual([]);
  expect(bindSql(sql, inputs).text).toBe(sql);
});

test("the inputs of a statement are found once each, and nothing need be known of them to ask what it reads", () => {
  const sql = "select $when.from, $when.from, $step from t where x in ($list)";
  expect(inputsInSql(sql)).toEqual(["when_from", "step", "list"]);
  expect(unboundSql(sql)).toBe("select NULL, NULL, NULL from t where x in (NULL)");
});

test("a place in the bound text leads back to where it was written", () => {
  const sql = "select $step, nope, $least\nfrom t";
  const { text, origin } = bindSql(sql, inputs);
  expect(origin(text.indexOf("nope"))).toBe(sql.indexOf("nope"));
  expect(origin(text.indexOf("DROP"))).toBe(sql.indexOf("$step"));
  expect(origin(text.indexOf("from"))).toBe(sql.indexOf("from"));
});

test("a missing input is told at its place, with the one that was probably meant", () => {
  const error = (() => {
    try {
      bindSql("select 1\nwhere x = $stp", inputs);
    } catch (reason) {
      return reason;
    }
  })();
  expect(error).toBeInstanceOf(CellError);
  expect(error).toMatchObject({
    message: expect.stringContaining("did you mean $step?"),
    place: { line: 2, column: 11 },
  });
});
