import { expect, test } from "vitest";
import { readColumns } from "../../src/engine/number-columns.ts";
import { testEngine } from "../support/engine.ts";

const engine = testEngine();

test.each([false, true])(
  "columns hold all rows, whether as many were expected, fewer or more, and NaN for a NULL (quick: %s)",
  async (quick) => {
    const sql = `SELECT i::UBIGINT AS key, CASE WHEN i % 1000 = 1 THEN NULL ELSE i / 2 END AS half, (i % 2)::UTINYINT AS odd
    FROM range(5000) r(i) ORDER BY i`;
    const kinds = { key: "u64", half: "f64", odd: "u8" } as const;
    const signal = new AbortController().signal;
    const all = Array.from({ length: 5000 }, (_, row) => row);
    for (const expected of [5000, 9000, 10, 0]) {
      const { rows, key, half, odd } = await readColumns(await engine(), sql, kinds, expected, { signal, quick });
      expect([rows, key.length, half.length, odd.length]).toEqual([5000, 5000, 5000, 5000]);
      expect(key.join()).toBe(all.join());
      expect(half.join()).toBe(all.map((row) => (row % 1000 === 1 ? Number.NaN : row / 2)).join());
      expect(odd.join()).toBe(all.map((row) => row % 2).join());
    }
  },
);

test("several queries fill the same columns, one after another", async () => {
  const sql = ["SELECT 1::UBIGINT AS key", "SELECT key FROM (VALUES (2::UBIGINT), (3)) v(key)"];
  const { signal } = new AbortController();
  const { rows, key } = await readColumns(await engine(), sql, { key: "u64" }, 3, { signal, quick: true });
  expect([rows, ...key]).toEqual([3, 1n, 2n, 3n]);
});
