import { expect, test } from "vitest";
import { openEngine } from "../main/engine.ts";
import type { CellLogic } from "../src/notebook/cell.ts";
import { makeCell } from "../src/notebook/edit.ts";
import { Runtime } from "../src/notebook/runtime.ts";
import { median, report } from "./report.ts";

// How long a change takes until all that depends on it is scheduled, beside a plain topological sort of the same cells.

const dependents = 50;
const cellCount = 200;
const times = 50;

const kind: CellLogic<readonly string[], number> = {
  kind: "reader",
  title: "",
  about: "",
  language: "sql",
  starter: "",
  parse: (source) => source.split(" ").slice(1),
  reads: (names) => names,
  evaluate: async () => 0,
};

/** A changed cell, fifty that read it and each other in a row, and the rest of a notebook of two hundred. */
function cells() {
  const source = (n: number) => (n === 0 || n > dependents ? `v${n}` : `v c0 c${n - 1}`);
  return Array.from({ length: cellCount }, (_, n) => makeCell("reader", `c${n}`, source(n)));
}

test("a change with fifty dependents", async () => {
  const engine = await openEngine();
  const runtime = new Runtime(engine, [kind]);
  let book = cells();
  const first = book[0]?.id as string;
  await runtime.setCells(book);
  await runtime.runAll();
  const ours: number[] = [];
  for (let run = 0; run < times; run++) {
    book = book.with(0, { ...(book[0] as (typeof book)[number]), source: `changed ${run}`.replace(" ", "-") });
    const start = performance.now();
    await runtime.setCells(book);
    const done = runtime.run([first]);
    // The first cell runs, and as soon as it is done everything below it waits in order.
    while (runtime.state(first).status !== "done") await Promise.resolve();
    ours.push(performance.now() - start);
    const waiting = book.filter(({ id }) => ["queued", "running"].includes(runtime.state(id).status));
    expect(waiting).toHaveLength(dependents);
    await done;
  }
  const peers = Array.from({ length: times }, () =>
    plainSort(book.map(({ name, source }) => [name, kind.parse(source)])),
  );
  report({
    name: `change with ${dependents} dependents among ${cellCount} cells, until scheduled`,
    unit: "ms",
    ours: median(ours),
    peer: median(peers),
    peerIs: "Kahn's topological sort of the same cells, nothing else",
    target: { most: 10, of: "ours" },
    n: times,
  });
  await engine.close();
});

/** Milliseconds that Kahn's algorithm takes. */
function plainSort(nodes: readonly (readonly [name: string, reads: readonly string[]])[]): number {
  const start = performance.now();
  const open = new Map(nodes.map(([name, reads]) => [name, reads.length]));
  const readers = new Map<string, string[]>();
  for (const [name, reads] of nodes) for (const read of reads) readers.set(read, [...(readers.get(read) ?? []), name]);
  const ready = nodes.filter(([, reads]) => reads.length === 0).map(([name]) => name);
  const order: string[] = [];
  for (let name = ready.shift(); name !== undefined; name = ready.shift()) {
    order.push(name);
    for (const reader of readers.get(name) ?? []) {
      const left = (open.get(reader) ?? 0) - 1;
      open.set(reader, left);
      if (left === 0) ready.push(reader);
    }
  }
  const elapsed = performance.now() - start;
  expect(order).toHaveLength(nodes.length);
  return elapsed;
}
