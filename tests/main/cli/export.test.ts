import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { testFolder } from "../../support/folder.ts";
import { nativeRows } from "../../support/native.ts";

// The command as its user runs it: a program of its own, its output, its exit code.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });
const top = testFolder();
const corpus = resolve("tests", "corpus");
const script = resolve("tools", "casebook.mjs");
const otlp = join(corpus, "otlp-derived", "packet-panic-R1.otlp.jsonl");
const jaeger = join(corpus, "jaeger-json", "genaiTestTrace.json");

function casebook(args: readonly string[]): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [script, ...args], { cwd: top });
    let [out, err] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text) => (out += text));
    child.stderr.setEncoding("utf8").on("data", (text) => (err += text));
    child.once("error", fail);
    child.once("close", (code) => done({ code, out, err }));
  });
}

async function rowsOf(...files: readonly string[]): Promise<unknown> {
  const sql = "SELECT * EXCLUDE (source_id, source_file, source_row) FROM spans ORDER BY trace_id, span_id";
  const { code, out } = await casebook(["query", sql, ...files]);
  expect(code).toBe(0);
  return JSON.parse(out);
}

const scored = join(top, "scored.jsonl");
const result = (name: string, value: number) => ({
  name: "gen_ai.evaluation.result",
  timeUnixNano: "1775000000000000001",
  attributes: [
    { key: "gen_ai.evaluation.name", value: { stringValue: name } },
    { key: "gen_ai.evaluation.score.value", value: { doubleValue: value } },
  ],
});
const spans = ["1", "2"].map((id) => ({
  traceId: id.repeat(32),
  spanId: id.repeat(16),
  name: "step",
  startTimeUnixNano: "1775000000000000000",
  endTimeUnixNano: "1775000001000000000",
  events: [result("relevance", Number(id) / 4)],
}));
writeFileSync(scored, JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] }));

describe("casebook export", () => {
  it("writes spans of several formats as OTLP that gives the same rows when it is imported", async () => {
    const { code, out, err } = await casebook(["export", otlp, jaeger, "--spans", "otlp", "--out", "all.otlp.jsonl"]);
    expect([code, out]).toEqual([0, ""]);
    expect(err).toMatch(/^all\.otlp\.jsonl: \d+ spans$/m);
    const [before, after] = await Promise.all([rowsOf(otlp, jaeger), rowsOf("all.otlp.jsonl")]);
    expect(after).toEqual(before);
    expect(readdirSync(top).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  it("writes a Chrome trace, Parquet and CSV that others read", async () => {
    const [chrome, parquet, csv] = await Promise.all(
      ["chrome", "parquet", "csv"].map((format) =>
        casebook(["export", otlp, "--spans", format, "--out", `x.${format}`]),
      ),
    );
    expect([chrome?.code, parquet?.code, csv?.code]).toEqual([0, 0, 0]);
    const { traceEvents } = JSON.parse(readFileSync(join(top, "x.chrome"), "utf8"));
    expect(traceEvents.filter(({ ph }: { ph: string }) => ph === "X")).toHaveLength(188);
    const sum = (from: string) =>
      nativeRows([`SELECT count(*) AS n, max(start_ns)::VARCHAR AS last, sum(duration_ms) AS ms FROM ${from}`]);
    const [wanted] = await sum(`'${join(top, "x.parquet")}'`);
    expect(wanted?.n).toBe(188n);
    expect(await sum(`read_csv('${join(top, "x.csv")}', header = true)`)).toEqual([wanted]);
  });

  it("writes scores as JSON Lines and CSV, all or those of a trace, and those under a condition", async () => {
    const scores = (format: string, ...more: string[]) =>
      casebook(["export", scored, "--scores", format, ...more, "--out", "-"]);
    const [lines, csv, ofTrace, good] = await Promise.all([
      scores("jsonl"),
      scores("csv"),
      scores("jsonl", "--trace", "1".repeat(32)),
      scores("csv", "--where", "value_num > 0.3"),
    ]);
    expect(lines.err).toContain("standard output: 2 scores\n");
    expect(
      lines.out
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ).toMatchObject([
      {
        target_type: "span",
        target_id: "1".repeat(16),
        name: "relevance",
        value_num: 0.25,
        time_ns: "1775000000000000001",
      },
      { target_type: "span", target_id: "2".repeat(16), name: "relevance", value_num: 0.5 },
    ]);
    expect(csv.out).toMatch(/^score_id,target_type,target_id,[^\n]+\n.*relevance.*\n.*relevance.*\n$/);
    expect(ofTrace.err).toContain("standard output: 1 score\n");
    expect(good.out.trim().split("\n")).toHaveLength(2);
  });

  it("leaves the old file as it was when something fails, and says what", async () => {
    writeFileSync(join(top, "old.json"), "old");
    const failed = async (...more: string[]) => {
      const { code, out, err } = await casebook(["export", scored, "--spans", "chrome", "--out", "old.json", ...more]);
      expect([code, out]).toEqual([1, ""]);
      expect(readFileSync(join(top, "old.json"), "utf8")).toBe("old");
      return err;
    };
    expect(await failed("--trace", "gone")).toContain("gone: the files hold no span of such a trace");
    expect(await failed("--where", "nope = 1")).toContain('"nope" not found');
    const { code, err } = await casebook(["export", scored, "--spans", "csv", "--out", join("no", "folder.csv")]);
    expect([code, existsSync(join(top, "no"))]).toEqual([1, false]);
    expect(err).toContain("folder.csv: could not be written");
  });

  it("exits with 2 for wrong usage and for a file that is not there", async () => {
    for (const [args, words] of [
      [["export", scored, "--out", "a"], "say what: --spans or --scores"],
      [["export", scored, "--spans", "xml", "--out", "a"], "chrome, parquet or csv, not xml"],
      [["export", "gone.jsonl", "--spans", "csv", "--out", "a"], "gone.jsonl: there is no such file or folder"],
    ] as const) {
      const { code, out, err } = await casebook(args);
      expect([code, out], args.join(" ")).toEqual([2, ""]);
      expect(err).toContain(words);
    }
    const { code, out } = await casebook(["export", "--help"]);
    expect([code, out.startsWith("usage: casebook export")]).toEqual([0, true]);
  });
});
