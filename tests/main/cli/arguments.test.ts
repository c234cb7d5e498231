import { describe, expect, it } from "vitest";
import { help, readCommand, UsageError } from "../../../main/cli/arguments.ts";

const wrong = (...args: string[]) => {
  try {
    readCommand(args);
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
  throw new Error("was understood");
};

describe("the command line", () => {
  it("understands each command", () => {
    expect(readCommand(["import", "a.json", "--json", "b"])).toEqual({
      name: "import",
      files: ["a.json", "b"],
      json: true,
    });
    expect(readCommand(["query", "select 1"])).toEqual({ name: "query", sql: "select 1", files: [], format: "json" });
    expect(readCommand(["query", "select 1", "a.csv", "--format", "csv"])).toMatchObject({
      files: ["a.csv"],
      format: "csv",
    });
    expect(readCommand(["run", "n.casebook.md", "--json", "r.json", "--out=r.html"])).toEqual({
      name: "run",
      notebook: "n.casebook.md",
      json: "r.json",
      out: "r.html",
      moving: false,
      ipynb: null,
      markdown: null,
    });
    expect(readCommand(["run", "n.casebook.md", "--ipynb", "n.ipynb", "--markdown", "-"])).toMatchObject({
      ipynb: "n.ipynb",
      markdown: "-",
    });
    expect(readCommand(["verify", "n.casebook.md", "--json"])).toEqual({
      name: "verify",
      notebook: "n.casebook.md",
      json: true,
      update: false,
    });
    expect(readCommand(["export", "a.jsonl", "b", "--spans", "otlp", "--out", "-"])).toEqual({
      name: "export",
      files: ["a.jsonl", "b"],
      what: { table: "spans", format: "otlp" },
      trace: null,
      where: null,
      out: "-",
    });
    expect(
      readCommand(["export", "a", "--scores=jsonl", "--trace", "t1", "--where", "value_num < 1", "--out=s.jsonl"]),
    ).toMatchObject({
      what: { table: "scores", format: "jsonl" },
      trace: "t1",
      where: "value_num < 1",
      out: "s.jsonl",
    });
    expect(readCommand(["run", "n.casebook.md"])).toMatchObject({ json: null, out: null });
    expect(readCommand(["run", "n.casebook.md", "--json", "-"])).toMatchObject({ json: "-" });
  });

  it("takes a file whose name starts with a dash behind --", () => {
    expect(readCommand(["import", "--", "--json"])).toEqual({ name: "import", files: ["--json"], json: false });
  });

  it("helps with everything and with each command", () => {
    for (const args of [["--help"], ["-h"], ["help"]]) expect(readCommand(args)).toEqual({ name: "help", text: help });
    for (const name of ["import", "query", "export", "run"]) {
      const command = readCommand([name, "--help"]);
      expect(command.name === "help" && command.text, name).toContain(`usage: casebook ${name}`);
      expect(help).toContain(`casebook ${name}`);
    }
  });

  it("says what is wrong and what would be right", () => {
    expect(wrong().help).toBe(help);
    expect(wrong("explode").message).toBe('there is no command "explode"');
    expect(wrong("constructor").message).toContain("no command");
    expect(wrong("import").message).toContain("at least one file");
    expect(wrong("query").message).toContain("SQL");
    expect(wrong("query", " ").message).toContain("SQL");
    expect(wrong("query", "select 1", "--format", "xml").message).toContain("not xml");
    expect(wrong("export").message).toContain("at least one file");
    expect(wrong("export", "a").message).toContain("say what: --spans or --scores");
    expect(wrong("export", "a", "--spans", "otlp").message).toContain("--out FILE");
    expect(wrong("export", "a", "--spans", "xml", "--out", "b").message).toContain("chrome, parquet or csv, not xml");
    expect(wrong("export", "a", "--scores", "constructor", "--out", "b").message).toContain("csv or jsonl, not");
    expect(wrong("export", "a", "--spans", "csv", "--scores", "csv", "--out", "b").message).toContain("of their own");
    expect(wrong("export", "a", "--spans", "csv", "--out", "b", "--where", " ").message).toContain("condition in SQL");
    expect(wrong("export", "a", "--spans", "csv", "--out", "b", "--trace", "").message).toContain("id of a trace");
    expect(wrong("export", "a", "--format", "csv").message).toBe("export has no option --format");
    expect(wrong("run").message).toContain("name a notebook");
    expect(wrong("run", "a.md", "b.md").message).toContain("not also b.md");
    expect(wrong("import", "a", "--out", "b").message).toBe("import has no option --out");
    expect(wrong("query", "select 1", "--json").message).toBe("query has no option --json");
    expect(wrong("import", "a", "--jsn").message).toContain("--jsn");
    expect(wrong("run", "a.md", "--out").message).toContain("--out");
    expect(wrong("run", "a.md", "--out").help).toContain("usage: casebook run");
  });
});
