import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { Figure, type FigureProps, type FigureSeries } from "../../src/widgets/figure.tsx";
import { scaleOf } from "../../src/widgets/figure-scale.ts";

const table = { columns: [{ name: "a", type: "DOUBLE" }], rows: [[1]] };
const html = (data: readonly FigureSeries[], layout: FigureProps["layout"] = {}) =>
  renderToStaticMarkup(<Figure label="A chart" summary="What it shows." data={data} layout={layout} table={table} />);
const numbers = (text: string, name: string) =>
  Array.from(text.matchAll(new RegExp(` ${name}="([-\\d.]+)"`, "g")), ([, value]) => Number(value));

describe("a figure without a page", () => {
  it("is a drawing whose bars are as high as their values, in the colours of the tokens, with its table behind it", () => {
    const drawn = html([{ type: "bar", x: ["a", "b", "c"], y: [10, 20, 0], role: "current" } as FigureSeries]);
    const heights = numbers(drawn.slice(drawn.indexOf("<g opacity")), "height");
    expect((heights[0] as number) * 2).toBeCloseTo(heights[1] as number, 6);
    expect(heights[2]).toBe(0);
    expect(drawn).toContain("fill:var(--current)");
    expect(drawn).toMatch(/aria-label="A chart".*<figcaption>What it shows.*<summary>As a table/s);
  });

  it("stacks bars, sets them side by side, or lays them flat, as the layout says", () => {
    const pair = [
      { type: "bar", x: ["a"], y: [1], name: "one" },
      { type: "bar", x: ["a"], y: [2], name: "two" },
    ] as FigureSeries[];
    const bars = (text: string) => text.match(/<rect [^>]*>/g) ?? [];
    const stacked = bars(html(pair, { barmode: "stack" }));
    expect(numbers(stacked.join(), "x")[0]).toBe(numbers(stacked.join(), "x")[1]);
    const beside = bars(html(pair));
    expect(numbers(beside.join(), "x")[0]).not.toBe(numbers(beside.join(), "x")[1]);
    const flat = html([{ type: "bar", orientation: "h", x: [1, 2], y: ["a", "b"] } as FigureSeries]);
    const widths = numbers(bars(flat).join(), "width");
    expect((widths[0] as number) * 2).toBeCloseTo(widths[1] as number, 6);
  });

  it("draws boxes from quartile to quartile with whiskers to the fences, side by side where there are two", () => {
    const box = (name: string, q3: number) =>
      ({
        type: "box",
        name,
        x: ["a"],
        lowerfence: [0],
        q1: [1],
        median: [2],
        q3: [q3],
        upperfence: [8],
      }) as FigureSeries;
    const drawn = html([box("one", 3), box("two", 5)]);
    const boxes = drawn.match(/<rect [^>]*fill-opacity[^>]*>/g) ?? [];
    const [one = 0, two = 0] = numbers(boxes.join(), "height");
    expect(two / one).toBeCloseTo(2, 1);
    const [left = 0, right = 0] = numbers(boxes.join(), "x");
    expect(right).toBeGreaterThan(left);
    expect(html([{ type: "box", x: ["a"], q1: [null] } as FigureSeries])).not.toContain("NaN");
  });

  it("breaks a line at a gap and draws points, areas, dashes, shapes, words and a legend", () => {
    const drawn = html(
      [
        {
          type: "scatter",
          mode: "lines+markers",
          name: "p95",
          x: ["2026-04-01", "2026-04-02", "2026-04-03", "2026-04-04"],
          y: [1, null, 3, 4],
          fill: "tozeroy",
          line: { dash: "dot", color: "var(--seq-5)" },
        } as FigureSeries,
      ],
      {
        showlegend: true,
        xaxis: { title: { text: "day<br>UTC" } },
        shapes: [{ type: "line", xref: "x", yref: "paper", x0: "2026-04-02", x1: "2026-04-02", y0: 0, y1: 1 }],
        annotations: [{ x: "2026-04-02", y: 1, xref: "x", yref: "paper", text: "a new prompt" }],
      } as FigureProps["layout"],
    );
    expect(drawn.match(/fill:none/g)).toHaveLength(2);
    expect(drawn.match(/<circle/g)).toHaveLength(3);
    expect(drawn).toMatch(/a new prompt.*p95/s);
    expect(drawn).toContain("day UTC");
    expect(drawn).toContain("2 Apr");
  });

  it("draws a heat map in steps of one ramp, and what it cannot draw as its table alone", () => {
    const heat = html([{ type: "heatmap", x: ["a", "b"], y: ["c"], z: [[0, 10]] } as FigureSeries]);
    expect(heat).toMatch(/--seq-0.*--seq-7/s);
    const pie = html([{ type: "pie", values: [1] } as unknown as FigureSeries]);
    expect(pie).not.toContain("<svg");
    expect(pie).toContain("<table");
  });

  it("shows hostile text as text, and lets no odd colour into a style", () => {
    const mark = `"><script>alert(1)</script>`;
    const drawn = html(
      [
        {
          type: "bar",
          name: mark,
          x: [mark, "b"],
          y: [1, 2],
          marker: { color: "red;background:url(//x)" },
        } as FigureSeries,
      ],
      { showlegend: true },
    );
    expect(drawn).not.toContain("<script");
    expect(drawn).not.toContain("url(");
    expect(drawn).not.toMatch(/NaN|Infinity/);
  });

  it("stands with no values at all", () => {
    const empty = html([
      { type: "scatter", mode: "lines", x: [], y: [] },
      { type: "bar", x: [], y: [] },
    ] as FigureSeries[]);
    expect(empty).toContain("<svg");
    expect(empty).not.toMatch(/NaN|Infinity/);
  });
});

describe("a scale", () => {
  const labels = (values: readonly unknown[], axis = {}) =>
    scaleOf(axis, values, 0, 600, 0).ticks.map(({ label }) => label);

  it("has round ticks with as many places as they need", () => {
    expect(labels([0, 1])).toEqual(["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
    expect(labels([0, 5000])).toEqual(["0", "1,000", "2,000", "3,000", "4,000", "5,000"]);
    expect(labels([-2, 2])[0]).toBe("−2.0");
    expect(labels([1, 1000], { type: "log" })).toEqual(["1", "10", "100", "1,000"]);
  });

  it("counts times in UTC, in days or hours as the axis is long", () => {
    expect(labels(["2026-04-01T00:00:00", "2026-04-01T06:00:00"]).slice(0, 2)).toEqual(["1 Apr", "01:00"]);
    expect(scaleOf({}, ["2026-04-01", "2026-04-03"], 0, 100, 0).place("2026-04-02T00:00:00")).toBe(50);
  });

  it("has no place for what is missing or, on powers of ten, not above zero", () => {
    expect(scaleOf({}, [1, 2], 0, 10, 0).place(null)).toBeNull();
    expect(scaleOf({ type: "log" }, [1, 10], 0, 10, 0).place(0)).toBeNull();
  });

  it("lets an axis run the other way and starts at zero where it is told to", () => {
    expect(scaleOf({ autorange: "reversed" }, ["a", "b"], 0, 10, 0).place("a")).toBe(7.5);
    expect(scaleOf({ rangemode: "tozero" }, [5, 10], 0, 100, 0).place(0)).toBe(0);
  });
});
