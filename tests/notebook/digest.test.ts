import { describe, expect, it } from "vitest";
import { canonicalText, digestOf, tableDigest } from "../../src/notebook/digest.ts";
import { testEngine } from "../support/engine.ts";

const engine = testEngine();

describe("a value's canonical text", () => {
  it("does not depend on the order of keys, on typed arrays or on the last bits of a fraction", () => {
    expect(canonicalText({ b: 1, a: [0.1 + 0.2] })).toBe(canonicalText({ a: new Float64Array([0.3]), b: 1 }));
    expect(canonicalText(new Map([["a", 1]]))).toBe(canonicalText({ a: 1 }));
    expect(canonicalText(-0)).toBe("0");
    expect(canonicalText({ a: undefined, b: 2n })).toBe('{"b":2}');
  });

  it("keeps every digit of an integer and tells numbers from text", () => {
    expect(canonicalText(1_775_000_000_123)).toBe("1775000000123");
    expect(canonicalText("1")).not.toBe(canonicalText(1));
    expect(canonicalText(Number.NaN)).toBe('"NaN"');
    expect(canonicalText(1.000001)).not.toBe(canonicalText(1.000002));
  });

  it("puts what the notebook writes for the place of a source", async () => {
    const here = await digestOf({ path: "/home/a/notes/traces/x.jsonl" }, [["/home/a/notes/", ""]]);
    expect(here).toBe(await digestOf({ path: "traces/x.jsonl" }));
  });
});

describe("a table's digest", () => {
  const digest = async (sql: string) => {
    const db = await engine();
    await db.query(`CREATE OR REPLACE TABLE digested AS ${sql}`);
    return tableDigest(db, "digested");
  };
  const rows = (list: string) => `SELECT * FROM (VALUES ${list}) AS t(name, value)`;

  it("is the same in any order of the rows, and with fractions that differ in their last bits", async () => {
    const first = await digest(rows("('a', 0.1::DOUBLE + 0.2::DOUBLE), ('b', NULL)"));
    expect(first).toEqual(await digest(rows("('b', NULL), ('a', 0.3::DOUBLE)")));
    expect(first).toMatchObject({ rows: 2, columns: [{ name: "name", type: "VARCHAR" }, { name: "value" }] });
  });

  it("differs with any value, with a row twice, and where text moves from one column to the next", async () => {
    const sums = new Set<string>();
    const tables = [
      "('a', 'b')",
      "('a', 'c')",
      "('a', 'b'), ('a', 'b')",
      "('ab', '')",
      "('', 'ab')",
      "('a', NULL)",
      "('a', '-')",
    ];
    for (const list of tables) sums.add((await digest(rows(list))).sum);
    expect(sums.size).toBe(tables.length);
  });

  it("takes columns of every type, none at all and no rows", async () => {
    const mixed = await digest(
      "SELECT 1::HUGEINT AS h, TIMESTAMP '2026-04-01' AS t, [1.5, 2] AS l, MAP {'k': 'v'} AS m, 'x'::BLOB AS b, true AS f, 'nan'::DOUBLE AS n",
    );
    expect(mixed.rows).toBe(1);
    expect(await digest("SELECT 1 AS a WHERE false")).toMatchObject({ rows: 0, sum: "0-0" });
  });
});
