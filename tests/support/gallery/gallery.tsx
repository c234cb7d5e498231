import { StrictMode, useState } from "react";
import { createRoot } from "react-dom/client";
import "../../../src/widgets/tokens.css";
import "../../../renderer/base.css";
import "./gallery.css";
import { markdown } from "../../../src/cells/markdown/index.tsx";
import { CodeEditor } from "../../../src/widgets/code-editor.tsx";
import { DataTable, type TableColumn } from "../../../src/widgets/data-table.tsx";
import { Figure, type FigureSeries } from "../../../src/widgets/figure.tsx";
import type { RowQuery, RowSource, Rows } from "../../../src/widgets/row-source.ts";

/** Every widget with values that test its looks: open it with `npx vite tests/support/gallery`. */
function Gallery() {
  const [sql, setSql] = useState(query);
  const [runs, setRuns] = useState("");
  return (
    <main>
      <Paper name="slow_steps" about="sql">
        <CodeEditor
          language="sql"
          label="Source of slow_steps"
          value={sql}
          onChange={setSql}
          onRun={(goOn) => setRuns(`${runs}${goOn ? "run and go on" : "run"};`)}
          markers={[{ line: 3, column: 18, message: 'Referenced column "cohrt" not found' }]}
        />
        <output hidden id="typed">
          {sql}
        </output>
        <output hidden id="runs">
          {runs}
        </output>
        <DataTable label="Rows of slow_steps" source={steps} exports={exports} />
      </Paper>
      <Paper name="every_kind_of_value" about="sql">
        <DataTable label="Odd values" source={odd} onOpenRow={undefined} />
      </Paper>
      <Paper name="a_million" about="1,000,000 rows, dense, slow source">
        <DataTable label="A million rows" source={million} dense rowsInView={12} exports={exports} />
      </Paper>
      <Paper name="fifty_million" about="taller than a browser can make an element">
        <DataTable label="Fifty million rows" source={fiftyMillion} dense rowsInView={8} />
      </Paper>
      <Paper name="compared" about="own columns">
        <DataTable
          label="Compared steps"
          source={steps}
          columns={compared}
          bare
          sort={{ column: "p95_ms", descending: true }}
        />
      </Paper>
      <Paper name="nothing" about="no rows">
        <DataTable
          label="No rows"
          source={{ columns: steps.columns, rows: [] }}
          empty="No span has ended in this window: widen it, or import more."
        />
      </Paper>
      <Paper name="over_time" about="figure">
        <Figure
          label="p95 of root duration over time"
          summary="Until 20 April p95 is near 40 s; then it is 184 s."
          data={series}
          layout={{ yaxis: { title: { text: "p95, s" } } }}
          table={daily}
        />
      </Paper>
      <section className="cell">
        <markdown.View name="" spec={{ source: prose }} result={{ source: prose }} live={null} />
      </section>
      <Paper name="where_time_goes" about="latency">
        <CodeEditor
          language="yaml"
          label="Source of where_time_goes"
          value={"by: name\nquantile: p95 # as before\nlimit: 25\n"}
        />
      </Paper>
      <Paper name="text" about="markdown">
        <CodeEditor language="markdown" label="Source of text" value={prose} />
      </Paper>
    </main>
  );
}

function Paper({ name, about, children }: { name: string; about: string; children: React.ReactNode }) {
  return (
    <section className="cell paper" id={name}>
      <header>
        <b>{name}</b> {about}
      </header>
      {children}
    </section>
  );
}

const query = `-- where does the time go?
select name, quantile_cont(duration_ms, 0.95) as p95_ms, sum(self_ms) as self_ms
from spans where cohrt = 'current' group by name order by p95_ms desc`;

const names = [
  "warehouse.query",
  "synthesise answer",
  "plan",
  "retrieve schema docs",
  "validate SQL",
  "chart.render",
  "embed query",
];

const steps: Rows = {
  columns: [
    { name: "name", type: "VARCHAR" },
    { name: "spans", type: "BIGINT" },
    { name: "p95_ms", type: "DOUBLE" },
    { name: "self_ms", type: "DOUBLE" },
    { name: "error_rate", type: "DOUBLE" },
    { name: "since", type: "TIMESTAMP" },
  ],
  rows: names.map((name, i) => [
    name,
    330 * (i + 1),
    184213.4467 / (i * i + 1),
    998123.25 / (i + 1),
    i === 0 ? 0.0424242 : 0,
    `2026-04-2${i}T14:02:0${i}.500Z`,
  ]),
};

const long = `{"messages":[{"role":"user","content":"${"Which region grew most? ".repeat(40)}"}],"n":12345678901234567890}`;

const odd: Rows = {
  columns: [
    { name: "text", type: "VARCHAR" },
    { name: "big", type: "HUGEINT" },
    { name: "tiny", type: "DOUBLE" },
    { name: "flag", type: "BOOLEAN" },
    { name: "attributes", type: "MAP(VARCHAR, VARCHAR)" },
    { name: "list", type: "INTEGER[]" },
    { name: "day", type: "DATE" },
    { name: "span_id", type: "BIGINT" },
  ],
  rows: [
    [
      "<img src=x onerror=alert(1)>",
      "170141183460469231731687303715884105727",
      1.5e-9,
      true,
      { "gen_ai.request.model": "m-1" },
      [1, 2, 3],
      "2026-04-20",
      123456,
    ],
    ["", -5, 0.25, false, {}, [], "2026-04-21", 123457],
    [null, null, null, null, null, null, null, null],
    [long, 12, "NaN", true, { a: "x".repeat(300) }, Array.from({ length: 60 }, (_, i) => i), "2026-04-22", 123458],
    [
      "two\nlines\tand a tab, \u202Eright to left",
      1234567,
      12.125,
      null,
      { nested: { deep: [1, { k: null }] } },
      [null],
      "2026-04-23",
      5,
    ],
  ],
};

/** Rows that are made when asked for, after a while. */
function madeUp(rowCount: number): RowSource {
  const columns = [
    { name: "id", type: "BIGINT" },
    { name: "trace_id", type: "VARCHAR" },
    { name: "duration_ms", type: "DOUBLE" },
    ...Array.from({ length: 30 }, (_, i) => ({ name: `attribute_${i}`, type: "VARCHAR" })),
  ];
  const row = (index: number) => [
    index,
    (index * 2654435761).toString(16).padStart(16, "0"),
    (index % 9973) / 7,
    ...Array.from({ length: 30 }, (_, i) => (i % 5 === index % 5 ? null : `value ${index + i}`)),
  ];
  return {
    columns,
    rowCount,
    async rows(from: number, to: number, { sort }: RowQuery) {
      await new Promise((done) => setTimeout(done, 60));
      const place = (index: number) => (sort?.descending ? rowCount - 1 - index : index);
      return {
        rows: Array.from({ length: Math.min(to, rowCount) - from }, (_, i) => row(place(from + i))),
        total: rowCount,
      };
    },
  };
}

const million = madeUp(1_000_000);
const fiftyMillion = madeUp(50_000_000);

const compared: TableColumn[] = [
  { column: "name", label: "step", width: 260 },
  { column: "spans" },
  {
    column: "self_ms",
    label: "reference",
    unit: "s",
    role: "reference",
    format: (value) => (Number(value) / 1000).toFixed(1),
  },
  {
    column: "p95_ms",
    label: "current",
    unit: "s",
    role: "current",
    format: (value) => (Number(value) / 1000).toFixed(1),
  },
  {
    column: "p95_ms",
    id: "bar",
    label: "share",
    width: 140,
    align: "left",
    render: (value) => <i style={{ width: Number(value) / 1700, height: 10, background: "var(--current)" }} />,
  },
];

const exports = ["CSV", "Parquet", "Arrow"].map((label) => ({ label, run: async () => console.log(label) }));

const days = Array.from({ length: 28 }, (_, i) => `2026-04-${String(i + 1).padStart(2, "0")}`);
const p95 = days.map((_, i) => (i < 19 ? 38 + ((i * 7) % 9) : 170 + ((i * 13) % 40)));
const series: FigureSeries[] = [
  {
    type: "scatter",
    mode: "lines+markers",
    x: days.slice(0, 14),
    y: p95.slice(0, 14),
    name: "reference",
    role: "reference",
  },
  {
    type: "scatter",
    mode: "lines",
    x: days.slice(13, 20),
    y: p95.slice(13, 20),
    name: "<b>between</b>",
    role: "quiet",
  },
  { type: "scatter", mode: "lines+markers", x: days.slice(19), y: p95.slice(19), name: "current", role: "current" },
];
const daily: Rows = {
  columns: [
    { name: "day", type: "DATE" },
    { name: "p95_s", type: "DOUBLE" },
  ],
  rows: days.map((day, i) => [day, p95[i] ?? null]),
};

const prose = `# Analytics agent at four minutes

Since **20 April** the agent's slowest one in twenty requests takes four minutes. The model's steps have not changed;
see [the runbook](https://example.org/runbook) and [what follows](#what-to-do).

| step | reference | current |
|---|--:|--:|
| warehouse.query | 6.1 s | 184.2 s |

![latency](https://tracker.example/pixel.png) <script>alert(1)</script>

## What to do

1. Put the \`warehouse\` setting back
2. Watch p95
   - for a week

> "It was fast on Friday."

- [x] told the team
- [ ] wrote it down

\`\`\`
select 1
\`\`\`
`;

const theme = new URLSearchParams(location.search).get("theme");
if (theme) document.documentElement.dataset.theme = theme;
const root = document.getElementById("root");
if (root)
  createRoot(root).render(
    <StrictMode>
      <Gallery />
    </StrictMode>,
  );
