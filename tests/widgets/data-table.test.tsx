// @vitest-environment happy-dom
import { act } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { beforeAll, expect, test } from "vitest";
import { DataTable, type DataTableProps } from "../../src/widgets/data-table.tsx";
import type { Page, RowQuery, RowSource, Rows, Value } from "../../src/widgets/row-source.ts";
import { click, giveElementsASize, mount, press, settle, type } from "../support/dom.tsx";

beforeAll(() => giveElementsASize());

const steps: Rows = {
  columns: [
    { name: "name", type: "VARCHAR" },
    { name: "p95_ms", type: "DOUBLE" },
    { name: "since", type: "TIMESTAMP" },
  ],
  rows: [
    ["plan", 6123.4567, "2026-04-20T14:02:00.000Z"],
    ["warehouse.query", 184213.4467, "2026-04-21T14:02:00.000Z"],
    ["embed", null, null],
    ["chart", 2100.5, "2026-04-19T14:02:00.000Z"],
  ],
};

async function table(props: Partial<DataTableProps> = {}) {
  const copied: string[] = [];
  const copy = async (text: string) => void copied.push(text);
  const { element, redraw } = await mount(<DataTable label="Steps" source={steps} copy={copy} {...props} />);
  const grid = element.querySelector<HTMLElement>('[role="grid"]');
  if (!grid) throw new Error("no grid was drawn");
  const cells = () =>
    [...grid.querySelectorAll('.dt-body [role="row"]')].map((row) => textsOf(row, '[role="gridcell"]'));
  const foot = () => element.querySelector(".dt-foot")?.textContent ?? "";
  const button = (name: string) => {
    const found = [...element.querySelectorAll("button")].find((other) => other.textContent === name);
    if (!found) throw new Error(`no button is called ${name}`);
    return found;
  };
  return { element, grid, cells, foot, button, copied, redraw };
}

function textsOf(parent: Element, selector: string): string[] {
  return [...parent.querySelectorAll(selector)].map((element) => element.textContent ?? "");
}

const firstColumn = (cells: string[][]) => cells.map(([first]) => first);

test("rows are drawn with one precision per column, times in UTC and NULL as such", async () => {
  const { grid, cells, foot } = await table();
  expect(textsOf(grid, ".dt-label")).toEqual(["name", "p95_ms", "since, UTC"]);
  expect(cells()).toEqual([
    ["plan", "6,123.5", "2026-04-20 14:02:00"],
    ["warehouse.query", "184,213.4", "2026-04-21 14:02:00"],
    ["embed", "null", "null"],
    ["chart", "2,100.5", "2026-04-19 14:02:00"],
  ]);
  expect(grid.getAttribute("aria-rowcount")).toBe("5");
  expect(grid.querySelector('[title="184213.4467"]')).not.toBeNull();
  expect(foot()).toContain("4 rows");
});

test("a head sorts ascending, descending and not at all, and says so", async () => {
  const { grid, cells } = await table();
  const head = grid.querySelectorAll('[role="columnheader"]')[1] as Element;
  const button = head.querySelector("button") as Element;
  const states: [string | null, (string | undefined)[]][] = [
    ["ascending", ["chart", "plan", "warehouse.query", "embed"]],
    ["descending", ["warehouse.query", "plan", "chart", "embed"]],
    ["none", ["plan", "warehouse.query", "embed", "chart"]],
  ];
  for (const [state, names] of states) {
    await click(button);
    await settle();
    expect(head.getAttribute("aria-sort")).toBe(state);
    expect(firstColumn(cells())).toEqual(names);
  }
});

test("filters narrow the rows, say how many are left, and say what is not understood", async () => {
  const { element, cells, foot, button } = await table();
  await click(button("Filter"));
  const field = (name: string) => element.querySelector(`[aria-label="Filter ${name}"]`) as HTMLInputElement;
  await type(field("p95_ms"), ">6000");
  await settle(200);
  expect(firstColumn(cells())).toEqual(["plan", "warehouse.query"]);
  expect(foot()).toContain("2 of 4 rows");
  await type(field("name"), "PLAN");
  await settle(200);
  expect(firstColumn(cells())).toEqual(["plan"]);
  await type(field("p95_ms"), ">many");
  await settle(200);
  expect(field("p95_ms").getAttribute("aria-invalid")).toBe("true");
  expect(foot()).toContain('not understood: "many" (write 12, >12');
  expect(firstColumn(cells())).toEqual(["plan"]);
  await type(field("name"), "nothing like it");
  await settle(200);
  expect(element.textContent).toContain("No row passes the filters.");
  await click(button("Filter"));
  await settle(200);
  expect(cells()).toHaveLength(4);
});

test("the keyboard walks, extends, copies and opens the value", async () => {
  const { element, grid, foot, copied } = await table();
  grid.focus();
  await press(grid, "ArrowDown");
  await press(grid, "ArrowRight");
  const active = grid.getAttribute("aria-activedescendant") ?? "";
  expect(document.getElementById(active)?.textContent).toBe("184,213.4");
  await press(grid, "ArrowDown", { shiftKey: true });
  await press(grid, "ArrowLeft", { shiftKey: true });
  expect(foot()).toContain("2 × 2 cells");
  await press(grid, "c", { ctrlKey: true });
  await settle();
  expect(copied).toEqual(["warehouse.query\t184213.4467\nembed\t"]);
  expect(foot()).toContain("Copied 2 rows.");
  await press(grid, "Enter");
  expect(element.querySelector("dialog")?.getAttribute("aria-label")).toBe("name, row 3");
});

test("the head is reached with the arrows, sorts with Enter and resizes with Alt", async () => {
  const { grid, cells } = await table();
  grid.focus();
  await press(grid, "ArrowUp");
  await press(grid, "Enter");
  await settle();
  expect(firstColumn(cells())).toEqual(["chart", "embed", "plan", "warehouse.query"]);
  const head = grid.querySelector<HTMLElement>('[role="columnheader"]');
  const before = Number.parseFloat(head?.style.width ?? "");
  await press(grid, "ArrowRight", { altKey: true });
  expect(Number.parseFloat(head?.style.width ?? "")).toBe(before + 16);
});

test("everything can be copied for a spreadsheet and as Markdown", async () => {
  const { button, copied } = await table();
  await click(button("Copy"));
  await click(button("Markdown"));
  await settle();
  expect(copied[0]?.split("\n").slice(0, 2)).toEqual([
    "name\tp95_ms\tsince",
    "plan\t6123.4567\t2026-04-20T14:02:00.000Z",
  ]);
  expect(copied[1]?.split("\n").slice(0, 3)).toEqual([
    "| name | p95_ms | since |",
    "| --- | --: | --- |",
    "| plan | 6123.4567 | 2026-04-20T14:02:00.000Z |",
  ]);
});

test("an export gets what is shown, and what goes wrong with it is said", async () => {
  const queries: RowQuery[] = [];
  const failing = async () => Promise.reject(new Error("the disk is full"));
  const exports = [
    { label: "CSV", run: async (query: RowQuery) => void queries.push(query) },
    { label: "Parquet", run: failing },
  ];
  const { button, foot } = await table({ exports, sort: { column: "name", descending: true } });
  await click(button("CSV"));
  await settle();
  expect(queries).toEqual([{ sort: { column: "name", descending: true }, filters: {} }]);
  expect(foot()).toContain("CSV is written.");
  await click(button("Parquet"));
  await settle();
  expect(foot()).toContain("the disk is full");
});

test("hostile text is text everywhere: heads, cells, hints, the opened value", async () => {
  const evil = '<img src=x onerror="alert(1)"><script>alert(1)</script>';
  const source = { columns: [{ name: evil, type: "VARCHAR" }], rows: [[evil], [evil.repeat(50)]] };
  const { element, grid } = await table({ source });
  grid.focus();
  await press(grid, "Enter");
  expect(element.querySelectorAll("img, script")).toHaveLength(0);
  expect(element.querySelector("dialog pre")?.textContent).toBe(evil);
  expect(element.textContent).toContain(`${(evil.length * 50).toLocaleString("en")} characters`);
});

test("a long value shows its length and opens whole, fetched where it was cut", async () => {
  const whole = JSON.stringify({ prompt: "x".repeat(3000), n: 1 });
  const source: RowSource = {
    columns: [{ name: "input", type: "VARCHAR" }],
    rowCount: 1,
    rows: async (_from, _to, _query, options) =>
      options.whole
        ? { rows: [[whole]], total: 1 }
        : { rows: [[whole.slice(0, 1000)]], total: 1, lengths: [[whole.length]] },
  };
  const { element, grid } = await table({ source });
  await settle();
  expect(grid.textContent).toContain("3,019 characters");
  grid.focus();
  await press(grid, "Enter");
  await settle();
  expect(element.querySelector("dialog pre")?.textContent).toBe(`{\n  "prompt": "${"x".repeat(3000)}",\n  "n": 1\n}`);
});

test("a row that can be opened is, with all its values", async () => {
  const opened: unknown[] = [];
  const { grid } = await table({ onOpenRow: (row, index) => opened.push([index, row]) });
  grid.focus();
  await press(grid, "ArrowDown");
  await press(grid, "Enter");
  expect(opened).toEqual([[1, { name: "warehouse.query", p95_ms: 184213.4467, since: "2026-04-21T14:02:00.000Z" }]]);
});

test("columns can be chosen, renamed and drawn otherwise", async () => {
  const { grid, cells } = await table({
    columns: [
      {
        column: "p95_ms",
        label: "current",
        unit: "s",
        role: "current",
        format: (value) => (Number(value) / 1000).toFixed(1),
      },
      { column: "name", render: (value, row) => <b>{`${value}: ${row.p95_ms ?? "none"}`}</b> },
    ],
    rowClass: (row) => (row.name === "plan" ? "is-marked" : undefined),
  });
  expect(textsOf(grid, ".dt-label")).toEqual(["current, s", "name"]);
  expect(cells()[0]).toEqual(["6.1", "plan: 6123.4567"]);
  expect(grid.querySelectorAll(".is-marked")).toHaveLength(1);
  expect(grid.querySelector(".dt-body .is-current")?.textContent).toBe("6.1");
});

test("of a million rows only those in view are in the page, and of many columns too", async () => {
  const columns = Array.from({ length: 300 }, (_, i) => ({ name: `c${i}`, type: "BIGINT" }));
  const asked: number[] = [];
  const source: RowSource = {
    columns,
    rowCount: 1_000_000,
    rows: async (from, to) => {
      asked.push(from);
      return { rows: Array.from({ length: to - from }, (_, i) => columns.map(() => from + i)), total: 1_000_000 };
    },
  };
  const { grid, cells } = await table({ source });
  await settle();
  expect(grid.querySelectorAll('[role="gridcell"]').length).toBeLessThan(800);
  await act(async () => {
    grid.scrollTop = 500_000 * 28;
    grid.dispatchEvent(new Event("scroll"));
  });
  await settle(20);
  expect(Number(cells()[10]?.[0]?.replaceAll(",", ""))).toBeGreaterThan(499_000);
  expect(grid.querySelectorAll('[role="gridcell"]').length).toBeLessThan(800);
  expect(asked.length).toBeLessThan(8);
});

test("an answer to an order that is no longer wanted is dropped", async () => {
  const answers: ((page: Page) => void)[] = [];
  const source: RowSource = {
    columns: [{ name: "x", type: "VARCHAR" }],
    rowCount: 1,
    rows: () => new Promise((resolve) => answers.push(resolve)),
  };
  const page = (value: Value): Page => ({ rows: [[value]], total: 1 });
  const { grid, cells } = await table({ source });
  answers[0]?.(page("unsorted"));
  await settle();
  const button = grid.querySelector(".dt-sort") as Element;
  await click(button);
  await click(button);
  expect(cells()).toEqual([["unsorted"]]);
  answers[1]?.(page("ascending, too late"));
  await settle();
  expect(cells()).toEqual([["unsorted"]]);
  answers[2]?.(page("descending"));
  await settle();
  expect(cells()).toEqual([["descending"]]);
});

test("a source that fails says why instead of rows", async () => {
  const source: RowSource = {
    columns: [{ name: "x", type: "VARCHAR" }],
    rowCount: 5,
    rows: () => Promise.reject(new Error("made: has changed since this cell ran; run it again")),
  };
  const { element } = await table({ source });
  await settle();
  expect(element.querySelector('[role="alert"]')?.textContent).toBe(
    "made: has changed since this cell ran; run it again",
  );
});

test("an empty table says why", async () => {
  const { element } = await table({
    source: { columns: steps.columns, rows: [] },
    empty: "No span has ended: import more.",
  });
  expect(element.querySelector(".dt-empty")?.textContent).toBe("No span has ended: import more.");
});

test("a new result takes the old one's place", async () => {
  const { element, redraw } = await table();
  await redraw(<DataTable label="Steps" source={{ columns: [{ name: "other", type: "BIGINT" }], rows: [[7]] }} />);
  await settle();
  expect(textsOf(element, '[role="gridcell"]')).toEqual(["7"]);
});

test("without a DOM the first rows stand in an ordinary table, in the wanted order", () => {
  const html = renderToStaticMarkup(
    <DataTable label="Steps" source={steps} sort={{ column: "p95_ms", descending: true }} />,
  );
  expect(html).toMatch(/^<div class="data-table is-plain"><table aria-label="Steps">/);
  expect(html.indexOf("warehouse.query")).toBeLessThan(html.indexOf("plan"));
  expect(html).toContain('<td class="dt-cell is-right"><span class="dt-text">184,213.4</span></td>');
  expect(
    renderToStaticMarkup(<DataTable label="None" source={{ columns: steps.columns, rows: [] }} empty="Nothing yet." />),
  ).toBe('<p class="dt-empty">Nothing yet.</p>');
});
