import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { figureSummary, figureTable } from "../../../src/cells/script/figure-table.ts";
import { script } from "../../../src/cells/script/index.tsx";
import type { ScriptResult } from "../../../src/cells/script/result.ts";
import type { ScriptOutput } from "../../../src/notebook/script/messages.ts";

const none: ScriptResult = {
  outputs: [],
  table: null,
  columns: [],
  rowCount: 0,
  preview: { columns: [], rows: [] },
  lengths: [],
};

const figure: ScriptOutput = {
  type: "figure",
  data: [
    { type: "bar", name: "p95", x: ["search", "answer"], y: [1.5, 40] },
    { type: "scatter", x: ["search"], y: [null], marker: { size: 3 } },
  ],
  layout: { height: 1e9, width: 1e9 },
};

function drawn(result: Partial<ScriptResult>): string {
  const { View } = script;
  return renderToStaticMarkup(
    <View name="made" spec={script.parse("1")} result={{ ...none, ...result }} live={null} />,
  );
}

describe("a script's result without a page", () => {
  it("is drawn in order, all text as text", () => {
    const html = drawn({
      outputs: [
        { type: "log", level: "warn", text: "<b>slow</b>" },
        { type: "text", text: "<img src=x onerror=alert(1)>" },
        { type: "table", columns: [{ name: "n", type: "BIGINT" }], rows: [[1]], rowCount: 5000 },
        figure,
      ],
    });
    expect(html).not.toMatch(/<img|<b>slow/);
    const order = [
      "&lt;b&gt;slow",
      "&lt;img src=x",
      "The first 1 row of 5,000",
      "2 series, 3 points; y from 1.5 to 40",
    ];
    const places = order.map((text) => html.indexOf(text));
    expect(places.every((place) => place >= 0)).toBe(true);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  it("shows the first of the returned rows", () => {
    const columns = [{ name: "step", type: "VARCHAR" }];
    const html = drawn({
      table: "made",
      columns,
      rowCount: 1,
      preview: { columns, rows: [["search"]] },
      lengths: [[null]],
    });
    expect(html).toContain("search");
    expect(html).toContain("Rows of made");
  });

  it("says what to do where the script gave nothing", () => {
    expect(drawn({})).toContain("The script gave nothing: display(…) shows a value, returned rows are a table.");
  });
});

describe("a figure's table", () => {
  it("has a row for each point, with its series", () => {
    const { columns, rows } = figureTable(figure);
    expect(columns).toEqual([
      { name: "series", type: "VARCHAR" },
      { name: "x", type: "VARCHAR" },
      { name: "y", type: "DOUBLE" },
    ]);
    expect(rows).toEqual([
      ["p95", "search", 1.5],
      ["p95", "answer", 40],
      ["series 2", "search", null],
    ]);
  });

  it("is said in a sentence, also of one series and of none", () => {
    expect(figureSummary({ data: [{ values: [1, 2] }], layout: {} })).toBe("2 points");
    expect(figureSummary({ data: [], layout: {} })).toBe("0 points");
  });
});
