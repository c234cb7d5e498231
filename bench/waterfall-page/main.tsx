import { StrictMode, useState } from "react";
import { flushSync } from "react-dom";
import { createRoot } from "react-dom/client";
import { openEngine } from "../../renderer/engine.ts";
import type { Detail, Live } from "../../src/cells/cell-kind.tsx";
import { parse } from "../../src/cells/waterfall/definition.ts";
import { waterfall } from "../../src/cells/waterfall/index.tsx";
import type { WaterfallResult } from "../../src/cells/waterfall/result.ts";
import type { Engine } from "../../src/engine/engine.ts";
import { storeOf } from "../../tests/support/spans.ts";
import type {} from "./bench-window.ts";
import { largeTrace, type MadeSpan, oddTrace, resultOf, slowAnswer, waitingTrace } from "./spans.ts";
import "../../src/widgets/tokens.css";
import "../../renderer/base.css";
import "../../renderer/notebook/notebook.css";
import "../../renderer/shell/detail-panel.css";
import "./page.css";

interface Mounted {
  readonly result: WaterfallResult;
  readonly engine: Engine;
}

const query = new URLSearchParams(location.search);
const root = createRoot(document.getElementById("root") as HTMLElement);
if (query.get("theme")) document.documentElement.dataset.theme = query.get("theme") ?? "";

function Page({ result, engine }: Mounted) {
  const [detail, setDetail] = useState<Detail | null>(null);
  const [live] = useState<Live>(() => ({
    engine,
    openTrace: () => {},
    showDetail: setDetail,
    addCell: () => {},
    setSource: () => {},
    saveFile: async () => {},
    copy: async () => {},
  }));
  const spec = parse(query.get("gaps") ? "gaps: compress" : "");
  return (
    <div className={detail ? "bench has-detail" : "bench"}>
      <main>
        <section className="cell is-wide">
          <div />
          <div className="cell-body paper">
            <header className="cell-head">
              <b>slowest_trace</b>
              <span className="cell-kind">waterfall</span>
              <span className="cell-summary">{waterfall.summary?.(result)}</span>
            </header>
            <div className="cell-result">
              <waterfall.View
                name="slowest_trace"
                spec={spec}
                result={result}
                live={query.has("report") ? null : live}
              />
            </div>
          </div>
        </section>
      </main>
      {detail && (
        <aside className="detail">
          <header className="detail-head">
            <h2>{detail.title}</h2>
          </header>
          <div className="detail-body">{detail.body}</div>
        </aside>
      )}
    </div>
  );
}

/** Stands in where nothing is asked of an engine. */
const noEngine = new Proxy({} as Engine, {
  get: () => () => Promise.reject(new Error("this page has no engine")),
});

let prepared: WaterfallResult | null = null;

let filled: Engine | null = null;

/** Draws a result and waits until its frame has been drawn. */
async function mount(result: WaterfallResult, engine: Engine): Promise<number> {
  const since = performance.now();
  flushSync(() => root.render(<Page key={since} result={result} engine={engine} />));
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  return performance.now() - since;
}

window.bench = {
  prepare(size) {
    prepared = resultOf(largeTrace(size));
  },
  async mount() {
    if (!prepared) throw new Error("prepare first");
    return mount(prepared, noEngine);
  },
  async pan(frames) {
    const rows = document.querySelector(".wf-scroll");
    if (!rows) throw new Error("mount first");
    const { top, right } = rows.getBoundingClientRect();
    const point = (type: string, x: number) =>
      rows.dispatchEvent(new PointerEvent(type, { bubbles: true, clientX: x, clientY: top + 200 }));
    const result = { frames: [] as number[], work: [] as number[] };
    point("pointerdown", right - 60);
    let last = await nextFrame();
    for (let step = 0; step < frames; step++) {
      point("pointermove", right - 60 - 4 * (step + 1));
      // The waterfall has asked for this same frame before, so by now it has drawn in it.
      const now = await nextFrame();
      result.work.push(performance.now() - now);
      result.frames.push(now - last);
      last = now;
    }
    point("pointerup", 0);
    return result;
  },
  drawn: () => Array.from(document.querySelectorAll("canvas"), drawnPixels),
  plotly: async (size, frames) => (await import("./peer.ts")).plotlyBars(size, frames),
  async fill(size) {
    filled = await openEngine();
    await (await import("./store.ts")).fillStore(filled, size);
  },
  async open(source) {
    if (!filled) throw new Error("fill first");
    const since = performance.now();
    const signal = new AbortController().signal;
    const context = { name: "opened", engine: filled, inputs: {}, inputTypes: {}, signal, progress: () => {} };
    const result = await waterfall.evaluate(parse(source), context);
    const read = performance.now() - since;
    return { read, drawn: await mount(result, filled), spans: result.spans.size };
  },
};

function nextFrame(): Promise<number> {
  return new Promise((resolve) => requestAnimationFrame(resolve));
}

function drawnPixels(canvas: HTMLCanvasElement): number {
  const context = canvas.getContext("2d");
  if (!context || !canvas.width || !canvas.height) return 0;
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  return new Uint32Array(data.buffer).reduce((count, pixel) => count + (pixel === 0 ? 0 : 1), 0);
}

const made: Readonly<Record<string, () => MadeSpan[]>> = {
  slow: slowAnswer,
  odd: oddTrace,
  waiting: waitingTrace,
};

/** With `?trace=slow` the page shows that trace, out of a real engine. */
async function show(spans: MadeSpan[]): Promise<void> {
  const engine = await openEngine();
  await storeOf(engine, spans.map(storedSpan));
  const signal = new AbortController().signal;
  const result = await waterfall.evaluate(parse(""), {
    name: "_shown",
    engine,
    inputs: {},
    inputTypes: {},
    signal,
    progress: () => {},
  });
  root.render(
    <StrictMode>
      <Page result={result} engine={engine} />
    </StrictMode>,
  );
}

const origin = 1776952937700000000n;

function storedSpan(span: MadeSpan) {
  const ns = (ms: number) => origin + BigInt(Math.round(ms * 1000)) * 1000n;
  return {
    trace_id: "t1",
    span_id: span.id,
    parent_span_id: span.parent,
    name: span.name,
    kind: span.kind,
    start_ns: ns(span.start),
    end_ns: span.end === null ? null : ns(span.end),
    status: span.failed ? "ERROR" : "OK",
    status_message: span.failed ? "statement timed out" : null,
    model: span.tokens ? "gpt-4o-2024-08-06" : null,
    input_tokens: span.tokens ? BigInt(span.tokens[0]) : null,
    output_tokens: span.tokens ? BigInt(span.tokens[1]) : null,
    cost_usd: span.cost ?? null,
    tenant: "northwind",
    input: inputOf(span),
    output: span.kind === "TOOL" ? '{"rows":412,"columns":["region","net_revenue"]}' : null,
    attributes: { "db.system": "snowflake", "warehouse.size": "x-small", queue_ms: "171204" },
  };
}

function inputOf(span: MadeSpan): string | null {
  if (span.kind === "TOOL")
    return "select region, sum(net_revenue)\nfrom sales.orders\nwhere order_date >= date '2026-01-01'\ngroup by region";
  if (span.kind !== "LLM") return null;
  return JSON.stringify([
    { role: "system", content: "You write SQL for the sales warehouse. Answer with one statement." },
    { role: "user", content: "Which regions lost revenue this year, and why?" },
    { role: "assistant", tool_calls: [{ function: { name: "schema.find", arguments: '{"about":"revenue"}' } }] },
    { role: "tool", name: "schema.find", content: "sales.orders(region, net_revenue, order_date)" },
  ]);
}

const wanted = made[query.get("trace") ?? ""];
if (wanted) await show(wanted());
