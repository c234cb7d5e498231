const test = (_: any, __: any, f: any) => f();
import { manyTraces } from "../../tools/samples/big-traces.mjs";
import { random } from "../../tools/samples/random.mjs";
import { paths } from "../../src/cells/critical-path/paths.ts";

test("speed", { timeout: 600000 }, () => {
  const n = 1_000_000;
  const dice = random("big/1");
  const trace = new BigUint64Array(n), id = new BigUint64Array(n), parent = new BigUint64Array(n), step = new BigUint64Array(n), call = new BigUint64Array(n);
  const start = new Float64Array(n), end = new Float64Array(n), facts = new Uint8Array(n);
  const names = new Map<string, bigint>();
  const starts: bigint[] = [], keys: bigint[] = [];
  let row = 0;
  for (const spans of manyTraces(dice, n) as any) {
    const t0 = spans[0].start;
    const key = BigInt("0x" + spans[0].traceId.slice(0, 16));
    keys.push(key); starts.push(BigInt(t0) * 1000n);
    for (const s of spans) {
      if (!names.has(s.step.name)) names.set(s.step.name, BigInt(names.size + 1) * 0x9e3779b97f4a7c15n & 0xffffffffffffffffn);
      trace[row] = key; id[row] = BigInt("0x" + s.spanId); parent[row] = s.parentId ? BigInt("0x" + s.parentId) : 0n;
      start[row] = (s.start - t0) * 1000; end[row] = (s.end - t0) * 1000;
      step[row] = names.get(s.step.name)!; call[row] = step[row]!; facts[row] = (s.failed ? 1 : 0) + (["AGENT", "CHAIN"].includes(s.step.kind) ? 0 : 2);
      row++;
    }
  }
  const half = keys.length >> 1;
  const input = { spans: { trace, id, parent, start, end, step, call, facts, rows: n },
    traces: { trace: BigUint64Array.from(keys), start: BigInt64Array.from(starts), side: Uint8Array.from(keys, (_, i) => i < half ? 0 : 1), rows: keys.length },
    links: { span: new BigUint64Array(), trace: new BigUint64Array(), target: new BigUint64Array(), rows: 0 },
    steps: BigUint64Array.from(names.values()), sides: 2, options: { sort: "growth", limit: 20, seed: 1 }, listed: 10 } as const;
  for (let k = 0; k < 2; k++) {
    const t = performance.now();
    const out = paths.run(input as any, { progress: () => {}, picture: () => {} } as any) as any;
    console.log(performance.now() - t, out.sides, out.groups);
    if (k === 2) console.log(JSON.stringify(out.measures.slice(0, 3)), [...names.keys()].length);
  }
});
