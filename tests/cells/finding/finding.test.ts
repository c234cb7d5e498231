import { beforeEach, describe, expect, it } from "vitest";
import { finding } from "../../../src/cells/finding/index.tsx";
import type { Engine } from "../../../src/engine/engine.ts";
import { findingSource, pinRows, pinTable } from "../../../src/notebook/findings.ts";
import { evaluateCell } from "../../support/cell.ts";
import { testStore } from "../../support/engine.ts";

const opened = testStore();
let engine: Engine;
const moment = "2026-04-28T10:00:00.000Z";
const fill = (rows: string) =>
  engine.query(`CREATE OR REPLACE TABLE slow AS SELECT * FROM (VALUES ${rows}) AS t(name, tenant, n, p95, since)`);
const row = (name: string, tenant: string, n: number, p95: string) =>
  `('${name}', '${tenant}', ${n}, ${p95}::DOUBLE, TIMESTAMP '2026-04-20 14:02:00')`;

beforeEach(async () => {
  engine = await opened();
  await fill([row("query", "harbor", 3, "131.25"), row("query", "lumen", 3, "8"), row("plan", "lumen", 7, "1")].join());
});

const check = (source: string) => evaluateCell(finding, source, { engine });

describe("a finding", () => {
  it("keeps a row with its values, and the columns that tell it from the others", async () => {
    const evidence = await pinRows(engine, "slow", [{ name: "query", tenant: "harbor", p95: 131.25 }]);
    expect(evidence.key).toEqual(["tenant"]);
    expect(evidence.rows).toEqual([
      { name: "query", tenant: "harbor", n: 3, p95: 131.25, since: "2026-04-20T14:02:00.000Z" },
    ]);
    const result = await check(findingSource(evidence, moment, 'The queue: "waits" \n- there'));
    expect(result).toMatchObject({
      verdict: "holds",
      note: 'The queue: "waits" \n- there',
      of: "slow",
      pinned: moment,
    });
  });

  it("takes the shortest key that there is", async () => {
    expect((await pinRows(engine, "slow", [{ name: "plan" }])).key).toEqual(["name"]);
    expect((await pinRows(engine, "slow", [{ name: "query", tenant: "lumen" }])).key).toEqual(["name", "tenant"]);
    expect((await pinRows(engine, "slow", [{ tenant: "lumen", n: 3 }], ["n", "p95"])).rows).toEqual([{ n: 3, p95: 8 }]);
  });

  it("tells what a row's values are now, and when the row is gone", async () => {
    const source = findingSource(await pinRows(engine, "slow", [{ tenant: "harbor" }]), moment);
    await fill(row("query", "harbor", 4, "12"));
    const changed = await check(source);
    expect(changed).toMatchObject({ verdict: "changed", why: "n, p95 changed" });
    expect(changed.rows[0]?.now).toMatchObject({ n: 4, p95: 12 });
    await fill(row("plan", "lumen", 4, "12"));
    expect(await check(source)).toMatchObject({ verdict: "gone", why: "the row is gone" });
  });

  it("tells of several rows how many are gone", async () => {
    const source = findingSource(await pinRows(engine, "slow", [{ tenant: "harbor" }, { name: "plan" }]), moment);
    await fill(row("plan", "lumen", 7, "1"));
    expect(await check(source)).toMatchObject({ verdict: "changed", why: "1 of 2 rows are gone" });
  });

  it("holds for a whole table in any order, until a value differs", async () => {
    const source = findingSource(await pinTable(engine, "slow", "3 rows"), moment);
    await fill(
      [row("plan", "lumen", 7, "1"), row("query", "lumen", 3, "8"), row("query", "harbor", 3, "131.25")].join(),
    );
    expect(await check(source)).toMatchObject({ verdict: "holds", summary: "3 rows" });
    await fill(row("plan", "lumen", 7, "1"));
    expect(await check(source)).toMatchObject({ verdict: "changed" });
  });

  it("takes fractions as the same that differ in their last bits alone", async () => {
    await fill(row("a", "b", 1, "0.3"));
    const source = findingSource(await pinRows(engine, "slow", [{ name: "a" }]), moment);
    await fill(row("a", "b", 1, "(0.1::DOUBLE + 0.2::DOUBLE)"));
    expect(await check(source)).toMatchObject({ verdict: "holds" });
  });

  it("keeps the start of long and nested values, odd names and hostile text", async () => {
    const nasty = `it''s "x" -- ${"é".repeat(400)}`;
    await engine.query(`CREATE OR REPLACE TABLE "odd table" AS SELECT '${nasty}' AS "a ""b""", MAP {'k': 'v'} AS m,
      1e300::DOUBLE AS d, 170141183460469231731687303715884105727::HUGEINT AS h, NULL::VARCHAR AS nothing`);
    const long = nasty.replace("''", "'");
    const evidence = await pinRows(engine, "odd table", [{ 'a "b"': long, m: { k: "v" }, nothing: null }]);
    expect(String(evidence.rows[0]?.['a "b"'])).toHaveLength(300);
    expect(await check(findingSource(evidence, moment))).toMatchObject({ verdict: "holds" });
    await engine.query(`DROP TABLE "odd table"`);
  });

  it("says that nothing can be checked where there is no such table, and refuses too many rows", async () => {
    expect(await check("of: nowhere\nrows: [{a: 1}]\n")).toMatchObject({ verdict: "unknown" });
    const many = Array.from({ length: 21 }, () => ({ name: "plan" }));
    await expect(pinRows(engine, "slow", many)).rejects.toThrow("at most 20 rows");
    await expect(pinRows(engine, "slow", [{ name: "no such" }])).rejects.toThrow("no longer there");
  });

  it("names the key that is wrong in its source", () => {
    expect(() => finding.parse("note: x\n")).toThrow(/of/);
    expect(() => finding.parse("of: slow\nrows: 3\n")).toThrow(/rows/);
    expect(() => finding.parse("of: slow\nfrom: here\n")).toThrow(/from/);
  });
});
