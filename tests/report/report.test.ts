import { createHash } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { cellKinds } from "../../src/cells/index.tsx";
import { findingSource, pinRows } from "../../src/notebook/findings.ts";
import { ipynbText } from "../../src/notebook/ipynb.ts";
import { plainMarkdown } from "../../src/notebook/plain-markdown.ts";
import { Session } from "../../src/notebook/session.ts";
import { type ReportContent, reportContent } from "../../src/report/content.ts";
import { exportedNotebook } from "../../src/report/exported.tsx";
import { gated } from "../../src/report/gate.ts";
import { reportScripts } from "../../src/report/moving-figures.ts";
import { drawReport } from "../../src/report/report.tsx";
import { testEngine } from "../support/engine.ts";
import { nbformatProblems } from "../support/nbformat.ts";
import { done, namedFile, scriptedReader, spanBatch } from "../support/readers.ts";

const opened = testEngine();
const hostile = "<img src=x onerror=alert(1)>|`[a](http://x)";
const fence = "```";
const text = `---
casebook: 1
title: A title <b>
cohorts:
  reference: {from: 2026-03-31, to: 2026-03-31}
---

Prose with *weight*.

${fence}sql cell=steps
select 'query' as name, 131.25::double as p95, '${hostile}' as said union all select 'plan', 1, null
${fence}

${fence}yaml cell=seen kind=overview
${fence}

${fence}sql cell=broken
select nothing_there
${fence}
`;
const span = {
  trace_id: "t",
  span_id: "a",
  parent_span_id: null,
  name: "root",
  start_ns: 1_775_000_000_000_000_000n,
  end_ns: 1_775_000_001_000_000_000n,
};
const reader = scriptedReader({
  "a.jsonl": () => [spanBatch([span]), done({ sha256: "aa11", records: 2, lost: 1, rows: { spans: 1 } })],
});

let content: ReportContent;
let session: Session;
const options = { app: "0.1.0", now: Date.UTC(2026, 3, 28, 10), problems: ["b.csv: the file is not there"] };
beforeAll(async () => {
  const engine = await opened();
  session = await Session.create(engine, cellKinds, reader);
  await session.open(text);
  await session.importFiles([namedFile("a.jsonl")]);
  await session.runAll();
  const evidence = await pinRows(engine, "steps", [{ name: "query" }]);
  const last = session.state.notebook.cells.at(-1)?.id ?? null;
  await session.addCell(last, "finding", findingSource(evidence, "2026-04-28T10:00:00Z", "The queue holds it all."));
  await session.runAll();
  content = await reportContent(session, { ...options, pathOf: ({ path }) => `traces/${path}` });
});

describe("the report", () => {
  it("is one file without scripts that loads nothing, with findings before prose and provenance at the end", () => {
    const { html, failures } = drawReport(content, cellKinds);
    expect(failures).toEqual([]);
    expect(html).not.toMatch(/<script|<link|<iframe|<img|<[^>]*\s(src|onerror)=|@import|url\(/i);
    expect(html).toContain("default-src &#x27;none&#x27;");
    const order = [
      "A title &lt;b&gt;",
      "b.csv: the file is not there",
      "The queue holds it all.",
      "<em>weight</em>",
      "SHA-256",
    ];
    expect(order.map((part) => html.indexOf(part))).toEqual(
      [...order.map((part) => html.indexOf(part))].sort((a, b) => a - b),
    );
    expect(order.every((part) => html.includes(part))).toBe(true);
    expect(html).toMatch(/Holds.*the row is what it was/);
    expect(html).toMatch(/traces\/a\.jsonl.*aa11/s);
    expect(html).toMatch(/Casebook 0\.1\.0, DuckDB \d+\.\d+/);
    expect(html).toContain("2026-04-28 10:00");
  });

  it("leads from a finding to its evidence, and shows of each cell what it reads, when it ran and its source", () => {
    const { html } = drawReport(content, cellKinds);
    expect(html).toContain('href="#cell-finding"');
    expect(html).toContain('id="cell-finding"');
    expect(html).toMatch(/Reads traces.*Run 20\d\d-/s);
    expect(html).toContain("select nothing_there");
    expect(html).toMatch(/Failed.*nothing_there/s);
  });

  it("draws figures", () => {
    expect(drawReport(content, cellKinds).html).toContain('<svg class="figure-svg"');
  });

  it("carries its figures as data and two scripts that the policy names by hash, where figures are to move", async () => {
    const scripts = await reportScripts("globalThis.Plotly = {}; // </script>");
    const { html } = drawReport(content, cellKinds, scripts);
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? "";
    const run = [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, code = ""]) => code);
    expect(run).toHaveLength(2);
    for (const code of run) {
      const hash = createHash("sha256").update(code).digest("base64");
      expect(policy).toContain(`&#x27;sha256-${hash}&#x27;`);
    }
    const [block = ""] = [...html.matchAll(/<script type="application\/json"[^>]*>([\s\S]*?)<\/script>/g)].map(
      (m) => m[1],
    );
    expect(JSON.parse(block ?? "")).toMatchObject({ layout: { paper_bgcolor: "rgba(0,0,0,0)" } });
    expect(block).toContain("var(--");
  });

  it("lets every text through the gate, in every form", async () => {
    const gate = (said: string) => said.replaceAll("query", "[redacted]").replaceAll("weight", "[redacted]");
    const through = await reportContent(session, { ...options, gate, pathOf: ({ path }) => String(path) });
    const notebook = exportedNotebook(through, cellKinds);
    for (const form of [drawReport(through, cellKinds).html, ipynbText(notebook), plainMarkdown(notebook)]) {
      expect(form.replaceAll(/<style>[\s\S]*?<\/style>/g, "")).not.toMatch(/'query'|>query<|weight\*/);
      expect(form).toContain("redacted");
    }
  });
});

describe("the gate", () => {
  it("passes texts wherever they stand and leaves the rest as it is", () => {
    const numbers = new Float64Array([1]);
    const value = { a: ["x", 1, null, { b: "x" }], m: new Map([["x", "x"]]), s: new Set(["x"]), numbers, n: 2n };
    expect(gated(value, (said) => said.replace("x", "y"))).toEqual({
      a: ["y", 1, null, { b: "y" }],
      m: new Map([["y", "y"]]),
      s: new Set(["y"]),
      numbers,
      n: 2n,
    });
  });
});

describe("the Jupyter notebook", () => {
  it("is valid nbformat 4.5, with sources as code, results as outputs and failures as errors", () => {
    const value = JSON.parse(ipynbText(exportedNotebook(content, cellKinds)));
    expect(nbformatProblems(value)).toEqual([]);
    const code = value.cells.filter((cell: { cell_type: string }) => cell.cell_type === "code");
    expect(code).toHaveLength(4);
    expect(code[0].source.join("")).toContain("select 'query'");
    expect(code[0].outputs[0].data["text/markdown"].join("")).toContain("| query | 131.25 |");
    const figure = code[1].outputs[0].data["image/svg+xml"].join("");
    expect(figure).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    expect(code[2].outputs[0]).toMatchObject({ output_type: "error", ename: "Failed" });
    expect(value.cells[0].source.join("")).toContain("The queue holds it all.");
  });

  it("is held by a check that can fail", () => {
    const value = JSON.parse(ipynbText(exportedNotebook(content, cellKinds)));
    delete value.cells[1].id;
    value.nbformat_minor = 4;
    expect(nbformatProblems(value).length).toBeGreaterThan(1);
  });
});

describe("the Markdown with results", () => {
  it("holds findings, prose, code and tables, and shows hostile values as text", () => {
    const written = plainMarkdown(exportedNotebook(content, cellKinds));
    expect(written).toMatch(
      /^# A title &lt;b\\>\n\n- b\.csv: the file is not there\n\n## Findings\n\n1\. The queue holds it all\./,
    );
    expect(written).toContain("Prose with *weight*.");
    expect(written).toContain("```sql\nselect nothing_there\n```");
    const row = written.split("\n").find((line) => line.startsWith("| query |")) ?? "";
    expect(row).toContain("&lt;img");
    expect(row).not.toMatch(/<|[^\\]`|[^\\]\[/);
    expect(row.split(/(?<!\\)\|/)).toHaveLength(5);
    expect(written).toContain("- traces/a.jsonl: 2 records, SHA-256 aa11");
  });
});
