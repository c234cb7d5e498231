import { describe, expect, test } from "vitest";
import type { Engine } from "../../src/engine/engine.ts";
import { lateEngine } from "../../src/engine/late-engine.ts";
import { toObjects } from "../../src/engine/table-data.ts";
import { testEngine } from "../support/engine.ts";

const opened = testEngine();

function opening() {
  let open: (engine: Engine) => void = () => undefined;
  const engine = lateEngine(
    new Promise((done) => {
      open = done;
    }),
  );
  return { engine, open: async () => open(await opened()) };
}

describe("an engine that is still to start", () => {
  test("takes every statement and answers once it stands", async () => {
    const { engine, open } = opening();
    const streamed = (async () => {
      let rows = 0;
      for await (const batch of engine.stream("FROM range(5000)")) rows += batch.numRows;
      return rows;
    })();
    const answers = Promise.all([
      engine.query("SELECT 1 AS one").then(toObjects),
      engine.queryAtOnce("SELECT 2 AS two").then(toObjects),
      engine.tableNames("FROM here, there").then((names) => [...names].sort()),
      engine.csv("SELECT 'a' AS b").then((bytes) => new TextDecoder().decode(bytes)),
      engine.memory().then(({ limit }) => limit > 0),
      streamed,
    ]);
    await open();
    expect(await answers).toEqual([
      [{ one: 1 }],
      [{ two: 2 }],
      ["here", "there"],
      expect.stringContaining("a"),
      true,
      5000,
    ]);
  });

  test("tells who listens that it stands, and from then on what it does", async () => {
    const { engine, open } = opening();
    const seen: number[] = [];
    engine.activity.subscribe(() => seen.push(engine.activity.running.length));
    const left: number[] = [];
    engine.activity.subscribe(() => left.push(0))();
    expect(engine.activity.running).toBe(engine.activity.running);
    await open();
    await engine.query("SELECT 1");
    expect(seen).toEqual([0, 1, 0]);
    expect(left).toEqual([]);
  });

  test("fails every statement as it failed itself, and nothing else", async () => {
    const engine = lateEngine(Promise.reject(new Error("no memory")));
    engine.activity.subscribe(() => undefined);
    await expect(engine.query("SELECT 1")).rejects.toThrow("no memory");
    await expect(engine.databases?.close()).rejects.toThrow("no memory");
  });
});
