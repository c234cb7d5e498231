// @vitest-environment happy-dom
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { Figure, type FigureProps } from "../../src/widgets/figure.tsx";
import { type FigureSeries, paintedLayout, paintedSeries } from "../../src/widgets/figure-spec.tsx";

const colour = (name: string) => `<${name}>`;
const look = { font: "Plain", size: 10.5, colour };

const props: FigureProps = {
  label: "p95 over time",
  summary: "p95 rises from 40 s to 184 s on 20 April.",
  data: [{ type: "bar", x: ["a", "b"], y: [1, 2], role: "reference" }],
  table: {
    columns: [
      { name: "step", type: "VARCHAR" },
      { name: "p95_s", type: "DOUBLE" },
    ],
    rows: [
      ["<b>plan</b>", 40.25],
      ["query", 184.5],
    ],
  },
};

test("without a DOM a figure is a still drawing, its summary and its table twin", () => {
  const html = renderToStaticMarkup(<Figure {...props} />);
  expect(html).toContain("<figcaption>p95 rises from 40 s to 184 s on 20 April.</figcaption>");
  expect(html).toContain("&lt;b&gt;plan&lt;/b&gt;");
  expect(html).toContain("184.5");
  expect(html).toContain('<svg class="figure-svg"');
});

test("a role and tokens become the theme's colours", () => {
  const series: FigureSeries[] = [
    { type: "scatter", x: [1], y: [2], role: "current", marker: { size: 4 } },
    { type: "bar", x: [1], y: [2], marker: { color: "var(--seq-5)" } },
  ];
  expect(paintedSeries(series, colour)).toEqual([
    { type: "scatter", x: [1], y: [2], marker: { color: "<--current>", size: 4 }, line: { color: "<--current>" } },
    { type: "bar", x: [1], y: [2], marker: { color: "<--seq-5>" } },
  ]);
});

test("text in a figure cannot be markup, but for a line break of our own", () => {
  const series: FigureSeries[] = [
    { type: "bar", x: ['<a href="https://evil.example">x</a> & y'], y: [1], text: ["a<br>b"] },
  ];
  const [painted] = paintedSeries(series, colour) as { x: string[]; text: string[] }[];
  expect(painted?.x).toEqual(['&lt;a href="https://evil.example">x&lt;/a> &amp; y']);
  expect(painted?.text).toEqual(["a<br>b"]);
});

test("typed arrays are handed over as they are", () => {
  const x = Float64Array.of(1, 2, 3);
  const [painted] = paintedSeries([{ type: "scatter", x, y: x }], colour) as { x: unknown }[];
  expect(painted?.x).toBe(x);
});

test("the house's look holds where a chart says nothing else", () => {
  const layout = paintedLayout({ yaxis: { title: { text: "p95, s" }, type: "log" } }, props.data, 200, look);
  expect(layout).toMatchObject({
    height: 200,
    showlegend: false,
    xaxis: { showgrid: false },
    yaxis: { type: "log", gridcolor: "<--border>", title: { text: "p95, s", font: { size: 10.5 } } },
  });
  expect(layout.title).toBeUndefined();
  expect(layout.xaxis?.type).toBeUndefined();
});

test("an axis of dates is labelled by day and hour, whatever the locale", () => {
  const dated: FigureSeries[] = [{ type: "scatter", x: ["2026-04-20T14:02:00Z"], y: [1] }];
  expect(paintedLayout({}, dated, 200, look).xaxis).toMatchObject({ type: "date" });
  expect(JSON.stringify(paintedLayout({}, dated, 200, look).xaxis?.tickformatstops)).toContain("%-d %b");
});
