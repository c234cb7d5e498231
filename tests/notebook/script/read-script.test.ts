// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the scripts in these texts hold templates of their own

import { describe, expect, it } from "vitest";
import { CellError } from "../../../src/notebook/cell.ts";
import { readScript } from "../../../src/notebook/script/read-script.ts";

/** The error that reading a script gives. */
function refusalOf(source: string): CellError {
  try {
    readScript(source);
  } catch (error) {
    if (error instanceof CellError) return error;
    throw error;
  }
  throw new Error("the script was read");
}

describe("the free names of a script", () => {
  it.each<[string, readonly string[]]>([
    ["slow_steps.rows()", ["slow_steps"]],
    ["const a = spans; a.b.c", ["spans"]],
    ["const { x, y: [z = w], ...rest } = q; x + z + rest", ["w", "q"]],
    ["function f(a, b = c) { return a + b + arguments.length + f }", ["c"]],
    ["rows.map((row) => row.n * factor)", ["rows", "factor"]],
    ["{ let inner = 1 } inner", ["inner"]],
    ["{ var hoisted = 1 } hoisted", []],
    ["if (a) { function g() {} } g", ["a", "g"]],
    ["for (const item of list) item; item", ["list", "item"]],
    ["try { risky } catch ({ message }) { message } message", ["risky", "message"]],
    ["class A extends B { p = q; m() { return this.r } } new A()", ["B", "q"]],
    ["const e = class Own { static o = Own }; Own", ["Own"]],
    ["const o = { key: value, short, [computed]: 1 }; o.key", ["value", "short", "computed"]],
    ["count = 1; [a, o.b] = pair", ["count", "a", "o", "pair"]],
    ["here: for (;;) break here", []],
    ["const t: Row = x as Other; t satisfies Third", ["x"]],
    ["switch (k) { case 1: let s = 1; s } s", ["k", "s"]],
    ["let later = () => defined; const defined = 1", []],
  ])("of %s are %j", (source, names) => {
    expect(readScript(source).free).toEqual(names);
  });
});

describe("what a script asks for", () => {
  it("are the tables that it names, wherever they stand", () => {
    const source = "const f = async () => (await table('a').rows(), table(`b`), table(name), other('c'));";
    expect(readScript(source).tables).toEqual(["a", "b"]);
  });

  it("are its queries, with NULL for every value", () => {
    const source = "await sql`select * from ${t} where x = ${1} and y in (select y from z)`";
    expect(readScript(source).queries).toEqual(["select * from  NULL  where x =  NULL  and y in (select y from z)"]);
  });
});

describe("the code of a script", () => {
  it("keeps every line where it was", () => {
    const source = "interface Step {\n  name: string;\n}\nconst a: Step = { name: 'x' };\nreturn a";
    expect(readScript(source).code.split("\n")[3]).toContain("const a");
    expect(readScript(source).code.split("\n")[4]).toBe("return a");
  });

  it.each([
    ["1 + 1", 2],
    ["const a = 2;\na * 21; // the answer", 42],
    ["(async () => 5)()", 5],
    ["/* first */ [1, 2].length /* last */", 2],
    ["({ a: 7 }).a;", 7],
    ["return 8", 8],
    ["const a = 1", undefined],
    ["if (true) { 3 }", undefined],
    ["// nothing", undefined],
    ["await Promise.resolve(9)", 9],
  ])("gives what stands last: %s", async (source, value) => {
    const AsyncFunction = (async () => {}).constructor as new (code: string) => () => Promise<unknown>;
    expect(await new AsyncFunction(readScript(source).code)()).toBe(value);
  });
});

describe("a script that cannot be run", () => {
  it.each([
    ["const a = ;", "does not parse", { line: 1, column: 11 }],
    ["let a = 1;\nlet a = 2;", "already been declared", { line: 2, column: 5 }],
    ["const x = 1;\n\nconst s = 'open", "Unterminated string", { line: 3 }],
    ["}); evil(); (() => {", "does not parse", { line: 1, column: 1 }],
    ["const a = 1;\nimport x from 'y';", "no modules to import", { line: 2, column: 1 }],
    ["export const a = 1;", "exports nothing", { line: 1, column: 1 }],
    ["// @timeout soon\n1", "a number of seconds", { line: 1, column: 1 }],
    ["1\n  // @timeout 0", "a number of seconds", { line: 2, column: 1 }],
    ["// @timeout 90000", "from 1 to 3600", { line: 1, column: 1 }],
  ])("says what is wrong and where: %j", (source, words, place) => {
    const refused = refusalOf(source);
    expect(refused.message).toContain(words);
    expect(refused.place).toMatchObject(place);
  });
});

describe("the time limit", () => {
  it.each([
    ["1", 30],
    ["// @timeout 120\n1", 120],
    ["const a = 1;\n  // @timeout: 5 s\na", 5],
    ["const text = 'x // @timeout 9'", 30],
  ])("of %j is %d seconds", (source, seconds) => {
    expect(readScript(source).seconds).toBe(seconds);
  });
});
