import { expect, test } from "vitest";
import { wilsonInterval } from "../../../src/analysis/proportion-interval.ts";
import type { Compared } from "../../../src/cells/psi/compare.ts";
import type { Frame } from "../../../src/cells/psi/frame.ts";
import { psi } from "../../../src/cells/psi/index.tsx";
import type { PsiRow } from "../../../src/cells/psi/result.ts";
import { withVerdicts } from "../../../src/cells/psi/verdicts.ts";
import { vocabularies } from "../../../src/cells/psi/vocabulary.ts";
import { cellContext } from "../../../src/notebook/cell-context.ts";
import { createStore } from "../../../src/notebook/store.ts";
import { evaluateCell } from "../../support/cell.ts";
import { testStore } from "../../support/engine.ts";

const engine = testStore();

/** A number from 0 to 1 that depends on the row, the column and the seed alone. */
const uniform = (column: number, salt: number) => `((hash(i, ${column}, ${salt}) % 1000003) + 1) / 1000004.0`;
const normal = (column: number) => `sqrt(-2 * ln(${uniform(column, 1)})) * cos(2 * pi() * ${uniform(column, 2)})`;
const shifted = (by: number) => `CASE WHEN side = 2 THEN ${by} ELSE 0 END`;
const languages = (column: number, moved: number) =>
  `CASE WHEN ${uniform(column, 3)} < ${shifted(moved)} THEN 'it' ELSE list_extract(['en', 'de', 'fr', 'es', 'it'],
    1 + (u >= 0.5)::INT + (u >= 0.8)::INT + (u >= 0.9)::INT + (u >= 0.97)::INT) END`.replaceAll(
    "u >=",
    `${uniform(column, 4)} >=`,
  );

const kinds = {
  numbers: (column: number, shift: number) => `${normal(column)} + ${shifted(shift)}`,
  "numbers with a heavy tail": (column: number, shift: number) => `exp(2 * (${normal(column)} + ${shifted(shift)}))`,
  "few whole numbers": (column: number, shift: number) =>
    `floor(3 + 1.2 * (${normal(column)} + ${shifted(shift)}))::INTEGER`,
  categories: (column: number, shift: number) => languages(column, shift),
  "yes or no": (column: number, shift: number) => `${uniform(column, 5)} < 0.3 + ${shifted(shift)}`,
  "numbers of which some are missing": (column: number, shift: number) =>
    `CASE WHEN ${uniform(column, 6)} < 0.1 THEN NULL ELSE ${normal(column)} + ${shifted(shift)} END`,
} as const;

type Kind = keyof typeof kinds;

/** Every column of a table is one draw. */
async function drawn(kind: Kind, n: number, columns: number, shift: number): Promise<readonly PsiRow[]> {
  const db = await engine();
  await createStore(db);
  const list = Array.from({ length: columns }, (_, column) => `${kinds[kind](column, shift)} AS c${column}`);
  await db.query(`CREATE OR REPLACE TABLE draws AS SELECT side, ${list.join(", ")}
    FROM (SELECT i, CASE WHEN i < ${n} THEN 1 ELSE 2 END AS side FROM range(${2 * n}) r(i))`);
  const named = JSON.stringify(Array.from({ length: columns }, (_, column) => `c${column}`));
  const source = `table: draws\ncolumns: ${named}\nreference: side = 1\nadjust: none\n`;
  return (await evaluateCell(psi, source, { engine: db })).rows;
}

const raised = (rows: readonly PsiRow[], verdict?: string) =>
  rows.filter((row) => (verdict ? row.verdict === verdict : row.verdict === "monitor" || row.verdict === "drifted"))
    .length;

const sizes = [
  { n: 100, columns: 180, shifts: [0.65, 0.65, 0.7, 0.2, 0.25, 0.7] },
  { n: 500, columns: 75, shifts: [0.35, 0.35, 0.4, 0.1, 0.15, 0.4] },
  { n: 5000, columns: 24, shifts: [0.35, 0.35, 0.35, 0.08, 0.15, 0.35] },
] as const;

const cases = sizes.flatMap(({ n, columns, shifts }) =>
  (Object.keys(kinds) as Kind[]).map((kind, place) => ({ kind, n, columns, shift: shifts[place] ?? 0 })),
);

test.each(cases)(
  "$kind: at n = $n at most 6 % are raised without drift, 80 % with a shift of $shift",
  async ({ kind, n, columns, shift }) => {
    const quiet = await drawn(kind, n, columns, 0);
    const seen = await drawn(kind, n, 15, shift);
    for (const verdict of ["monitor", "drifted", undefined])
      expect(wilsonInterval(raised(quiet, verdict), quiet.length)?.low, verdict).toBeLessThanOrEqual(0.06);
    expect(raised(seen) / seen.length).toBeGreaterThanOrEqual(0.8);
  },
);

/** Texts of eight words of which every second comes with its neighbours, so that the words of a text hang together. */
async function drawnTexts(n: number, columns: number, moved: number): Promise<PsiRow[]> {
  const db = await engine();
  await createStore(db);
  const word = (column: number, place: number) => {
    const topic = `(hash(i, ${column}, 7) % 12 + ${moved} * (side = 2)::INT)`;
    return `'w' || (${topic} * 40 + hash(i, ${column}, ${8 + place}) % 25)`;
  };
  const text = (column: number) => Array.from({ length: 8 }, (_, place) => word(column, place)).join(" || ' ' || ");
  const list = Array.from({ length: columns }, (_, column) => `${text(column)} AS c${column}`);
  await db.query(`CREATE OR REPLACE TABLE draws AS SELECT side, ${list.join(", ")}
    FROM (SELECT i, CASE WHEN i < ${n} THEN 1 ELSE 2 END AS side FROM range(${2 * n}) r(i))`);
  const context = cellContext({ name: "draws", engine: db });
  const rows: Compared[] = [];
  for (let column = 0; column < columns; column++)
    rows.push(...(await vocabularies(frame, { id: `c${column}`, expression: `c${column}` }, context)));
  return withVerdicts(rows, { level: 0.05, min_count: 30, adjust: "none" });
}

const frame: Frame = {
  ...{ unit: "row", from: "draws", where: null, reference: "side = 1", current: "side = 2" },
  ...{ time: null, features: [], stored: null },
};

// At n = 5,000 a sample of 1,000 texts a side is looked at.
test.each([
  { n: 100, columns: 50 },
  { n: 500, columns: 20 },
  { n: 5000, columns: 20 },
])("vocabulary: at n = $n at most 6 % are raised without drift, 80 % with other topics", async ({ n, columns }) => {
  const quiet = await drawnTexts(n, columns, 0);
  expect(quiet).toHaveLength(columns);
  for (const verdict of ["monitor", "drifted", undefined])
    expect(wilsonInterval(raised(quiet, verdict), columns)?.low, verdict).toBeLessThanOrEqual(0.06);
  const seen = await drawnTexts(n, 10, 3);
  expect(raised(seen) / 10).toBeGreaterThanOrEqual(0.8);
});
