// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the scripts in these texts hold templates of their own

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { scriptIn } from "../../../src/cells/script/index.tsx";
import type { ScriptResult } from "../../../src/cells/script/result.ts";
import { toObjects } from "../../../src/engine/table-data.ts";
import { CellError } from "../../../src/notebook/cell.ts";
import { evaluateCell } from "../../support/cell.ts";
import { testEngine } from "../../support/engine.ts";
import { inProcessSandbox } from "./in-process-sandbox.ts";

const engine = testEngine();
const script = scriptIn(
  inProcessSandbox({ mean: (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b) / values.length }),
);

beforeAll(async () => {
  const { query } = await engine().then((opened) => ({ query: (sql: string) => opened.query(sql) }));
  await query(`CREATE TABLE steps AS SELECT i AS id, 'step ' || (i % 3) AS name, i * 1.5 AS ms,
    CASE WHEN i = 2 THEN NULL ELSE i END AS gap, TIMESTAMP '2026-04-20 14:02:00' + to_seconds(i) AS moment FROM range(5) t(i)`);
});
afterAll(async () => void (await (await engine()).query("DROP TABLE steps")));

interface Run {
  readonly inputs?: Readonly<Record<string, string | number>>;
  readonly signal?: AbortSignal;
  readonly progress?: (text: string) => void;
}

async function run(source: string, options: Run = {}): Promise<ScriptResult> {
  const entries = Object.entries(options.inputs ?? {});
  const inputs = Object.fromEntries(entries.map(([name, value]) => [name, { value, type: "VARCHAR" }]));
  return await evaluateCell(script, source, { ...options, engine: await engine(), name: "made", inputs });
}

/** What a script shows, as text. */
async function shown(source: string, options: Run = {}): Promise<readonly string[]> {
  const { outputs } = await run(source, options);
  return outputs.map((output) => ("text" in output ? output.text : JSON.stringify(output)));
}

/** The rows of the table that a script returns. */
async function rows(source: string, options: Run = {}) {
  await run(source, options);
  return toObjects(await (await engine()).query("FROM made"));
}

async function failure(source: string, options: Run = {}): Promise<CellError> {
  const error = await run(source, options).catch((error: unknown) => error);
  if (error instanceof CellError) return error;
  throw error instanceof Error ? error : new Error("the script did not fail");
}

describe("what a script reads", () => {
  it("are the rows of a query", async () => {
    expect(
      await shown(
        "const [row] = await sql`select count(*) as n, max(moment) as last from steps`; row.n + ' ' + row.last",
      ),
    ).toEqual(["5 2026-04-20T14:02:04.000Z"]);
  });

  it("is a table by its name, as a variable and as a handle", async () => {
    expect(await shown("(await steps).length + (await table('steps').rows()).length")).toEqual(["10"]);
  });

  it("are columns as numbers, NaN where there is none", async () => {
    expect(await shown("const gap = await steps.numbers('gap'); gap.constructor.name + [...gap]")).toEqual([
      "Float64Array0,1,NaN,3,4",
    ]);
  });

  it("are numbers in the order of the query, none where there are no rows, and only of what are numbers", async () => {
    expect(await shown("String(await sql`from steps order by id desc`.numbers('id'))")).toEqual(["4,3,2,1,0"]);
    expect(await shown("String((await sql`from steps where id < 0`.numbers('id')).length)")).toEqual(["0"]);
    expect((await failure("await steps.numbers('name')")).message).toContain(
      "Could not convert string 'step 0' to DOUBLE",
    );
    expect((await failure("await steps.numbers('nope')")).message).toContain("nope");
  });

  it("are columns as Arrow has them, and single values", async () => {
    expect(
      await shown(
        "const t = await steps.arrow('ms', 'name'); [t.numRows, t.numCols, t.getChild('name').get(1)].join()",
      ),
    ).toEqual(["5,2,step 1"]);
    expect(await shown("await sql`from steps order by id desc`.values('name')")).toEqual([]);
    expect(await rows("await sql`from steps order by id desc`.values('name')")).toHaveLength(5);
  });

  it("is nothing but rows: statements that change something are refused", async () => {
    for (const sql of [
      "drop table steps",
      "insert into steps select * from steps",
      "create table x as select 1",
      "set threads = 1",
      "attach 'x'",
    ])
      expect((await failure(`await sql\`${sql}\``)).message, sql).toMatch(/reads and does not write|settings|attached/);
    expect((await failure("await sql`select 1; select 2`")).message).toContain("one statement at a time");
    expect((await failure("await sql`select $day`")).message).toContain("an input is a variable: write ${day}");
    expect((await failure("await sql`select * from read_csv('/etc/passwd')`")).message).toContain(
      "files are not read by SQL",
    );
    expect((await failure("await sql` -- nothing`")).message).toContain("empty");
    expect(await shown("(await steps).length")).toEqual(["5"]);
  });

  it("fails with the place of the query in the script", async () => {
    const error = await failure("const a = 1;\n\nconst b = await sql`select nope from steps`;");
    expect(error.message).toContain('"nope" not found');
    expect(error.place).toMatchObject({ line: 3 });
  });

  it("are inputs as variables, before a table of the same name", async () => {
    expect(await shown("steps + least", { inputs: { steps: 40, least: 2 } })).toEqual(["42"]);
  });
});

describe("a value in a query", () => {
  it.each([
    ["x' OR 1=1 --", 0],
    ["'; drop table steps; --", 0],
    ["step 1", 2],
    ["\0step 1", 0],
    ["step 1\\", 0],
  ])("stays a value: %j", async (value, n) => {
    const source = "const rows = await sql`select * from steps where name = ${given}`; String(rows.length)";
    expect(await shown(source, { inputs: { given: value } })).toEqual([String(n)]);
    expect(
      await shown("await sql`select ${given} as it`.values('it').then(([it]) => it)", { inputs: { given: value } }),
    ).toEqual([value]);
  });

  it.each([
    ["select '${1}'", "value 1 stands inside quotes"],
    ['select ${0} as "${1}"', "value 2 stands inside quotes"],
    ["select 1 -- ${1}", "value 1"],
    ["select 1 /* ${1} */", "value 1"],
    ["select $$ ${1} $$", "value 1"],
    ["select a${1} from steps", "within a word"],
    ["select e${'x'}", "within a word"],
    ["select ${undefined}", "value 1 is undefined, which cannot be bound; write null"],
    ["select ${{ a: 1 }}", "value 1 is an object"],
    ["select ${() => 1}", "value 1 is a function"],
  ])("is refused where it would not stay one: %s", async (sql, words) => {
    expect((await failure(`await sql\`${sql}\``)).message).toContain(words);
  });

  it("keeps its kind: numbers, truth, nothing, times, lists, tables, large integers", async () => {
    const source = `const [row] = await sql\`select 5 -\${-2} as less, \${true} as yes, \${null} as none,
      \${new Date(0)} as time, list_sum(\${[1, 2, 3]}) as sum, \${9007199254740993n} as large,
      typeof(\${0.1}::DOUBLE) as kind, \${1e300} as huge\`;
      const some = await sql\`select count(*) as n from \${steps} where id in \${[1, 3, 99]}\`;
      return [{ ...row, n: some[0].n }]`;
    expect(await rows(source)).toEqual([
      {
        less: 7,
        yes: true,
        none: null,
        time: "1970-01-01T00:00:00.000Z",
        sum: 6,
        large: "9007199254740993",
        kind: "DOUBLE",
        huge: 1e300,
        n: 2,
      },
    ]);
  });
});

describe("what a script returns", () => {
  it("becomes the cell's table: a column for each key, of the type of its values", async () => {
    const source = `return [
      { n: 1, share: 0.5, name: "a", ok: true, when: new Date(0), list: [1, 2], mixed: 1 },
      { n: 2n, share: 1, name: null, ok: false, when: null, extra: "e", mixed: "x" },
    ]`;
    const result = await run(source);
    expect(result.columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
      "n BIGINT",
      "share DOUBLE",
      "name VARCHAR",
      "ok BOOLEAN",
      "when TIMESTAMP",
      "list VARCHAR",
      "mixed VARCHAR",
      "extra VARCHAR",
    ]);
    expect(result.preview.rows).toEqual([
      [1, 0.5, "a", true, "1970-01-01T00:00:00.000Z", "[1,2]", "1", null],
      [2, 1, null, false, null, null, "x", "e"],
    ]);
    expect(script.summary?.(result)).toBe("2 rows");
  });

  it.each([
    ["return await steps", 5],
    ["steps", 5],
    ["return [1, 2, 3]", 3],
    ["return new Float64Array(4)", 4],
    ["return { a: new Float32Array(2), b: ['x', 'y'] }", 2],
  ])("may be rows of any make: %s", async (source, n) => {
    expect(await rows(source)).toHaveLength(n);
  });

  it("frees the name rowid, which the engine keeps for itself", async () => {
    expect(await rows("return [{ RowId: 7 }]")).toEqual([{ row_id: 7 }]);
  });

  it("is shown where it is no table, and then leaves none", async () => {
    await run("return [{ a: 1 }]");
    expect(await shown("return 'words'")).toEqual(["words"]);
    expect(await shown("({ n: 1, by: ['x'] })")).toEqual(['{ n: 1, by: ["x"] }']);
    expect(await shown("return []")).toEqual(["No rows: an empty list has no columns."]);
    await expect((await engine()).query("FROM made")).rejects.toThrow("does not exist");
  });

  it.each([
    ["return () => 1", "the script returned a function: return rows"],
    ["return new Map([[1, 2]])", "an instance of Map"],
    ["return Symbol('x')", "a symbol"],
    ["return [{ a: () => 1 }]", 'row 1, column "a": a function'],
    ["return [{ a: 1 }, 2]", "row 2 is a number, where the first row is an object"],
    ["return [{ a: 1, A: 2 }]", 'the columns "a" and "A" differ in case alone'],
    ["return new Float64Array(62_500_000)", "62,500,000 values are more than a cell keeps"],
    ["const o = {}; o.o = o; return [{ o }]", "holds itself"],
    ["return Array.from({ length: 400 }, () => ({ text: 'x'.repeat(1e6) }))", "more than 256 MB"],
    ["throw 'words'", 'the script threw "words"'],
    ["throw { code: 5 }", "the script threw { code: 5 }"],
    ["throw null", "the script threw null"],
    ["document.createElement('div')", "document is not defined: a script runs by itself"],
    ["nowhere + 1", "nowhere is not defined: no table, cell or input has this name"],
    ["display(table('steps'))", "has still to be waited for"],
    ["sql('select 1')", "write the query as a template"],
    ["table()", "a name is expected"],
    ["for (;;) display(1)", "at most 200 things"],
    ["display({ data: [{ x: new Float64Array(3e6) }] })", "more than can be drawn"],
  ])("is refused with words that help: %s", async (source, words) => {
    expect((await failure(source)).message).toContain(words);
  });

  it("fails at the line that threw", async () => {
    const source =
      "interface A {\n  b: number;\n}\nconst f = (a: A) => {\n  throw new Error('too few');\n};\nf({ b: 1 });";
    expect(await failure(source)).toMatchObject({ message: "too few", place: { line: 5 } });
  });
});

describe("what a script shows", () => {
  it("stands in the order in which it came, of every kind", async () => {
    const { outputs } = await run(`console.warn("slow", { a: [1, undefined] });
      display("text", 3);
      display([{ a: 1, b: new Date(0) }]);
      display({ data: [{ x: [1, 2], y: new Float64Array([1, NaN]) }], layout: { title: "t" } });`);
    expect(outputs).toEqual([
      { type: "log", level: "warn", text: "slow { a: [1, undefined] }" },
      { type: "text", text: "text" },
      { type: "text", text: "3" },
      {
        type: "table",
        columns: [
          { name: "a", type: "BIGINT" },
          { name: "b", type: "TIMESTAMP" },
        ],
        rows: [[1, "1970-01-01T00:00:00.000Z"]],
        rowCount: 1,
      },
      { type: "figure", data: [{ x: [1, 2], y: [1, null] }], layout: { title: "t" } },
    ]);
    expect(JSON.parse(JSON.stringify(outputs))).toEqual(outputs);
  });

  it("keeps the first rows of many, and how many there are", async () => {
    const { outputs } = await run("display(Array.from({ length: 5000 }, (_, i) => ({ i })))");
    expect(outputs[0]).toMatchObject({ rowCount: 5000 });
    expect(outputs[0]?.type === "table" && outputs[0].rows.length).toBe(1000);
  });

  it("leaves out a flood of lines and says so", async () => {
    const lines = await shown("for (let i = 0; i < 5000; i++) console.log(i); return 'end'");
    expect(lines).toHaveLength(1001);
    expect(lines.at(-2)).toBe("999 (what is logged after this is left out)");
  });

  it("cuts a text that is too long and says how long it is", async () => {
    const [text] = await shown("'x'.repeat(5e6)");
    expect(text).toHaveLength("… (5,000,000 characters in all)".length + 10_000);
  });

  it("says how far it is", async () => {
    const said: string[] = [];
    await run("progress('1 of 2'); progress(`2 of 2`)", { progress: (text) => said.push(text) });
    expect(said).toEqual(["1 of 2", "2 of 2"]);
  });

  it("computes with what the analysis library has", async () => {
    expect(await shown("stats.mean(await steps.numbers('ms'))")).toEqual(["3"]);
  });
});

describe("a script that goes on", () => {
  it("ends at its limit, with words how to get a longer one", async () => {
    const error = await failure("// @timeout 0.2\nawait new Promise(() => {})");
    expect(error.message).toContain("was not done within 0.2 s");
    expect(error.message).toContain("// @timeout");
  });

  it("ends when it is stopped, and its query with it", async () => {
    const stop = new AbortController();
    const running = run("await sql`select count(*) from range(100000000000) t(i) where i % 7 = 3`", {
      signal: stop.signal,
    });
    setTimeout(() => stop.abort(new CellError("stopped")), 200);
    await expect(running).rejects.toThrow("stopped");
    await expect.poll(async () => (await engine()).activity.running.length).toBe(0);
  });

  it("may not ask more at once than the engine can take", async () => {
    const source =
      "await Promise.all(Array.from({ length: 300 }, () => sql`select count(*) from range(10000000)`.rows()))";
    expect((await failure(source)).message).toContain("more than 256 queries at once");
    await expect.poll(async () => (await engine()).activity.running.length).toBe(0);
  });
});

describe("what a script depends on", () => {
  it.each([
    ["steps.rows()", ["steps"]],
    ["await table('a'); await sql`select * from b join c using (id) where x > ${limit}`", ["limit", "a", "b", "c"]],
    ["const rows = await sql`from d`; Math.max(...rows)", ["d"]],
    ["await sql`select 1`", []],
    ["display(stats, console, progress)", []],
  ])("of %s are %j", async (source, names) => {
    expect(await script.reads(script.parse(source), await engine())).toEqual(names);
  });
});

describe("without a sandbox", () => {
  it("a script does not run, and says where it would", async () => {
    const cell = evaluateCell(scriptIn(null), "1", { engine: await engine() });
    await expect(cell).rejects.toThrow("a script needs a browser");
  });
});

describe("the text of a new script", () => {
  it("runs on the spans that there are", async () => {
    await (await engine()).query(
      "CREATE TABLE spans AS SELECT 'search' AS name, i * 1.0 AS duration_ms FROM range(11) t(i)",
    );
    try {
      expect(await rows(script.starter)).toEqual([{ name: "search", spans: 11, p95_ms: 9.5 }]);
    } finally {
      await (await engine()).query("DROP TABLE spans");
    }
  });
});
