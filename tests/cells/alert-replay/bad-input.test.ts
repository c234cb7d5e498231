import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { alertReplay } from "../../../src/cells/alert-replay/index.tsx";
import { createStore } from "../../../src/notebook/store.ts";
import { evaluateCell } from "../../support/cell.ts";
import { testStore } from "../../support/engine.ts";

const engine = testStore();
const source = "of: h\npersist: 1\nchange_at: 2026-04-02\n";

/** One window a day from 1 April on, its measure and its rows as SQL; what is drawn of them reads no NaN. */
async function replayed(values: readonly (readonly [psi: string, n: number])[], type = "DOUBLE") {
  const db = await engine();
  await createStore(db);
  const rows = values.map(([psi, n], day) => `SELECT DATE '2026-04-01' + ${day}, ${n}, (${psi})::${type}`);
  const none = `SELECT DATE '2026-04-01', 1, NULL::${type} WHERE false`;
  await db.query(
    `CREATE OR REPLACE TABLE h AS SELECT * FROM (${[none, ...rows].join(" UNION ALL ")}) v(window_start, n, psi)`,
  );
  const result = await evaluateCell(alertReplay, source, { engine: db });
  const spec = alertReplay.parse(source);
  const html = renderToStaticMarkup(createElement(alertReplay.View, { name: "alarm", spec, result, live: null }));
  expect(html).not.toMatch(/NaN|Infinity|undefined|\[object/);
  return result;
}

test("what is no finite number is unknown, and raises nothing", async () => {
  const result = await replayed([
    ["0.02", 100],
    ["'NaN'", 100],
    ["'Infinity'", 100],
    ["'-Infinity'", 100],
    ["NULL", 100],
    ["0.02", 100],
  ]);
  expect(result.unknown).toBe(4);
  expect(result.windows.map(({ reason }) => reason)).toEqual([null, ...Array(4).fill("no value"), null]);
  expect(result).toMatchObject({ action: "none", events: [] });
});

test("all missing, too few rows everywhere, and text each have their word", async () => {
  expect(
    (
      await replayed([
        ["NULL", 100],
        ["'NaN'", 100],
      ])
    ).reason,
  ).toBe("no window has a number as its psi.");
  expect(
    (
      await replayed([
        ["0.3", 5],
        ["NULL", 2],
      ])
    ).reason,
  ).toBe("no window has enough rows to tell.");
  expect(
    (
      await replayed(
        [
          ["'high'", 100],
          ["'low'", 90],
        ],
        "VARCHAR",
      )
    ).reason,
  ).toBe("no window has a number as its psi.");
});

test("one window, none at all, and a measure that never changes", async () => {
  const one = await replayed([["0.3", 100]]);
  expect(one.windows).toHaveLength(1);
  expect(one.rules.map(({ falseAlarmRate }) => falseAlarmRate.n)).toEqual([1, 1]);
  expect((await replayed([])).empty).toBe(
    "h has no windows. Let it count over time with every: 1d, or widen its rows.",
  );
  const constant = await replayed(Array.from({ length: 8 }, () => ["0.05", 100] as const));
  expect(constant).toMatchObject({ action: "none", unknown: 0, events: [] });
});
