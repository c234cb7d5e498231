import type { Data, Layout } from "plotly.js-dist-min";

/**
 * One series of a figure: a Plotly trace. Colours are tokens, as `var(--seq-5)`, wherever a colour is expected, or all
 * at once by `role`. Text in it is shown as text; only `<br>` is markup.
 */
export type FigureSeries = Data & { readonly role?: keyof typeof roleColours };

/** Plotly's layout: what a chart needs beyond the house's look (axis titles, types, ranges). Tokens as in a series. */
export type FigureLayout = Partial<Layout>;

const roleColours = {
  reference: "var(--reference)",
  current: "var(--current)",
  failure: "var(--danger)",
  accent: "var(--accent)",
  plain: "var(--text-2)",
  quiet: "var(--border-strong)",
} as const;

type Json = { readonly [key: string]: unknown };

/** The series with their roles and tokens as colours, and their text inert. */
export function paintedSeries(series: readonly FigureSeries[], colour: (token: string) => string): Data[] {
  return series.map(({ role, ...trace }) => {
    const own = role ? coloured(trace, roleColours[role]) : trace;
    return painted(own, colour) as Data;
  });
}

/** A series with its role as colours, tokens still tokens. */
export function withRoleColours({ role, ...trace }: FigureSeries): Json {
  return role ? coloured(trace, roleColours[role]) : trace;
}

function coloured(trace: Json, colour: string): Json {
  const part = (name: string) => ({ color: colour, ...(isJson(trace[name]) ? trace[name] : {}) });
  return { ...trace, marker: part("marker"), line: part("line") };
}

/** The house's look with a chart's own needs over it. */
export function paintedLayout(
  layout: FigureLayout,
  series: readonly FigureSeries[],
  height: number,
  look: FigureLook,
): FigureLayout {
  const dated = series.some((trace) => "x" in trace && isDate((trace.x as ArrayLike<unknown>)[0]));
  const house = merged(houseLayout(height, look), dated ? { xaxis: { type: "date", tickformatstops: dateTicks } } : {});
  return painted(merged(house, layout), look.colour) as FigureLayout;
}

function isDate(value: unknown): boolean {
  return typeof value === "string" && /^\d{4}-\d{2}-\d{2}/.test(value);
}

const second = 1000;
const day = 86_400_000;

/** "20 Apr", "14:02": by how far apart the ticks stand. Every axis x with dates has them. */
export const dateTicks = [
  { dtickrange: [null, second], value: "%H:%M:%S.%L" },
  { dtickrange: [second, 60 * second], value: "%H:%M:%S\n%-d %b" },
  { dtickrange: [60 * second, day], value: "%H:%M\n%-d %b" },
  { dtickrange: [day, "M1"], value: "%-d %b\n%Y" },
  { dtickrange: ["M1", "M12"], value: "%b\n%Y" },
  { dtickrange: ["M12", null], value: "%Y" },
];

export interface FigureLook {
  readonly font: string;
  /** Pixels of tick labels. */
  readonly size: number;
  /** A token's value. */
  readonly colour: (token: string) => string;
}

function houseLayout(height: number, { font, size }: FigureLook): Json {
  const axis = {
    automargin: true,
    fixedrange: true,
    gridcolor: "var(--border)",
    linecolor: "var(--border-strong)",
    showline: false,
    ticks: "",
    tickfont: { size, color: "var(--text-3)" },
    title: { font: { size, color: "var(--text-3)" }, standoff: 8 },
    zeroline: false,
  };
  return {
    height,
    autosize: true,
    bargap: 0.12,
    dragmode: false,
    font: { family: font, size, color: "var(--text-2)" },
    hoverlabel: {
      align: "left",
      bgcolor: "var(--bg-paper)",
      bordercolor: "var(--border-strong)",
      font: { family: font, size: size + 1, color: "var(--text)" },
    },
    hovermode: "closest",
    legend: { orientation: "h", x: 0, y: 1.02, yanchor: "bottom", font: { size, color: "var(--text-2)" } },
    margin: { l: 8, r: 12, t: 10, b: 8 },
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    showlegend: false,
    xaxis: { ...axis, showgrid: false },
    yaxis: { ...axis, showgrid: true },
  };
}

function merged(base: Json, over: Json): Json {
  const result: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const below = base[key];
    result[key] = isJson(value) && isJson(below) ? merged(below, value) : value;
  }
  return result;
}

/** A copy in which tokens are colours and text cannot be markup. Numbers and typed arrays stay what they are. */
function painted(value: unknown, colour: (token: string) => string): unknown {
  if (typeof value === "string") return paintedText(value, colour);
  if (Array.isArray(value)) return value.map((item) => painted(item, colour));
  if (!isJson(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, painted(item, colour)]));
}

function paintedText(text: string, colour: (token: string) => string): string {
  const named = /^var\((--[\w-]+)\)$/.exec(text);
  if (named?.[1]) return colour(named[1]);
  return text.replaceAll("&", "&amp;").replace(/<(?!br>|extra><\/extra>|\/extra>)/g, "&lt;");
}

function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
