import { beforeAll, expect, test } from "vitest";
import { readSpan, readWhole, type Text } from "../../../src/cells/waterfall/detail-queries.ts";
import { waterfall } from "../../../src/cells/waterfall/index.tsx";
import type { WaterfallResult } from "../../../src/cells/waterfall/result.ts";
import { searchEverything, searchNames } from "../../../src/cells/waterfall/search.ts";
import { comparisonWords, readEvents, readLinks, spanFacts } from "../../../src/cells/waterfall/span-facts.ts";
import { setCohorts } from "../../../src/notebook/store.ts";
import { evaluateCell } from "../../support/cell.ts";
import { testStore } from "../../support/engine.ts";
import { type SomeSpan, storeOf } from "../../support/spans.ts";

const engine = testStore();
const ms = 1_000_000n;
const origin = 1_776_952_937_700_000_000n;
let result: WaterfallResult;

const call = (trace: string, id: string, lasts: bigint, more: SomeSpan = {}): SomeSpan => ({
  trace_id: trace,
  span_id: id,
  name: "warehouse.query",
  kind: "TOOL",
  start_ns: origin,
  end_ns: origin + lasts * ms,
  ...more,
});

const long = `${"select 1; ".repeat(12_000)}the end`;

beforeAll(async () => {
  const db = await engine();
  await storeOf(db, [
    call("t", "root", 900n, { name: "answer", kind: "AGENT", output: "It's 100 %, they say." }),
    call("t", "q", 500n, {
      parent_span_id: "root",
      status: "ERROR",
      status_message: "Statement timed out",
      input: long,
      attributes: { "db.system": "snowflake", "warehouse size": "X-SMALL", "it's": "a\0b" },
      model: "m",
      provider: "p",
      input_tokens: 1200n,
      cache_read_tokens: 1000n,
      cost_usd: 0.0042,
      cost_source: "reported",
      events: JSON.stringify([
        { name: "retry", time_ns: String(origin + 250n * ms), attributes: { attempt: 2, why: "timeout" } },
      ]),
      links: JSON.stringify([{ trace_id: "other", span_id: "o1", attributes: {} }]),
    }),
    call("t2", "p", 100n),
    call("t3", "p", 200n),
    call("t4", "p", 700n, { start_ns: origin + 86_400_000n * ms, end_ns: origin + 86_400_700n * ms }),
    call("t5", "open", 0n, { end_ns: null }),
  ]);
  await setCohorts(db, { reference: { from: "2026-04-24", to: "2026-04-24" }, current: null });
  result = await evaluateCell(waterfall, "trace: t", { engine: db, name: "_t" });
});

async function hits(text: string): Promise<string[]> {
  const found = await searchEverything(await engine(), result, text, {});
  return Array.from(found, (span) => result.spans.id[span] ?? "");
}

test.each([
  ["WAREHOUSE", ["q"]],
  ["timed OUT", ["q"]],
  ["snowflake", ["q"]],
  ["db.system", ["q"]],
  ["x-small", ["q"]],
  ["it's", ["root", "q"]],
  ["100 %", ["root"]],
  ["the end", ["q"]],
  ["a\0b", ["q"]],
  ["nowhere at all", []],
])("searching for %j finds %j", async (text, expected) => {
  expect(await hits(text)).toEqual(expected);
});

test("names are found without the engine, ids only whole", () => {
  expect([...searchNames(result, "ANSW")]).toEqual([result.spans.id.indexOf("root")]);
  expect([...searchNames(result, "q")].map((span) => result.spans.id[span])).toEqual(["q"]);
});

const read = async (span: string) => {
  const data = await readSpan(await engine(), "t", span, {});
  if (!data) throw new Error("there is no such span");
  return data;
};

test("everything about a span is read; long texts are cut until they are asked for", async () => {
  const data = await read("q");
  expect(data.input).toMatchObject({ length: long.length, start: long.slice(0, 100_000) });
  expect(await readWhole(await engine(), data.input as Text, {})).toBe(long);
  expect(data.output).toBeNull();
  expect(data.attributes.map(({ key, text }) => [key, text.start])).toEqual([
    ["db.system", "snowflake"],
    ["it's", "a\0b"],
    ["warehouse size", "X-SMALL"],
  ]);
});

test("facts that are known are said, others left out", async () => {
  const facts = spanFacts(result, result.spans.id.indexOf("q"), await read("q"));
  expect(Object.fromEntries(facts.map(({ name, value }) => [name, value]))).toEqual({
    duration: "500 ms, all of it self time",
    start: "23 Apr 2026 14:02:17.700",
    status: "error: Statement timed out",
    "critical path": "500 ms, 56 % of the trace",
    "in all traces": "longer than 50 % of 4 calls; reference median 700 ms",
    model: "m (p)",
    tokens: "1,200 in, 1,000 read from cache",
    cost: "$0.0042, reported",
  });
});

test("a comparison with nothing to compare says so", () => {
  const alone = { calls: 1, shorter: 0, reference: null, current: null };
  expect(comparisonWords(alone)).toBe("the only call of this step");
});

test("events say when they happened within the span, links where they lead", async () => {
  const data = await read("q");
  expect(readEvents(data.events?.start ?? "", data.columns.start_ns)).toEqual([
    {
      title: "retry",
      when: "after 250 ms",
      facts: [
        { name: "attempt", value: "2" },
        { name: "why", value: "timeout" },
      ],
    },
  ]);
  expect(readLinks(data.links?.start ?? "")).toEqual([
    { title: "span o1", when: "", facts: [{ name: "trace", value: "other" }] },
  ]);
});

test("events and links that are no lists are not taken apart", () => {
  expect(readEvents("{}", "0")).toBeNull();
  expect(readEvents("[1]", "0")).toBeNull();
  expect(readLinks("broken [")).toBeNull();
});

test("documents come in order, with what is known of each", async () => {
  const db = await engine();
  await db.query(`INSERT INTO store.documents (span_id, trace_id, rank, doc_id, score, score_kind, content, last_updated)
    VALUES ('q', 't', 2, 'second', 0.5, NULL, NULL, NULL),
      ('q', 't', 1, 'first', 0.75, 'cosine', 'a <b>text</b>', '2026-01-02'), ('q', 'elsewhere', 1, 'other', 1, NULL, NULL, NULL)`);
  const { documents } = await read("q");
  await db.query("DELETE FROM store.documents");
  expect(documents.map(({ title, facts, content }) => [title, facts, content?.start])).toEqual([
    [
      "first",
      [
        { name: "rank", value: "1" },
        { name: "score (cosine)", value: "0.75" },
        { name: "age", value: "112 d" },
        { name: "last updated", value: "2026-01-02" },
      ],
      "a <b>text</b>",
    ],
    [
      "second",
      [
        { name: "rank", value: "2" },
        { name: "score", value: "0.5" },
      ],
      undefined,
    ],
  ]);
});

test("a span that is gone is null, and one without an end is compared with nothing", async () => {
  expect(await readSpan(await engine(), "t", "gone", {})).toBeNull();
  expect((await readSpan(await engine(), "t5", "open", {}))?.comparison).toBeNull();
});
