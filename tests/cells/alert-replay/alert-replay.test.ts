import { expect, test } from "vitest";
import { alertReplay } from "../../../src/cells/alert-replay/index.tsx";
import type { AlertReplayResult } from "../../../src/cells/alert-replay/result.ts";
import type { Engine } from "../../../src/engine/engine.ts";
import { CellError } from "../../../src/notebook/cell.ts";
import { createStore, setCohorts } from "../../../src/notebook/store.ts";
import { evaluateCell } from "../../support/cell.ts";
import { testStore } from "../../support/engine.ts";

const engine = testStore();

/** One window a day from 1 April on. */
async function historyOf(
  values: readonly (number | null)[],
  measure = "psi",
  counts: readonly number[] = [],
): Promise<Engine> {
  const db = await engine();
  await createStore(db);
  await db.query("DELETE FROM store.deployments");
  const rows = values.map(
    (value, day) => `(TIMESTAMP '2026-04-01' + INTERVAL ${day} DAY, ${counts[day] ?? 100}, ${value ?? "NULL"})`,
  );
  await db.query(
    `CREATE OR REPLACE TABLE h AS SELECT * FROM (VALUES ${rows.join(", ")}) v(window_start, n, ${measure})`,
  );
  return db;
}

const run = async (db: Engine, source: string): Promise<AlertReplayResult> =>
  await evaluateCell(alertReplay, `of: h\n${source}`, { engine: db });
const date = (iso: string | null | undefined) => iso?.slice(0, 10) ?? null;

const calm = Array.from({ length: 10 }, (_, day) => 0.02 + (day % 3) * 0.02);

test("flag and act fire after so many windows in a row, and the delay is counted from the change", async () => {
  const db = await historyOf([...calm, 0.15, 0.25, 0.3, 0.3, 0.3]);
  const result = await run(db, "change_at: 2026-04-11\npersist: 3");
  expect(result.rules.map(({ level, firedAt, delay }) => [level, date(firedAt), delay])).toEqual([
    ["flag", "2026-04-13", 2],
    ["act", "2026-04-14", 3],
  ]);
  expect(result.rules.map(({ falseAlarms, falseAlarmRate }) => [falseAlarms, falseAlarmRate.n])).toEqual([
    [0, 10],
    [0, 10],
  ]);
  expect(result.action).toBe("retrain");
  expect(result.reason).toBe(
    "psi has been above 0.2 since 2026-04-12; after 3 windows in a row the alert fired on 2026-04-14, and it stands: what comes in is no longer what prompts, judge and models were made and checked on.",
  );
  expect(result.events.map(({ level, kind, clearedAt }) => [level, kind, clearedAt])).toEqual([
    ["flag", "detection", null],
    ["act", "detection", null],
  ]);
});

test("a similarity is bad when it falls, with bounds of its own, and calls for a new index", async () => {
  const db = await historyOf([0.99, 0.98, 0.99, 0.97, 0.8, 0.8, 0.8], "similarity");
  const result = await run(db, "measure: similarity\nchange_at: 2026-04-05\npersist: 2");
  expect(result.bounds).toEqual({ direction: "down", flag: 0.9, act: 0.85 });
  expect(result.rules.map(({ delay }) => delay)).toEqual([1, 1]);
  expect(result.action).toBe("re-index");
});

test("a classifier's AUC and a distance of centroids have bounds of their own, and a share of components is told its own", async () => {
  const auc = await run(
    await historyOf([0.5, 0.51, 0.49, 0.5, 0.8, 0.8], "auc"),
    "measure: auc\nchange_at: 2026-04-05\npersist: 2",
  );
  expect(auc.bounds).toEqual({ direction: "up", flag: 0.55, act: 0.65 });
  expect(auc).toMatchObject({ action: "re-index", rules: [{ delay: 1 }, { delay: 1 }] });
  const distance = await run(await historyOf([0.05, 0.05, 0.3], "distance_sd"), "measure: distance_sd\npersist: 1");
  expect(distance.bounds).toEqual({ direction: "up", flag: 0.1, act: 0.2 });
  const share = await run(
    await historyOf([0, 0, 0.3], "drifted_components"),
    "measure: drifted_components\nflag: 0.1\nact: 0.2\npersist: 1",
  );
  expect(share.action).toBe("re-index");
});

test("only flagged: review prompts and retrieval; taken back after quiet windows: none", async () => {
  const flagged = await run(await historyOf([...calm, 0.15, 0.15, 0.15]), "change_at: 2026-04-11");
  expect(flagged.action).toBe("review prompts and retrieval");
  expect(flagged.reason).toContain("but not above 0.2");
  const over = await run(
    await historyOf([...calm, 0.3, 0.3, 0.3, 0.05, 0.3, 0.05, 0.05]),
    "change_at: 2026-04-11\nclear: 2",
  );
  expect(over.events.find(({ level }) => level === "act")).toMatchObject({ windows: 4, worst: 0.3 });
  expect(date(over.events.find(({ level }) => level === "act")?.clearedAt)).toBe("2026-04-17");
  expect(over).toMatchObject({
    action: "none",
    reason: "the last alert fired on 2026-04-13 and was taken back on 2026-04-17.",
  });
});

test("a window with too few rows is unknown and breaks the run", async () => {
  const values = [...calm, 0.3, 0.3, 0.3, 0.3];
  const result = await run(
    await historyOf(values, "psi", [...calm.map(() => 100), 100, 100, 5, 100]),
    "change_at: 2026-04-11",
  );
  expect(result.unknown).toBe(1);
  expect(result.windows[12]).toMatchObject({ value: null, reason: "5 rows, 30 are needed", act: "unknown" });
  expect(result.rules[1]).toMatchObject({ firedAt: null, reason: "never raised after the change" });
  expect((await run(await historyOf(values), "change_at: 2026-04-11\nmin_n: 500")).reason).toBe(
    "no window has enough rows to tell.",
  );
});

test("false alarms are counted on the reference alone, and a curve tells what other rules would cost", async () => {
  const noisy = [0.05, 0.25, 0.25, 0.05, 0.05, 0.25, 0.05, 0.05, 0.05, 0.05];
  const db = await historyOf([...noisy, 0.3, 0.3, 0.3, 0.3]);
  await setCohorts(db, {
    reference: { from: "2026-04-01", to: "2026-04-10" },
    current: { from: "2026-04-11", to: "2026-04-14" },
  });
  const result = await run(db, "persist: 1\nclear: 1");
  expect(result.change?.how).toBe("the start of the current window");
  expect(result.reference).toEqual({ windows: 10, how: "the windows of the reference" });
  expect(result.rules[1]).toMatchObject({ falseAlarms: 2, delay: 0 });
  const at = (persist: number) => result.curve.find((point) => point.bound === 0.2 && point.persist === persist);
  expect(at(1)).toMatchObject({ falseAlarms: 2, delay: 0 });
  expect(at(2)).toMatchObject({ falseAlarms: 1, delay: 1 });
  expect(at(3)).toMatchObject({ falseAlarms: 0, delay: 2 });
  expect(at(5)).toMatchObject({ delay: null });
});

test("the change may be a deployment's name", async () => {
  const db = await historyOf([...calm, 0.3, 0.3, 0.3]);
  await db.query(
    `INSERT INTO store.deployments BY NAME SELECT epoch_ns(TIMESTAMP '2026-04-11') AS time_ns, 'retrieval' AS name, '2.3' AS version`,
  );
  expect((await run(db, "change_at: retrieval 2.3")).rules[1]).toMatchObject({ delay: 2, delayMs: 2 * 86_400_000 });
  await expect(run(db, "change_at: retrieval 2.4")).rejects.toThrow("did you mean retrieval 2.3?");
});

test("the mean of a longer window must be out of bounds too", async () => {
  const db = await historyOf([...calm, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3]);
  const short = await run(db, "change_at: 2026-04-11\npersist: 1");
  const long = await run(db, "change_at: 2026-04-11\npersist: 1\nlong: 5");
  expect(short.rules[1]?.delay).toBe(0);
  expect(long.rules[1]?.delay).toBe(3);
  expect(long.windows[11]?.long).toBeCloseTo((0.3 * 2 + (calm[7] ?? 0) + (calm[8] ?? 0) + (calm[9] ?? 0)) / 5, 12);
});

test("what cannot be replayed names its key and what there is", async () => {
  const db = await historyOf(calm);
  const failing = async (source: string) =>
    await run(db, source).then(
      () => null,
      (error: unknown) => (error instanceof CellError ? [error.place.key, error.message] : error),
    );
  expect(await failing("measure: recall")).toEqual([
    "flag",
    expect.stringContaining("no usual bound is known for recall"),
  ]);
  expect(await failing("measure: recall\nflag: 0.8\nact: 0.7")).toEqual([
    "measure",
    expect.stringContaining("no column recall"),
  ]);
  expect(await failing("flag: 0.3\nact: 0.2")).toEqual(["act", expect.stringContaining("must lie beyond flag")]);
  expect(await failing("change_at: nobody")).toEqual([
    "change_at",
    expect.stringContaining("neither a time nor a deployment"),
  ]);
  expect(await failing("column: x")).toEqual(["column", expect.stringContaining("no column column")]);
  await db.query("CREATE OR REPLACE TABLE h AS SELECT *, unnest(['a', 'b']) AS \"column\" FROM h");
  expect(await failing("")).toEqual(["column", expect.stringContaining("pick one of a, b")]);
  expect(await failing("column: a")).toBeNull();
  await db.query("CREATE OR REPLACE TABLE h AS SELECT psi FROM h");
  expect(await failing("")).toEqual(["time", expect.stringContaining("no column of time")]);
  await db.query("CREATE OR REPLACE TABLE h AS SELECT TIMESTAMP '2026-04-01' AS window_start, 0.1 AS psi WHERE false");
  expect((await run(db, "")).empty).toContain("has no windows");
});
