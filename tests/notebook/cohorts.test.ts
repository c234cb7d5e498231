import { beforeEach, expect, test } from "vitest";
import type { Engine } from "../../src/engine/engine.ts";
import { toObjects } from "../../src/engine/table-data.ts";
import { cohortSizes } from "../../src/notebook/cohort-members.ts";
import { type Cohorts, noCohorts, ruleText } from "../../src/notebook/cohorts.ts";
import { changeFrontMatter, parseFrontMatter } from "../../src/notebook/front-matter.ts";
import { setCohorts } from "../../src/notebook/store.ts";
import { testEngine } from "../support/engine.ts";
import { type SomeSpan, storeOf } from "../support/spans.ts";

const opened = testEngine();
let engine: Engine;
const day = 86_400_000_000_000n;
const begin = BigInt(Date.UTC(2026, 3, 1)) * 1_000_000n;

/** Six traces, one a day, each a root and a call; prompt v6, then v7 from the fourth on; tenants in turn. */
function spans(): SomeSpan[] {
  return Array.from({ length: 6 }, (_, n) => {
    const start_ns = begin + BigInt(n) * day;
    const common = { trace_id: `t${n}`, start_ns, tenant: n % 2 ? "acme" : "lotus" };
    const root = { ...common, span_id: `r${n}`, name: "answer", end_ns: start_ns + 9n, attributes: {} };
    const attributes = { "prompt.version": n < 3 ? "v6" : "v7" };
    const call = { span_id: `c${n}`, parent_span_id: `r${n}`, name: "plan", model: n === 5 ? "big" : "small" };
    return [root, { ...common, ...call, end_ns: start_ns + 5n, attributes }];
  }).flat();
}

beforeEach(async () => {
  engine = await opened();
  await setCohorts(engine, noCohorts).catch(() => undefined);
  await storeOf(engine, spans());
  await engine.query("DELETE FROM store.scores");
});

async function sides(cohorts: Cohorts, table = "traces", id = "trace_id"): Promise<Record<string, string>> {
  await setCohorts(engine, cohorts);
  const rows = toObjects(
    await engine.query(`SELECT cohort, string_agg(DISTINCT ${id}, ' ' ORDER BY ${id}) AS ids FROM ${table}
      WHERE cohort IS NOT NULL GROUP BY cohort`),
  );
  return Object.fromEntries(rows.map(({ cohort, ids }) => [cohort, ids]));
}

test("cohorts are set by windows, open at either end too", async () => {
  const reference = { from: "2026-04-01", to: "2026-04-02" };
  expect(await sides({ reference, current: { from: "2026-04-05" } })).toEqual({ reference: "t0 t1", current: "t4 t5" });
  expect(await sides({ reference: { to: "2026-04-03T00:00Z" }, current: null })).toEqual({ reference: "t0 t1" });
});

test("cohorts are set by an attribute of any span, a column, or a list of values", async () => {
  const versions = {
    reference: { attribute: "prompt.version", value: "v6" },
    current: { attribute: "prompt.version", value: "v7" },
  };
  expect(await sides(versions)).toEqual({ reference: "t0 t1 t2", current: "t3 t4 t5" });
  expect(await sides(versions, "spans", "span_id")).toEqual({
    reference: "c0 c1 c2 r0 r1 r2",
    current: "c3 c4 c5 r3 r4 r5",
  });
  const columns = {
    reference: { attribute: "model", value: ["big", "none"] },
    current: { attribute: "tenant", value: "lotus" },
  };
  expect(await sides(columns)).toEqual({ reference: "t5", current: "t0 t2 t4" });
});

test("cohorts are set by a predicate over traces, or over spans where it is none over traces", async () => {
  const reference = { where: "tenant = 'acme' -- odd days" };
  expect(await sides({ reference, current: { where: "model = 'small' AND name = 'plan'" } })).toEqual({
    reference: "t5",
    current: "t0 t1 t2 t3 t4",
  });
  const within = { where: "trace_id IN (SELECT trace_id FROM spans WHERE model = 'big')", from: "2026-04-01" };
  expect(await sides({ reference: null, current: within })).toEqual({ current: "t5" });
});

test("what meets both rules is current, and is counted", async () => {
  const cohorts = { reference: { from: "2026-04-01" }, current: { attribute: "tenant", value: "acme" } };
  expect(await sides(cohorts)).toEqual({ reference: "t0 t2 t4", current: "t1 t3 t5" });
  expect(await cohortSizes(engine, cohorts)).toEqual({ reference: 6, current: 3, both: 3, problems: {} });
  const windows = { reference: { from: "2026-04-01" }, current: { from: "2026-04-05" } };
  expect(await sides(windows)).toEqual({ reference: "t0 t1 t2 t3", current: "t4 t5" });
});

test("the windows can be read as they are, an open end at the traces' own", async () => {
  const rows = async (cohorts: Cohorts) => {
    await setCohorts(engine, cohorts);
    return toObjects(
      await engine.query(`SELECT cohort, make_timestamp(from_ns // 1000)::VARCHAR AS start, to_ns IS NULL AS none
        FROM store.cohorts ORDER BY cohort`),
    );
  };
  expect(await rows({ reference: { to: "2026-04-02" }, current: { attribute: "model", value: "big" } })).toEqual([
    { cohort: "current", start: null, none: true },
    { cohort: "reference", start: "2026-04-01 00:00:00", none: false },
  ]);
  expect(await rows(noCohorts)).toEqual([]);
});

test("scores follow their trace or their span's trace, and their own time where they have none", async () => {
  const late = begin + 5n * day;
  await engine.query(`INSERT INTO store.scores (score_id, target_type, target_id, name, time_ns) VALUES
    ('trace', 'trace', 't0', 'x', ${late}), ('span', 'span', 'c4', 'x', ${begin}), ('item', 'example', 'e', 'x', ${late})`);
  const current = { attribute: "prompt.version", value: "v7" };
  expect(await sides({ reference: { to: "2026-04-30" }, current }, "scores", "score_id")).toEqual({
    reference: "item trace",
    current: "span",
  });
});

test.each([
  ["tennant = 'acme'", /^cohorts\.current\.where: .*tennant/],
  ["tenant = ", /^cohorts\.current\.where: /],
  ["true; DROP TABLE store.spans", /without a semicolon/],
  ["true) ; DROP TABLE store.spans; SELECT (1", /without a semicolon/],
  ["tenant::INTEGER > 3", /^cohorts\.current\.where: .*acme|lotus/],
  ["cohort = 'reference'", /^cohorts\.current\.where: .*cohort/],
  ["trace_id IN (SELECT trace_id FROM slow_steps)", /slow_steps is none/],
])("a predicate that is wrong is told and leaves the rest as it was: %s", async (where, message) => {
  const cohorts = { reference: { attribute: "tenant", value: "acme" }, current: { where } };
  const problems = await setCohorts(engine, cohorts);
  expect(problems.current).toMatch(message);
  expect(await sides(cohorts)).toEqual({ reference: "t1 t3 t5" });
  expect((await cohortSizes(engine, cohorts)).current).toBeNull();
  expect(await sides({ reference: null, current: { from: "2026-04-01" } })).toEqual({ current: "t0 t1 t2 t3 t4 t5" });
});

test("a predicate is not run where nothing may be looked for", async () => {
  const current = { where: "error('was run')" };
  expect(await setCohorts(engine, { reference: null, current }, { find: false })).toEqual({});
  expect(toObjects(await engine.query("SELECT count(*) AS n FROM spans WHERE cohort IS NULL"))).toEqual([{ n: 12 }]);
});

test("rules stand in the front matter as they are read", () => {
  const text = `---
casebook: 1
cohorts:
  reference: {attribute: prompt.version, value: [3.0, v6], from: 2026-04-01} # before
  current:
    where: |
      tenant = 'acme'
---
`;
  const parsed = parseFrontMatter(text);
  expect(parsed.problem).toBeNull();
  expect(parsed.cohorts).toEqual({
    reference: { from: "2026-04-01", attribute: "prompt.version", value: ["3.0", "v6"] },
    current: { where: "tenant = 'acme'\n" },
  });
  const changed = changeFrontMatter(parsed, { cohorts: parsed.cohorts });
  expect(changed.cohorts).toEqual(parsed.cohorts);
  expect(changeFrontMatter(changed, { title: "x" }).cohorts).toEqual(parsed.cohorts);
});

test.each([
  ["{}", /expected from and to, attribute and value, or where/],
  ["{attribute: model}", /reference\.value: expected/],
  ["{value: x}", /value needs an attribute/],
  ["{from: 2026-04-02, to: 2026-04-01}", /ends before it begins/],
])("a rule that says nothing is a problem of the front matter: %s", (rule, message) => {
  expect(parseFrontMatter(`---\ncohorts:\n  reference: ${rule}\n---\n`).problem).toMatch(message);
});

test("a rule is told in words", () => {
  expect(ruleText({ from: "2026-04-01", to: "2026-04-14" })).toBe("2026-04-01 to 2026-04-14");
  expect(ruleText({ attribute: "model", value: ["a", "b"], from: "2026-04-20" })).toBe(
    "model = a or b, from 2026-04-20",
  );
  expect(ruleText({ where: "errors > 0" })).toBe("where errors > 0");
});
