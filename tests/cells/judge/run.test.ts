import { describe, expect, test } from "vitest";
import { seededRandom } from "../../../src/analysis/random.ts";
import type { JudgeCall } from "../../../src/cells/judge/call.ts";
import { backOff, Pace } from "../../../src/cells/judge/pace.ts";
import type { JudgePrice } from "../../../src/cells/judge/price.ts";
import { JudgeRun, type RunOptions } from "../../../src/cells/judge/run.ts";
import { parseRubric } from "../../../src/cells/rubric.ts";
import type { ModelAnswer, ModelFailure, ModelReply, ModelRequest } from "../../../src/host.ts";
import { MadeUpClock } from "../../support/judge-clock.ts";

const rubric = parseRubric(`name: tone
version: "1"
changelog: [{version: "1", change: First.}]
dimensions: [{name: tone, question: How?}]
prompt: "{{answer}}"
`);

const good: ModelAnswer = {
  text: '{"tone": {"reasoning": "So.", "score": 4}}',
  refusal: null,
  finish: "stop",
  usage: { input: 1000, output: 100, cached: 0 },
  model: "m",
  fingerprint: null,
};

const failure = (change: Partial<ModelFailure>): ModelReply => ({
  failure: { problem: "server", status: 500, message: "broken", retryAfterMs: null, mayBeCharged: false, ...change },
});

const price: JudgePrice = {
  prices: { input: 1, output: 10, cacheRead: null, cacheWrite: null, reasoning: null },
  tiers: [],
  origin: "test",
};

const calls = (count: number): readonly JudgeCall[] =>
  Array.from({ length: count }, (_, item) => ({
    item,
    repeat: 0,
    order: "as it is" as const,
    key: `key ${item}`,
    request: {
      model: "m",
      messages: [{ role: "user" as const, content: `item ${item}` }],
      temperature: 0,
      seed: 1,
      maxTokens: 200,
      format: "text" as const,
    },
  }));

type Ask = (request: ModelRequest, nth: number, id: string) => ModelReply | Promise<ModelReply>;

function runOf(ask: Ask, change: Partial<RunOptions> = {}) {
  const clock = new MadeUpClock();
  const asked: { readonly key: string; readonly at: number }[] = [];
  const cancelled: string[] = [];
  const run = new JudgeRun(
    {
      calls: calls(10),
      rubric,
      answers: new Map(),
      price,
      budgetUsd: 100,
      endpoint: "e",
      keepIn: "/n.judge.jsonl",
      concurrency: 3,
      perMinute: 100_000,
      timeoutMs: 5000,
      seed: 1,
      ...change,
    },
    {
      clock,
      cancel: async (id) => void cancelled.push(id),
      ask: async (request, id) => {
        asked.push({ key: request.keep?.key ?? "", at: clock.now() });
        return ask(request, asked.length - 1, id);
      },
    },
  );
  return { run, clock, asked, cancelled };
}

describe("a run", () => {
  test("asks for each judgement once, no more at a time than it may, and adds up what it cost", async () => {
    let [under, most] = [0, 0];
    const { run, asked } = runOf(async () => {
      most = Math.max(most, ++under);
      await new Promise((done) => setTimeout(done, 2));
      under -= 1;
      return { answer: good };
    });
    await run.start();
    expect(run.state).toMatchObject({ phase: "ended", ended: "", done: 10, answered: 10, failed: [], underWay: 0 });
    expect(run.state.spentUsd).toBeCloseTo(10 * ((1000 * 1 + 100 * 10) / 1e6), 12);
    expect(new Set(asked.map(({ key }) => key)).size).toBe(10);
    expect(most).toBe(3);
  });

  test("asks nothing again that is stored", async () => {
    const answers = new Map(calls(7).map(({ key }) => [key, good]));
    const { run, asked } = runOf(() => ({ answer: good }), { answers });
    await run.start();
    expect(asked.map(({ key }) => key)).toEqual(["key 7", "key 8", "key 9"]);
    expect(run.state.done).toBe(10);
  });

  test("has an answer that cannot be read repaired once, and counts it when that fails too", async () => {
    const bad = { ...good, text: "four" };
    const { run, asked } = runOf(({ messages }) => {
      const nth = Number(/item (\d)/.exec(messages[0]?.content ?? "")?.[1]);
      const repairs = messages.length > 1;
      if (repairs) expect(messages.at(-1)?.content).toContain("the answer is not JSON");
      return { answer: nth < 2 && !(nth === 0 && repairs) ? bad : good };
    });
    await run.start();
    expect(asked).toHaveLength(12);
    expect(run.state).toMatchObject({ done: 10, unreadable: 1, repaired: 1 });
  });

  test("makes everybody wait as long as a 429 asks, and tries again", async () => {
    const { run, asked } = runOf((_, nth) =>
      nth === 0 ? failure({ problem: "limit", status: 429, retryAfterMs: 30_000 }) : { answer: good },
    );
    await run.start();
    expect(run.state).toMatchObject({ done: 10, retries: 1, failed: [] });
    // Three begin at once; all others after the wait.
    expect(asked.filter(({ at }) => at < 30_000)).toHaveLength(3);
    expect(asked).toHaveLength(11);
  });

  test("backs off exponentially after failures of the server, and gives a row up after six tries", async () => {
    const { run, clock } = runOf(({ keep }) => (keep?.key === "key 3" ? failure({}) : { answer: good }));
    await run.start();
    expect(run.state).toMatchObject({ done: 9, retries: 5, ended: "" });
    expect(run.state.failed).toEqual([{ item: 3, reason: "broken (6 tries)" }]);
    // Shorter ones are the pace between two calls.
    const waits = clock.slept.filter((wait) => wait >= 500);
    for (const [at, wait] of waits.entries()) {
      expect(wait).toBeGreaterThanOrEqual(500 * 2 ** at);
      expect(wait).toBeLessThanOrEqual(1000 * 2 ** at);
    }
    expect(waits).toHaveLength(5);
  });

  test.each([
    ["a wrong key", { problem: "key", status: 401 }, "the endpoint refuses the key"],
    ["an empty account", { problem: "quota", status: 429 }, "has nothing left"],
    ["a model that is not there", { problem: "request", status: 404 }, "broken"],
    ["a wait of hours", { problem: "limit", status: 429, retryAfterMs: 7_200_000 }, "asks to wait 120 minutes"],
  ] as const)("ends at %s, for no other call would fare better", async (_, change, why) => {
    const { run, asked } = runOf(() => failure(change), { concurrency: 1 });
    await run.start();
    expect(run.state.ended).toContain(why);
    expect(asked).toHaveLength(1);
  });

  test("gives up one row that the endpoint refuses, and ends when five in a row fail", async () => {
    const one = runOf((_, nth) => (nth === 2 ? failure({ problem: "request", status: 400 }) : { answer: good }));
    await one.run.start();
    expect(one.run.state).toMatchObject({ done: 9, ended: "", failed: [{ reason: "broken" }] });
    const all = runOf(() => failure({ problem: "request", status: 400 }), { concurrency: 1 });
    await all.run.start();
    expect(all.asked).toHaveLength(5);
    expect(all.run.state.ended).toBe("5 rows in a row failed, the last: broken");
  });

  test("never spends more than its budget, whatever the answers cost", async () => {
    // The most that one call can cost: its bytes and what is added for safety, and 200 tokens of output.
    const dear: ModelAnswer = { ...good, usage: { input: 70, output: 200, cached: 0 } };
    const { run, asked } = runOf(() => ({ answer: dear }), { calls: calls(100), budgetUsd: 0.02 });
    await run.start();
    expect(run.state.ended).toBe("the budget of 0.02 USD has no room for another call");
    expect(run.state.spentUsd).toBeLessThanOrEqual(0.02);
    expect(asked.length).toBe(9);
    expect(run.state.underWay).toBe(0);
  });

  test("counts what a call that broke off may have cost", async () => {
    const { run } = runOf((_, nth) =>
      nth === 0 ? failure({ problem: "timeout", mayBeCharged: true }) : { answer: good },
    );
    await run.start();
    expect(run.state.uncertainUsd).toBeGreaterThan(0.002);
    expect(run.state.done).toBe(10);
  });

  test("pauses after what is under way, goes on, and stops at once", async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((done) => {
      release = done;
    });
    const { run, asked, cancelled } = runOf(async (_, nth) => {
      if (nth < 3) await held;
      if (nth === 5) run.stop();
      return { answer: good };
    });
    const running = run.start();
    await new Promise((done) => setTimeout(done, 5));
    run.pause();
    release();
    await new Promise((done) => setTimeout(done, 20));
    expect(run.state).toMatchObject({ phase: "paused", done: 3, underWay: 0 });
    expect(asked).toHaveLength(3);
    run.resume();
    await running;
    expect(run.state).toMatchObject({ phase: "ended", ended: "stopped" });
    expect(asked.length).toBeLessThanOrEqual(8);
    expect(cancelled.length).toBeGreaterThan(0);
  });

  test("ends with the host's words when the host is gone", async () => {
    const { run } = runOf(() => Promise.reject(new Error("the cell is gone")), { concurrency: 1 });
    await run.start();
    expect(run.state.ended).toBe("the cell is gone");
  });
});

describe("the pace", () => {
  test("lets no more calls begin in a minute than it may", async () => {
    const { run, asked } = runOf(() => ({ answer: good }), { calls: calls(60), perMinute: 60, concurrency: 2 });
    await run.start();
    const last = asked.at(-1)?.at ?? 0;
    expect(last).toBeGreaterThanOrEqual(57_000);
    expect(last).toBeLessThanOrEqual(59_500);
    for (const { at } of asked)
      expect(asked.filter((other) => other.at >= at && other.at < at + 10_000).length).toBeLessThanOrEqual(12);
  });

  test("doubles its back-off up to a minute, never below what is asked, the same for the same seed", () => {
    const asked = (retryAfterMs: number | null) => ({ retryAfterMs }) as ModelFailure;
    const waits = (seed: number) => {
      const random = seededRandom(seed);
      return [1, 2, 3, 9].map((tries) => backOff(tries, asked(null), random));
    };
    expect(waits(1)).toEqual(waits(1));
    expect(waits(1)).not.toEqual(waits(2));
    for (const [at, full] of [1000, 2000, 4000, 60_000].entries()) {
      expect(waits(1)[at]).toBeGreaterThanOrEqual(full / 2);
      expect(waits(1)[at]).toBeLessThanOrEqual(full);
    }
    expect(backOff(1, asked(90_000), seededRandom(1))).toBe(90_000);
    expect(new Pace(new MadeUpClock(), 60, 1).heldMs).toBe(0);
  });
});
