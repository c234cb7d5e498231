// @vitest-environment happy-dom
import { act, createElement } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { AnyCellKind, Live } from "../../src/cells/cell-kind.tsx";
import { latency } from "../../src/cells/latency/index.tsx";
import type { Figures, LatencyResult } from "../../src/cells/latency/result.ts";
import type { TraceRow, TracesResult } from "../../src/cells/traces/evaluate.ts";
import { traces } from "../../src/cells/traces/index.tsx";
import { fakeLive } from "../support/live.ts";

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });

let root: Root;
let place: HTMLElement;
const calls = { openTrace: vi.fn(), addCell: vi.fn(), setSource: vi.fn() };
const live: Live = { ...fakeLive(undefined as never), ...calls };

beforeEach(() => {
  place = document.body.appendChild(document.createElement("div"));
  root = createRoot(place);
});

afterEach(() => {
  act(() => root.unmount());
  place.remove();
  for (const call of Object.values(calls)) call.mockReset();
  vi.useRealTimers();
});

function show(kind: AnyCellKind, source: string, result: unknown): void {
  const spec: unknown = kind.parse(source);
  act(() => root.render(createElement(kind.View, { name: "cell", spec, result, live })));
}

const all = <T extends HTMLElement>(selector: string) => Array.from(place.querySelectorAll<T>(selector));
const click = (element: HTMLElement | undefined) => act(() => element?.click());
const button = (text: string) => all("button").find((element) => element.textContent?.includes(text));

const row = (traceId: string, spanId: string | null = null): TraceRow => ({
  traceId,
  spanId,
  root: `root ${traceId}`,
  kind: "AGENT",
  start: "2026-04-01T00:00:00.000Z",
  durationMs: 1000,
  spans: 3,
  errors: 0,
  inputTokens: 5,
  outputTokens: null,
  costUsd: null,
  tenant: null,
  cohort: null,
});

const list: TracesResult = {
  traces: [row("a"), row("b", "b7"), row("c")],
  matched: 3,
  total: 9,
  reference: 0,
  current: 0,
};

test("a row of the list opens its trace, by mouse anywhere and by its button", () => {
  show(traces, "", list);
  click(all("tbody tr")[0]);
  click(button("root b"));
  expect(calls.openTrace.mock.calls).toEqual([
    ["a", undefined],
    ["b", "b7"],
  ]);
});

test("arrow keys walk the rows of the list and stop at its ends", () => {
  show(traces, "", list);
  const press = (key: string) =>
    act(() =>
      document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true })),
    );
  button("root a")?.focus();
  press("ArrowDown");
  expect(document.activeElement?.textContent).toBe("root b");
  press("PageDown");
  expect(document.activeElement?.textContent).toBe("root c");
  press("ArrowUp");
  press("ArrowUp");
  press("ArrowUp");
  expect(document.activeElement?.textContent).toBe("root a");
});

test("a head sorts by rewriting the source, a second click turns the order, comments stay", () => {
  show(traces, "# mine\nlimit: 5\n", list);
  click(button("spans"));
  expect(calls.setSource).toHaveBeenLastCalledWith("# mine\nlimit: 5\nsort: spans\n");
  show(traces, "sort: spans\n", list);
  click(button("spans"));
  expect(calls.setSource).toHaveBeenLastCalledWith("sort: spans\norder: asc\n");
  show(traces, "sort: spans\norder: asc\n", list);
  click(button("spans"));
  expect(calls.setSource).toHaveBeenLastCalledWith("sort: spans\n");
  expect(all("th[aria-sort=ascending]").map((head) => head.textContent)).toEqual(["spans ↑"]);
});

function type(element: HTMLInputElement | HTMLSelectElement | undefined, value: string): void {
  if (!element) throw new Error("nothing to type into");
  const prototype = element instanceof HTMLSelectElement ? HTMLSelectElement.prototype : HTMLInputElement.prototype;
  const set = Object.getOwnPropertyDescriptor(prototype, "value")?.set;
  act(() => {
    set?.call(element, value);
    element.dispatchEvent(new Event(element instanceof HTMLSelectElement ? "change" : "input", { bubbles: true }));
  });
}

test("text takes effect after a pause or on Enter, once, and changes in a row add up", () => {
  vi.useFakeTimers();
  show(traces, "limit: 5\n", list);
  const field = all<HTMLInputElement>("input")[0];
  type(field, "time");
  type(field, "timeout: <b>");
  expect(calls.setSource).not.toHaveBeenCalled();
  act(() => vi.advanceTimersByTime(1000));
  expect(calls.setSource.mock.calls).toEqual([['limit: 5\ntext: "timeout: <b>"\n']]);
  type(all<HTMLSelectElement>("select[aria-label=Kind]")[0], "TOOL");
  expect(calls.setSource).toHaveBeenLastCalledWith('limit: 5\ntext: "timeout: <b>"\nkind: TOOL\n');
});

test("filters that only the source can set stand there and can be taken out", () => {
  show(traces, "step: warehouse.query\ntenant: north\n", list);
  expect(all(".traces-chip").map((chip) => chip.title)).toEqual(["step: warehouse.query", "tenant: north"]);
  click(all('button[aria-label="Take out the filter step"]')[0]);
  expect(calls.setSource).toHaveBeenLastCalledWith("tenant: north\n");
});

test("a list without a match keeps its filters, so that they can be widened", () => {
  show(traces, "text: zzz", { ...list, traces: [], matched: 0 });
  expect(place.textContent).toContain("None of 9 traces meets text. Widen the filters.");
  expect(all<HTMLInputElement>("input")[0]?.value).toBe("zzz");
});

const figures: Figures = {
  spans: 3,
  timed: 3,
  callsPerTrace: 1,
  errors: 0,
  errorRate: null,
  p50: 1,
  p95: 2,
  p99: 3,
  chosen: 2,
  interval: null,
  noInterval: "too few",
  total: 6,
  self: 6,
  selfPerTrace: 2,
  share: 0.5,
};

const measured = (by: string, expression: string, steps: readonly (string | null)[]): LatencyResult => ({
  by,
  expression,
  quantile: "p95",
  sides: [
    { side: "reference", traces: 3, wallMs: 12 },
    { side: "current", traces: 3, wallMs: 12 },
  ],
  steps: steps.map((step) => ({
    step,
    kind: "TOOL",
    sides: step === "gone" ? { reference: figures } : { reference: figures, current: figures },
    difference: { value: 0, low: null, high: null, reason: "too few" },
  })),
  groups: steps.length,
  rare: 0,
});

test("a step opens a list of its traces below, in the cohort that has it", () => {
  show(latency, "", measured("name", 'CAST("name" AS VARCHAR)', ["warehouse.query", "gone"]));
  click(button("warehouse.query"));
  click(all("tbody tr")[1]);
  expect(calls.addCell.mock.calls).toEqual([
    ["traces", "cohort: current\nstep: warehouse.query\n"],
    ["traces", "cohort: reference\nstep: gone\n"],
  ]);
});

test("rows by an attribute and with filters open to the same spans", () => {
  const source = "by: size\nkind: TOOL\nwhere: tenant = 'x'\n";
  show(latency, source, measured("size", "attributes['size']", ["o'clock", null]));
  click(all("tbody tr")[0]);
  click(all("tbody tr")[1]);
  const [first, second] = calls.addCell.mock.calls.map(([, text]) => traces.parse(String(text)));
  expect(first).toMatchObject({
    cohort: "current",
    where:
      "trace_id IN (SELECT trace_id FROM spans WHERE attributes['size'] = 'o''clock' AND kind = 'TOOL' AND (\ntenant = 'x'\n))",
  });
  expect(second?.where).toContain("attributes['size'] IS NULL AND");
});

test("a head of the latency table sorts by rewriting the source", () => {
  show(latency, "by: name # steps\n", measured("name", "name", ["a"]));
  click(button("share of wall time"));
  expect(calls.setSource).toHaveBeenLastCalledWith("by: name # steps\nsort: share\n");
});
