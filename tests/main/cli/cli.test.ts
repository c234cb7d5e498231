import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { testFolder } from "../../support/folder.ts";

// The command as its user runs it: a program of its own, its output, its exit code.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });
const top = testFolder();
const script = resolve("tools", "casebook.mjs");
const corpus = resolve("tests", "corpus");
const zstd = join(corpus, "otlp-derived", "packet-panic-R1.native.otlp.jsonl.zst");
const example = join(corpus, "otlp-json", "otlp-proto-example-trace.json");

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function casebook(args: readonly string[], cwd = top): Promise<Ran> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [script, ...args], { cwd });
    let [out, err] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text) => (out += text));
    child.stderr.setEncoding("utf8").on("data", (text) => (err += text));
    child.once("error", fail);
    child.once("close", (code) => done({ code, out, err }));
  });
}

const span = (id: number, name: string, startMs: number, durationMs: number) => ({
  traceId: "0af7651916cd43dd8448eb211c80319c",
  spanId: id.toString(16).padStart(16, "0"),
  ...(id === 1 ? {} : { parentSpanId: "0000000000000001" }),
  name,
  startTimeUnixNano: `${1_775_000_000_000 + startMs}000000`,
  endTimeUnixNano: `${1_775_000_000_000 + startMs + durationMs}000000`,
});
const batch = (...spans: object[]) => JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] });

describe("casebook import", () => {
  it("says on standard output, and nothing else there, what is in files of several kinds", async () => {
    writeFileSync(join(top, "labels.csv"), "id,label\na,good\nb,bad\nc,good\n");
    const { code, out, err } = await casebook(["import", zstd, example, "labels.csv", "--json"]);
    expect([code, err]).toEqual([0, ""]);
    const { sources, tables, issues } = JSON.parse(out);
    const counts = { documents: 0, scores: 0, embeddings: 0 };
    expect(sources).toMatchObject([
      { path: zstd, format: "otlp-json", spans: 188, rows: 0 },
      { path: example, format: "otlp-json", spans: 1, rows: 0, ...counts },
      { path: "labels.csv", format: "table", spans: 0, rows: 3, ...counts },
    ]);
    for (const { sha256, issues } of sources) {
      expect(sha256).toMatch(/^[0-9a-f]{64}$/);
      expect(issues).toBeTypeOf("number");
    }
    expect(tables).toContainEqual({ name: "spans", rows: 189 });
    expect(tables).toContainEqual({ name: "labels", rows: 3 });
    expect(Array.isArray(issues)).toBe(true);
  });

  it("reads a whole folder, names each unreadable record, and keeps what can be read", async () => {
    const folder = join(top, "mixed");
    mkdirSync(join(folder, "deeper"), { recursive: true });
    writeFileSync(
      join(folder, "broken.jsonl"),
      `${batch(span(1, "a", 0, 5))}\n{"resourceSpans": [{"scope\n${batch(span(2, "b", 1, 2))}\n`,
    );
    writeFileSync(join(folder, "deeper", "empty.json"), "");
    const { code, out } = await casebook(["import", "mixed", "--json"]);
    const { sources, issues } = JSON.parse(out);
    expect(code).toBe(0);
    expect(sources.map(({ path }: { path: string }) => path)).toEqual([
      join("mixed", "broken.jsonl"),
      join("mixed", "deeper", "empty.json"),
    ]);
    expect(sources[0]).toMatchObject({ spans: 2, lost: 1 });
    expect(issues).toContainEqual(expect.objectContaining({ path: join("mixed", "broken.jsonl"), line: 2 }));
    expect(issues.some(({ path }: { path: string }) => path.endsWith("empty.json"))).toBe(true);
  });

  it("adds nothing for a file that it has read already", async () => {
    writeFileSync(join(top, "once.jsonl"), batch(span(1, "a", 0, 5)));
    writeFileSync(join(top, "again.jsonl"), batch(span(1, "a", 0, 5)));
    const { out } = await casebook(["import", "once.jsonl", "again.jsonl", "once.jsonl", "--json"]);
    const { sources, tables } = JSON.parse(out);
    expect(sources.map((source: { spans: number; same_as: string | null }) => [source.spans, source.same_as])).toEqual([
      [1, null],
      [0, "once.jsonl"],
      [0, "once.jsonl"],
    ]);
    expect(tables).toContainEqual({ name: "spans", rows: 1 });
  });

  it("reads nothing at all when a file is not there, and names it", async () => {
    const { code, out, err } = await casebook(["import", example, "missing.jsonl", "--json"]);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain("missing.jsonl: there is no such file or folder");
  });
});

describe("casebook query", () => {
  it("prints rows as JSON, every digit kept, and as CSV", async () => {
    const sql =
      "SELECT trace_id, count(*) AS spans, 12345678901234567890::UBIGINT AS large, NULL AS nothing, 'a,\"b' AS text FROM spans GROUP BY 1;";
    const [json, csv] = await Promise.all([
      casebook(["query", sql, example]),
      casebook(["query", sql, example, "--format", "csv"]),
    ]);
    expect([json.code, json.err]).toEqual([0, ""]);
    const [row] = JSON.parse(json.out);
    expect(row).toMatchObject({ spans: 1, large: "12345678901234567890", nothing: null, text: 'a,"b' });
    expect(row.trace_id.toLowerCase()).toBe("5b8efff798038103d269b633813fc60c");

    expect(csv.out.split("\n")).toEqual([
      "trace_id,spans,large,nothing,text",
      `${row.trace_id},1,12345678901234567890,,"a,""b"`,
      "",
    ]);
  });

  it("has a header without rows, and keeps columns of the same name apart", async () => {
    const [empty, twice] = await Promise.all([
      casebook(["query", "SELECT 1 AS a, 2 AS b WHERE false", "--format", "csv"]),
      casebook(["query", "SELECT 1 AS a, 2 AS a"]),
    ]);
    expect([empty.code, empty.out]).toEqual([0, "a,b\n"]);
    expect(JSON.parse(twice.out)).toEqual([{ a: 1, a_2: 2 }]);
  });

  it("says in words what is wrong with a statement", async () => {
    const { code, out, err } = await casebook(["query", "SELECT nope FROM spans", example]);
    expect([code, out]).toEqual([1, ""]);
    expect(err).toContain("nope");
    expect(err).not.toMatch(/exception_type|\bat .*\.js/);
  });

  it("cannot read files that were not named", async () => {
    writeFileSync(join(top, "secret.csv"), "a\n1\n");
    const { code, out } = await casebook(["query", `SELECT * FROM read_csv('${join(top, "secret.csv")}')`]);
    expect([code, out]).toEqual([1, ""]);
    const before = readdirSync(top);
    await casebook(["query", `COPY (SELECT 1) TO '${join(top, "written.csv")}'`]);
    expect(readdirSync(top)).toEqual(before);
  });
});

describe("casebook run", () => {
  const hostile = '<script>alert("x")</script>';
  let folder: string;
  let ran: Ran;
  let results: { problems: string[]; cells: Record<string, unknown>[] };
  let html: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(top, "run-"));
    mkdirSync(join(folder, "traces"));
    writeFileSync(join(folder, "traces", "a.jsonl"), batch(span(1, "root", 0, 100), span(2, hostile, 10, 80)));
    writeFileSync(join(folder, "n.casebook.md"), notebook);
    ran = await casebook(["run", "n.casebook.md", "--json", "results.json", "--out", "report.html"], folder);
    results = JSON.parse(readFileSync(join(folder, "results.json"), "utf8"));
    html = readFileSync(join(folder, "report.html"), "utf8");
  });

  const notebook = `---
casebook: 1
title: Run <me>
sources:
  - traces
  - gone.csv
cohorts:
  reference: {from: 2026-04-01, to: 2026-04-02}
---
Some *prose*.

\`\`\`sql cell=by_name
SELECT name, max(duration_ms)::INTEGER AS ms FROM spans GROUP BY name
\`\`\`

\`\`\`yaml cell=steps kind=latency
\`\`\`

\`\`\`sql cell=slowest
SELECT name FROM by_name ORDER BY ms DESC LIMIT 1
\`\`\`

\`\`\`sql cell=broken
SELECT nope
FROM spans
\`\`\`

\`\`\`yaml cell=from_tomorrow kind=crystal-ball
\`\`\`
`;

  it("exits with 1 and names the cells that failed, with their place", () => {
    expect(ran.code).toBe(1);
    expect(ran.out).toBe("");
    expect(ran.err).toMatch(/cell broken failed \(line 1.*nope/s);
    expect(ran.err).toContain('cell from_tomorrow failed: no cell kind is called "crystal-ball"');
    expect(ran.err).not.toContain("cell slowest");
  });

  it("writes each cell's result in the notebook's order", () => {
    expect(results.cells.map(({ name, kind, status }) => [name, kind, status])).toEqual([
      ["", "markdown", "done"],
      ["by_name", "sql", "done"],
      ["steps", "latency", "done"],
      ["slowest", "sql", "done"],
      ["broken", "sql", "failed"],
      ["from_tomorrow", "crystal-ball", "failed"],
    ]);
    expect(JSON.stringify(results.cells[3]?.result)).toContain("root");
    expect(results.cells[4]).toMatchObject({ result: null, error: { line: 1 } });
  });

  it("says which source is missing and runs without it", () => {
    expect(results.problems).toEqual(["gone.csv: the file is not there; the cells run without it"]);
    expect(ran.err).toContain("gone.csv: the file is not there");
  });

  it("draws a report that stands alone: no scripts, nothing loaded, hostile text as text", () => {
    expect(html).toContain("Content-Security-Policy");
    expect(html).toContain("default-src &#x27;none&#x27;");
    expect(html).not.toMatch(/<script|<link|<iframe|@import|url\(["']?(https?:)?\/\//i);
    expect(html).toContain("&lt;script&gt;alert(");
    expect(html).toContain("<title>Run &lt;me&gt;</title>");
    expect(html).toMatch(/<h1[^>]*>Run &lt;me&gt;<\/h1>/);
    expect(html).toContain("reference: 2026-04-01 to 2026-04-02");
    expect(html).toContain("--bg-paper:");
    expect(html).toContain("prefers-color-scheme");
    for (const name of ["by_name", "steps", "slowest", "broken"]) expect(html).toContain(name);
  });

  it("runs the shipped sample to its end, every cell of it", async () => {
    const sample = resolve("sample-data", "warehouse-incident", "incident.casebook.md");
    const { code, out, err } = await casebook(["run", sample, "--json", "-"]);
    expect([code, err.split("\n").filter((line) => line.startsWith("cell "))]).toEqual([0, []]);
    const { cells } = JSON.parse(out);
    expect(cells.length).toBeGreaterThan(5);
    expect(cells.every(({ status }: { status: string }) => status === "done")).toBe(true);
  });

  it("says what each cell came to when no file is asked for", async () => {
    writeFileSync(join(folder, "small.casebook.md"), "```sql cell=one\nSELECT 1 AS a\n```\n");
    const { code, out } = await casebook(["run", "small.casebook.md"], folder);
    expect(code).toBe(0);
    expect(out).toMatch(/^one\tsql\tdone/);
  });
});

describe("wrong usage", () => {
  it("exits with 2, says what is wrong on standard error, and how it goes", async () => {
    for (const [args, words] of [
      [[], "say what to do"],
      [["import"], "name at least one file"],
      [["query", "SELECT 1", "--format", "xml"], "json or csv"],
      [["run", "a.md", "b.md"], "one notebook at a time"],
      [["run", "missing.casebook.md"], "missing.casebook.md: there is no such file"],
    ] as const) {
      const { code, out, err } = await casebook(args);
      expect([code, out], args.join(" ")).toEqual([2, ""]);
      expect(err).toContain(words);
    }
  });

  it("helps on standard output", async () => {
    for (const args of [
      ["--help"],
      ["import", "--help"],
      ["query", "--help"],
      ["run", "--help"],
      ["verify", "--help"],
    ]) {
      const { code, out, err } = await casebook(args);
      expect([code, err]).toEqual([0, ""]);
      expect(out).toContain("usage: casebook");
    }
  });
});
