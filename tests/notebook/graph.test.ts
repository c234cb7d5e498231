import { expect, test } from "vitest";
import { buildGraph, downstream, type GraphNode, upstream } from "../../src/notebook/graph.ts";
import { seededRandom } from "../support/random.ts";

const node = (name: string, ...reads: string[]): GraphNode => ({ id: `#${name}`, name, reads });
const graphOf = (...nodes: GraphNode[]) => buildGraph(nodes, new Set(["spans"]));

test("what is read comes before what reads it, and otherwise the notebook's order holds", () => {
  const { order } = graphOf(node("c", "b"), node("x"), node("b", "a"), node("a"), node("y", "x"));
  expect(order).toEqual(["#a", "#b", "#c", "#x", "#y"]);
});

test("every cell of a circle is told of it, also where two circles share cells", () => {
  const { problems } = graphOf(node("a", "b", "c"), node("b", "a"), node("c", "b"), node("d", "a"), node("me", "ME"));
  expect([...problems.keys()].sort()).toEqual(["#a", "#b", "#c", "#me"]);
  expect(problems.get("#a")).toMatch(/^cells read each other in a circle: \w( → \w)+$/);
  expect(problems.get("#me")).toBe("the cell reads its own table");
});

test("a cell that gives more than its name is read by those names, unless a cell has them", () => {
  const range = { ...node("range"), gives: ["range_from", "range_to"] };
  const graph = graphOf(range, node("a", "Range_From"), node("b", "range_to"), node("range_to"));
  expect(graph.dependencies.get("#a")).toEqual(["#range"]);
  expect(graph.dependencies.get("#b")).toEqual(["#range_to"]);
  expect(graph.problems.size).toBe(0);
});

test("a chain of 20,000 cells has an order", () => {
  const nodes = Array.from({ length: 20_000 }, (_, n) => node(`c${n}`, `c${n + 1}`));
  const { order, problems } = graphOf(...nodes);
  expect(order[0]).toBe("#c19999");
  expect(problems.size).toBe(0);
});

test("in random graphs the order holds, and a cell has a problem exactly if it can reach itself", () => {
  for (let seed = 1; seed <= 200; seed++) {
    const random = seededRandom(seed);
    const size = 1 + Math.floor(random() * 14);
    const names = Array.from({ length: size }, (_, n) => `c${n}`);
    const nodes = names.map((name) => node(name, ...names.filter(() => random() < 1.2 / size)));
    const graph = graphOf(...nodes);
    expect([...graph.order].sort()).toEqual(nodes.map(({ id }) => id).sort());
    for (const { id } of nodes) {
      const circular = upstream(graph, [id]).has(id);
      expect({ seed, id, told: graph.problems.has(id) }).toEqual({ seed, id, told: circular });
      expect(downstream(graph, [id]).has(id)).toBe(circular);
      for (const read of graph.dependencies.get(id) ?? [])
        if (!upstream(graph, [read]).has(id)) expect(graph.order.indexOf(read)).toBeLessThan(graph.order.indexOf(id));
    }
  }
});
