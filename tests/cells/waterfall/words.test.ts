import { expect, test } from "vitest";
import { oddTrace, resultOf, slowAnswer } from "../../../bench/waterfall-page/spans.ts";
import {
  badges,
  criticalShare,
  headline,
  money,
  oddityLine,
  spanSentence,
  summary,
} from "../../../src/cells/waterfall/words.ts";

const slow = resultOf(slowAnswer());

test("the head line says what is shown, how long it took, and what it cost", () => {
  expect(headline(slow, 8)).toBe(
    "8 of 20 spans shown · 3 min 56 s · critical path 100 % of wall time · 1 error · $0.36",
  );
  expect(headline(slow, 20)).toContain("20 spans shown");
});

test("the summary names the trace and why it is this one", () => {
  expect(summary(slow)).toBe("answer question · slowest of 330 traces · 20 spans");
});

test("the critical path's share leaves out what the root does by itself", () => {
  const waiting = resultOf([
    { id: "1", parent: null, name: "root", kind: "AGENT", start: 0, end: 100 },
    { id: "2", parent: "1", name: "step", kind: "TOOL", start: 10, end: 85 },
  ]);
  expect(criticalShare(waiting.shape)).toBe(0.75);
});

test("a lone span is on the path throughout; without any time there is no share", () => {
  const lone = (end: number) => resultOf([{ id: "1", parent: null, name: "root", kind: "LLM", start: 0, end }]);
  expect(criticalShare(lone(5).shape)).toBe(1);
  expect(criticalShare(lone(0).shape)).toBeNull();
});

test.each([
  [0, "$0.00"],
  [0.41, "$0.41"],
  [0.1, "$0.10"],
  [0.0042, "$0.0042"],
  [0.00002, "$0.00002"],
  [1204.5, "$1,204.50"],
  [-0.5, "−$0.50"],
])("%d dollars read %s", (usd, text) => {
  expect(money(usd)).toBe(text);
});

test("a span in one sentence says what its row shows", () => {
  const query = slow.spans.id.indexOf("8");
  expect(spanSentence(slow, query, 7, 20)).toBe(
    "warehouse.query, tool, 3 min 8 s, 3 min 8 s on the critical path, level 3, row 8 of 20",
  );
  const branch = slow.spans.id.indexOf("10");
  expect(spanSentence(slow, branch, 9, 20)).toBe(
    "churn by region, agent, 1 min 1 s, 7.4 s of its own, parallel to a sibling, 5 children, level 2, row 10 of 20",
  );
});

test("badges say everything that is odd about a span", () => {
  const odd = resultOf(oddTrace());
  const of = (id: string) => badges(odd.spans, odd.shape, odd.spans.id.lastIndexOf(id)).map((badge) => badge.text);
  expect(of("o1")).toEqual(["orphan"]);
  expect(of("o2")).toEqual(["circle"]);
  expect(of("o4")).toEqual(["no end"]);
  expect(of("o5")).toEqual(["ends before start"]);
  expect(of("o6")).toEqual(["late 14.6 s"]);
  expect(of("o7")).toEqual(["early 400 ms"]);
  expect(of("8")).toEqual(["same id"]);
  expect(of("o9")).toEqual(["error"]);
});

test("the oddities make one line, and an orderly trace has none", () => {
  expect(oddityLine(slow)).toBe("");
  expect(oddityLine(resultOf(oddTrace()))).toContain("1 span whose parent is missing, shown at the root; ");
});
