import { expect, test } from "vitest";
import { seededRandom } from "../../../src/analysis/random.ts";
import { agentItems } from "../../../src/cells/loops/agents.ts";
import { CallsByTrace, Facts, itemsOf, type LoopColumns, SpansByTrace } from "../../../src/cells/loops/loop-spans.ts";
import { repeatTeller } from "../../../src/cells/loops/may-repeat.ts";
import { HashIndex } from "../../../src/traces/hash-index.ts";
import { repeatedCalls } from "../../../src/traces/loops.ts";
import { findStepCycles } from "../../../src/traces/step-cycles.ts";

const options = { overlap: 0.5, rounds: 2, overlapOf: () => 1 };
const names = {
  keys: BigUint64Array.of(1n, 2n, 3n),
  names: ["a", "b", "c"],
  verbs: ["reads", "reads", "reads"] as const,
  results: [true, true, true],
};

/** One trace of a few spans, with parents that may be unknown or run in circles. */
function randomTrace(seed: number): LoopColumns {
  const random = seededRandom(seed);
  const rows = 2 + random.below(9);
  const big = (most: number) => BigUint64Array.from({ length: rows }, () => BigInt(random.below(most)));
  const start = Float64Array.from({ length: rows }, () => random.below(30));
  return {
    ...{
      rows,
      trace: new BigUint64Array(rows),
      id: BigUint64Array.from({ length: rows }, (_, row) => BigInt(row + 1)),
    },
    ...{
      parent: big(rows + 2),
      name: big(3).map((name) => name + 1n),
      input: big(4),
      output: big(2).map((key) => key + 1n),
    },
    ...{ start, end: start.map((from) => from + random.below(6)), tokens: new Float64Array(rows) },
    facts: Uint8Array.from(
      { length: rows },
      () => (random.below(8) < 7 ? 0 : Facts.failed) + random.below(4) * Facts.call,
    ),
    cost: new Float64Array(rows),
  };
}

/** Whether looking at every span by itself finds a repetition. */
function isRepeated(spans: LoopColumns, byTrace: SpansByTrace, spelling: Int32Array): boolean {
  const [tree, rows] = [byTrace.treeOf(0), byTrace.rowsOf(0)];
  const items = itemsOf(tree, rows, byTrace, spelling, names, () => "the same");
  const isAgent = (span: number) => ((spans.facts[span] as number) & Facts.agent) > 0;
  const ofAgents = agentItems(tree, items, isAgent);
  const groups = Array.from({ length: tree.size + 1 }, (_, group) =>
    Array.from(tree.children.subarray(tree.firstChild[group], tree.firstChild[group + 1]), (span) => items[span]),
  );
  return (
    ofAgents.some(({ items: own }) => repeatedCalls(own).length > 0) ||
    groups.some((children) => findStepCycles(children as typeof items, options).length > 0)
  );
}

test("no trace is passed over in which calls or steps are repeated", () => {
  const seen = { repeated: 0, none: 0, passedOver: 0 };
  for (let seed = 1; seed <= 2000; seed++) {
    const spans = randomTrace(seed);
    const byTrace = new SpansByTrace(spans, names.keys);
    const spelling = new HashIndex(spans.input).code;
    const told = repeatTeller(new CallsByTrace(spans, names.keys), spelling, names.names.length)(byTrace.rowsOf(0));
    const repeated = isRepeated(spans, byTrace, spelling);
    if (repeated && !told) throw new Error(`passed over: the trace of seed ${seed}`);
    seen[repeated ? "repeated" : told ? "none" : "passedOver"]++;
  }
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(30);
});
