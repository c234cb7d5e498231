import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { CriticalPathResult } from "../../src/cells/critical-path/result.ts";
import type { LoopsResult } from "../../src/cells/loops/result.ts";
import type { SqlResult } from "../../src/cells/sql/result.ts";
import type { Session } from "../../src/notebook/session.ts";
import { testEngine } from "../support/engine.ts";
import { notebookSession } from "../support/notebook-session.ts";

const openEngine = testEngine();
const folder = "parallel-agents";
let session: Session;

beforeAll(async () => {
  session = await notebookSession(await openEngine(), folder, "research.casebook.md");
  await session.runAll();
});

function resultOf<Result>(name: string): Result {
  const cell = session.state.notebook.cells.find((candidate) => candidate.name === name);
  const { status, last, failure } = session.cell(cell?.id ?? "");
  if (status !== "done" || !last) throw new Error(`cell ${name}: ${status}: ${failure?.message ?? "no result"}`);
  return last.result as Result;
}

const waits = () => resultOf<CriticalPathResult>("waits");
const loops = () => resultOf<LoopsResult>("going_round");
const measure = (id: string) => waits().measures.find((found) => found.id === id);
const step = (name: string) => waits().steps.find((found) => found.step === name);
const seconds = (ms: number | null | undefined) => Number(((ms ?? Number.NaN) / 1000).toFixed(1));

interface RawSpan {
  readonly traceId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly status: { readonly code?: number };
  readonly attributes: readonly { readonly key: string; readonly value: { readonly stringValue?: string } }[];
}

/** The spans as they stand in a file, read without the product. */
function rawSpans(file: string): readonly RawSpan[] {
  const text = readFileSync(join(import.meta.dirname, "../../sample-data", folder, "traces", file), "utf8");
  const batches = text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  return batches.flatMap(({ resourceSpans }) =>
    resourceSpans.flatMap((resource: { scopeSpans: { spans: RawSpan[] }[] }) =>
      resource.scopeSpans.flatMap(({ spans }) => spans),
    ),
  );
}

const raw = { reference: rawSpans("2026-05-04.otlp.jsonl"), current: rawSpans("2026-05-12.otlp.jsonl") };

describe("the sample of parallel agents", () => {
  test("is small, and each brief and its agents are one run", () => {
    expect(waits().sides).toEqual([
      { side: "reference", runs: 28, traces: 112, linked: 28 },
      { side: "current", runs: 28, traces: 196, linked: 28 },
    ]);
    expect(waits().runs.every(({ traces }) => traces === 7)).toBe(true);
  });

  test("a brief takes as long as its coordinator's root, which the files say", () => {
    for (const side of ["reference", "current"] as const) {
      const roots = raw[side].filter(({ name }) => name === "research brief");
      const took = roots.map((root) => Number(BigInt(root.endTimeUnixNano) - BigInt(root.startTimeUnixNano)) / 1e6);
      expect(measure("wall")?.values[side]?.value).toBeCloseTo(took.reduce((sum, ms) => sum + ms, 0) / took.length, 6);
    }
    expect([
      seconds(measure("wall")?.values.reference?.value),
      seconds(measure("wall")?.values.current?.value),
    ]).toEqual([26.4, 56.3]);
  });

  test("what grew is the agents' time between their steps, which is the retries' and no step's", () => {
    expect(waits().steps[0]?.step).toBe("web agent");
    expect(seconds(step("web agent")?.sides.reference?.path.value)).toBe(0.2);
    expect(seconds(step("web agent")?.sides.current?.path.value)).toBe(26);
    expect(seconds(measure("retryOnPath")?.values.current?.value)).toBe(26.5);
    expect(seconds(measure("withoutRetries")?.values.current?.value)).toBe(31.8);
    expect(measure("withoutRetries")?.values.current?.low).toBeGreaterThan(28_000);
    expect(seconds(step("search.web")?.sides.current?.path.value)).toBe(2.3);
    expect(seconds(step("search.web")?.sides.current?.without.value)).toBe(54.1);
  });

  test("every refused search that was made again is a retry, as the files count them", () => {
    for (const side of ["reference", "current"] as const) {
      const searches = raw[side].filter(({ name }) => name === "search.web");
      const query = ({ traceId, attributes }: RawSpan) =>
        `${traceId} ${attributes.find(({ key }) => key === "input.value")?.value.stringValue}`;
      const tries = new Map<string, number>();
      for (const search of searches) tries.set(query(search), (tries.get(query(search)) ?? 0) + 1);
      const again = [...tries.values()].reduce((sum, count) => sum + count - 1, 0);
      expect((measure("retries")?.values[side]?.value ?? 0) * 28).toBeCloseTo(again, 6);
    }
    expect(Math.round((measure("retries")?.values.current?.value ?? 0) * 28)).toBe(403);
  });

  test("the work is not more parallel than before, though twice as many agents run", () => {
    expect(measure("parallelism")?.values.reference?.value).toBeCloseTo(1.83, 2);
    expect(measure("parallelism")?.values.current?.value).toBeCloseTo(1.84, 2);
    const { low = 1, high = -1 } = measure("parallelism")?.difference ?? {};
    expect((low ?? 1) < 0 && (high ?? -1) > 0).toBe(true);
  });

  test("polls, pages and retries are no loops; the ten that are planted are found with their rounds", () => {
    const found = loops().loops.map(({ side, steps, rounds }) => `${side} ${steps.join(" → ")} ×${rounds}`);
    expect(found.sort()).toEqual(
      [
        "reference read.page ×3",
        "reference read.page ×4",
        "current read.page ×3",
        "current read.page ×3",
        "current read.page ×4",
        "current read.page ×5",
        "current read.page ×6",
        "current write report → critique ×3",
        "current write report → critique ×4",
        "current write report → critique ×4",
      ].sort(),
    );
  });

  test("a breaker of three would cut 52 traces that ended well, for three loops", () => {
    const point = loops().sides[1]?.curve[2];
    expect(point).toMatchObject({ k: 3, traces: 52, successful: 52, groups: 53, ofLoops: 3 });
  });

  test("the other tables of the notebook say what its text says", () => {
    const rows = resultOf<SqlResult>("by_root").preview.rows;
    expect(rows).toEqual([
      ["research brief", 28, 28, 26.4, 56.3],
      ["web agent", 84, 168, 9.1, 18.5],
    ]);
    const tries = resultOf<SqlResult>("tries").preview.rows;
    expect(tries.at(-1)).toEqual([6, 0, 12, 47.4, 6]);
  });
});
