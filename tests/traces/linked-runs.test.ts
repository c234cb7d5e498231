import { expect, test } from "vitest";
import { linkedRuns } from "../../src/traces/linked-runs.ts";

type Line = readonly [id: string, trace: string, parent: string | null, start: number, end: number];
type Link = readonly [from: string, trace: string, target: string | null];

/** The runs as lists of traces, and the parents that linking has given. */
function linked(lines: readonly Line[], links: readonly Link[]) {
  const place = (id: string | null) => lines.findIndex(([name]) => name === id);
  const traces = [...new Set(lines.map(([, trace]) => trace))];
  const { run, count, parent } = linkedRuns({
    trace: Int32Array.from(lines, ([, trace]) => traces.indexOf(trace)),
    traces: traces.length,
    parent: Int32Array.from(lines, ([, , above]) => place(above)),
    start: Float64Array.from(lines, ([, , , start]) => start),
    end: Float64Array.from(lines, ([, , , , end]) => end),
    links: links.map(([from, trace, target]) => ({
      ...{ span: place(from), trace: traces.indexOf(trace), target: place(target) },
    })),
  });
  const runs = Array.from({ length: count }, (_, r) => traces.filter((_, trace) => run[trace] === r).join(" "));
  const moved = lines.flatMap(([id, , above], span) => {
    const now = lines[parent[span] as number]?.[0] ?? null;
    return now === above ? [] : [`${id} below ${now}`];
  });
  return { runs, moved };
}

const lines: readonly Line[] = [
  ["root", "A", null, 0, 100],
  ["spawn", "A", "root", 10, 12],
  ["gather", "A", "root", 60, 70],
  ["agent", "B", null, 20, 50],
  ["tool", "B", "agent", 25, 45],
  ["other", "C", null, 0, 9],
];

test("traces without links are runs of their own, and nothing moves", () => {
  expect(linked(lines, [])).toEqual({ runs: ["A", "B", "C"], moved: [] });
});

test("a root goes below the span that it names, while that runs, else below what still runs above it", () => {
  expect(linked(lines, [["agent", "A", "root"]])).toEqual({ runs: ["A B", "C"], moved: ["agent below root"] });
  expect(linked(lines, [["agent", "A", "spawn"]])).toEqual({ runs: ["A B", "C"], moved: ["agent below root"] });
});

test("a span that names a trace which began later has started it", () => {
  expect(linked(lines, [["root", "B", null]])).toEqual({ runs: ["A B", "C"], moved: ["agent below root"] });
});

test("a span that names a trace which began before it gathers: that trace stands beside it", () => {
  expect(linked(lines, [["gather", "B", "tool"]])).toEqual({ runs: ["A B", "C"], moved: ["agent below root"] });
});

test("a trace may be named without a span, and by way of another trace", () => {
  const links: readonly Link[] = [
    ["agent", "A", null],
    ["other", "B", null],
  ];
  expect(linked(lines, links).runs).toEqual(["A B C"]);
});

test("what had ended before, or names itself, stays a root", () => {
  expect(linked([...lines, ["late", "D", null, 200, 210]], [["late", "A", "root"]])).toEqual({
    runs: ["A D", "B", "C"],
    moved: [],
  });
  expect(linked(lines, [["agent", "B", "tool"]]).moved).toEqual([]);
});

test("traces that name each other make one run and no circle", () => {
  const { runs, moved } = linked(lines, [
    ["agent", "A", "spawn"],
    ["spawn", "B", "agent"],
    ["root", "B", null],
  ]);
  expect(runs).toEqual(["A B", "C"]);
  expect(moved).toEqual(["agent below root"]);
});
