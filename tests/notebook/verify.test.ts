import { describe, expect, it } from "vitest";
import { parseLockfile } from "../../src/notebook/lockfile.ts";
import { aliasesOf, lockfileText, type RecordedCell, type Recording } from "../../src/notebook/recording.ts";
import { checkText, verify } from "../../src/notebook/verify.ts";

const cell = (name: string, change: Partial<RecordedCell> = {}): RecordedCell => ({
  id: name,
  cell: name,
  kind: "sql",
  code: `code of ${name}`,
  digest: `digest of ${name}`,
  problem: null,
  reads: ["spans"],
  ...change,
});
const source = { path: "traces/a.jsonl", sha256: "aa", bytes: 10, records: 3, format: "otlp-json" };
const run = (change: Partial<Recording> = {}): Recording => ({
  casebook: 1,
  versions: { app: "0.1.0", duckdb: "v1.4.3" },
  cohorts: { reference: null, current: null },
  sources: [source],
  prices: null,
  cells: [cell("slow"), cell("worst", { reads: ["slow"] })],
  ...change,
});
const lockOf = (recording: Recording) => {
  const lock = parseLockfile(lockfileText(recording, null));
  if (!lock) throw new Error("not a lockfile");
  return lock;
};
const lines = (now: Recording, then = run(), missing = new Map<string, string>()) => {
  const { sources, cells } = verify(lockOf(then), now, missing);
  return [...sources, ...cells].map((check) => `${check.name}: ${checkText(check)}`);
};

describe("a run against its lockfile", () => {
  it("is the same when nothing differs, and also when a new version gives the same", () => {
    expect(verify(lockOf(run()), run()).same).toBe(true);
    const updated = run({ versions: { app: "0.2.0", duckdb: "v1.5.0" } });
    expect(verify(lockOf(run()), updated).same).toBe(true);
  });

  it("tells data, code of the cell and of what it reads, version and seed apart", () => {
    const other = { digest: "other" };
    const data = run({ sources: [{ ...source, sha256: "bb", records: 4 }], cells: [cell("slow", other)] });
    expect(lines(data)).toEqual([
      "traces/a.jsonl: changed (data): 3 records then, 4 now",
      "slow: changed (data): sources differ",
      "worst: changed (code): is no longer in the notebook",
    ]);
    const code = run({
      cells: [cell("slow", { ...other, code: "new" }), cell("worst", { ...other, reads: ["SLOW"] })],
    });
    expect(lines(code).slice(1)).toEqual([
      "slow: changed (code): its source differs",
      "worst: changed (code): it reads slow, whose source differs",
    ]);
    const version = run({ versions: { app: "0.1.0", duckdb: "v1.5.0" }, cells: [cell("slow", other), cell("worst")] });
    expect(lines(version).slice(1)).toEqual(["slow: changed (version): DuckDB v1.4.3 then, v1.5.0 now", "worst: same"]);
    const seed = run({ cells: [cell("slow", { ...other, code: "new", seed: 2 }), cell("worst")] });
    expect(lines(seed, run({ cells: [cell("slow", { seed: 1 }), cell("worst")] }))[1]).toBe(
      "slow: changed (code, seed): its source differs; seed 1 then, 2 now",
    );
  });

  it("says that a cell's source differs even where its result does not", () => {
    const now = run({ cells: [cell("slow", { code: "a comment more" }), cell("worst")] });
    expect(lines(now)[1]).toBe("slow: changed (code): its source differs; its result is the same");
  });

  it("admits that it does not know why", () => {
    expect(lines(run({ cells: [cell("slow", { digest: "other" }), cell("worst")] }))[1]).toMatch(
      /^slow: changed \(unrecorded\): its result differs, and nothing/,
    );
  });

  it("says what cannot be run again, and why", () => {
    const now = run({ sources: [], cells: [cell("slow", { digest: null, problem: "stopped" }), cell("worst")] });
    const missing = new Map([["traces", "the file is not there"]]);
    expect(lines(now, run(), missing)).toEqual([
      "traces: cannot re-run: the file is not there",
      "slow: cannot re-run: stopped",
      "worst: same",
    ]);
  });

  it("checks the file of own prices as a source", () => {
    const priced = (change: object = {}) =>
      run({ prices: { path: "prices.yaml", sha256: "pp", problem: null, ...change } });
    const ofPrices = (now: Recording, then = priced()) =>
      lines(now, then).filter((line) => !/^(traces|slow|worst)/.test(line));
    expect(ofPrices(priced())).toEqual(["prices.yaml: same"]);
    expect(ofPrices(priced({ sha256: "qq" }))).toEqual(["prices.yaml: changed (data): its prices differ"]);
    expect(ofPrices(run())).toEqual(["prices.yaml: changed (data): is no longer named for prices"]);
    expect(ofPrices(priced(), run())).toEqual(["prices.yaml: changed (data): is not in the lockfile"]);
    const gone = priced({ sha256: null, problem: "the prices are not used: gone" });
    expect(ofPrices(gone)).toEqual(["prices.yaml: cannot re-run: the prices are not used: gone"]);
    expect(lockOf(priced()).prices).toEqual({ path: "prices.yaml", sha256: "pp" });
    expect(parseLockfile(lockfileText(gone, lockOf(priced())))?.prices?.sha256).toBe("pp");
    expect(ofPrices(priced(), gone)).toEqual([
      "prices.yaml: changed (unrecorded): could not be used when it was locked",
    ]);
    const { prices: _, ...older } = lockOf(priced());
    expect(verify(older, priced({ sha256: "qq" })).same).toBe(true);
    const changed = priced({ sha256: "qq" });
    const cells = [cell("slow", { digest: "other" }), cell("worst")];
    expect(lines({ ...changed, cells }, priced())[2]).toBe("slow: changed (data): prices differ");
  });

  it("notices sources and cells that came and went", () => {
    const now = run({ sources: [{ ...source, path: "b.csv" }], cells: [cell("slow"), cell("worst"), cell("new")] });
    expect(lines(now)).toEqual([
      "b.csv: changed (data): is not in the lockfile",
      "traces/a.jsonl: changed (data): is no longer among the sources",
      "slow: same",
      "worst: same",
      "new: changed (code): is not in the lockfile",
    ]);
  });
});

describe("the lockfile", () => {
  it("keeps what was locked of a cell that has not run since, unless its source changed", () => {
    const later = run({ cells: [cell("slow", { digest: null, problem: "stale" }), cell("worst")] });
    expect(parseLockfile(lockfileText(later, lockOf(run())))?.cells?.[0]?.digest).toBe("digest of slow");
    const edited = run({ cells: [cell("slow", { digest: null, code: "new" }), cell("worst")] });
    expect(parseLockfile(lockfileText(edited, lockOf(run())))?.cells?.[0]?.digest).toBeNull();
  });

  it("is read from the first version's form, and from nothing else", () => {
    expect(parseLockfile('{"casebook": 1, "sources": [{"path": "a", "sha256": "b"}, 3]}')).toEqual({
      casebook: 1,
      sources: [{ path: "a", sha256: "b" }],
    });
    for (const text of [null, "", "[]", "{", '{"casebook": 2, "sources": []}', '{"casebook": 1}'])
      expect(parseLockfile(text)).toBeNull();
  });

  it("takes the folder out of where sources lie, and names those outside as the notebook does", () => {
    const sources = [{ path: "/notes/traces/a.jsonl" }, { path: "/other/b.csv" }, { path: "/notes/c.csv" }];
    const written = new Map([
      ["/notes/traces/a.jsonl", "traces/a.jsonl"],
      ["/other/b.csv", "../other/b.csv"],
      ["/notes/c.csv", "c.csv"],
    ]);
    const aliases = aliasesOf(sources, ({ path }) => written.get(String(path)) ?? "");
    expect(aliases).toEqual([
      ["/other/b.csv", "../other/b.csv"],
      ["/notes/", ""],
    ]);
  });
});
