import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, test } from "@playwright/test";
import { Sinks, tryingEveryWayOut } from "../support/ways-out.ts";

// Scripts on the command line, as its user runs them: a program of its own that finds a browser by itself.

const chromium = process.env.CASEBOOK_CHROMIUM || "/usr/bin/chromium";
let folder: string;
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "casebook-headless-"));
});
test.afterEach(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function start(program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  // What it leaves in its temporary folder is seen.
  return spawn(process.execPath, [resolve(program), ...args], { env: { ...process.env, TMPDIR: folder, ...env } });
}

async function ran(child: ReturnType<typeof start>): Promise<Ran> {
  let [out, err] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text) => (out += text));
  child.stderr.setEncoding("utf8").on("data", (text) => (err += text));
  const [code] = await once(child, "close");
  return { code, out, err };
}

const casebook = (...args: string[]) => ran(start("tools/casebook.mjs", args));

/** A notebook of scripts, and what its cells came to. */
async function runScripts(
  scripts: Readonly<Record<string, string>>,
): Promise<Ran & { readonly cells: readonly Cell[] }> {
  const cells = Object.entries(scripts).map(([name, text]) => `\`\`\`typescript cell=${name}\n${text}\n\`\`\`\n`);
  writeFileSync(join(folder, "scripts.casebook.md"), `---\ncasebook: 1\ntitle: Scripts\n---\n\n${cells.join("\n")}`);
  const run = await casebook("run", join(folder, "scripts.casebook.md"), "--json", "-");
  return { ...run, cells: JSON.parse(run.out).cells };
}

interface Cell {
  readonly name: string;
  readonly status: string;
  readonly result: { readonly outputs: readonly { readonly text: string }[]; readonly preview: { rows: unknown[][] } };
  readonly error: { readonly message: string; readonly line: number | null } | null;
}

/** Nothing that a run makes beside its result outlives it. */
function expectNothingLeft(): void {
  expect(readdirSync(folder).filter((name) => name.startsWith("casebook-browser-"))).toEqual([]);
}

test("the gallery comes to what its lockfile says, scripts included", async () => {
  const { code, out, err } = await casebook("verify", resolve("sample-data", "gallery.casebook.md"));
  expect(out.split("\n").filter((line) => line && !line.endsWith("\tsame"))).toEqual([]);
  expect([code, err]).toEqual([0, ""]);
  expect(out).toContain("cell\tspread\tsame");
  expectNothingLeft();
});

test("scripts read, return rows for those below, and fail at their line, each by itself", async () => {
  const { code, err, cells } = await runScripts({
    rows: "const many = await sql`select i, i * 0.5 as half, (i * 10)::HUGEINT as big from range(300000) t(i)`;\nreturn many.filter((row) => row.i < 3);",
    sum: 'const halves = await table("rows").numbers("half");\nconsole.log("halves", halves);\nreturn [{ sum: halves.reduce((a, b) => a + b, 0), big: 2n ** 80n, none: null, when: new Date(0) }];',
    thrown: 'const x = 1;\nthrow new Error("no " + x);',
    endless: "// @timeout 2\nfor (;;) {}",
    odd: "postMessage({ type: 'done' }); return () => 1;",
    after: "return [{ still: 'here' }];",
  });
  expect(code).toBe(1);
  const [rows, sum, thrown, endless, odd, after] = cells;
  expect(rows?.result.preview.rows).toHaveLength(3);
  expect(sum?.result.outputs[0]?.text).toContain("halves Float64Array [0, 0.5, 1]");
  expect(sum?.result.preview.rows).toEqual([[1.5, "1208925819614629174706176", null, "1970-01-01T00:00:00.000Z"]]);
  expect(thrown?.error).toMatchObject({ message: expect.stringContaining("no 1"), line: 2 });
  expect(endless?.error?.message).toContain("was not done within 2 s");
  expect(odd?.status).toBe("failed");
  expect(after?.result.preview.rows).toEqual([["here"]]);
  expect(err).toContain("cell endless failed");
  expectNothingLeft();
});

test("no packet leaves a script by any way", async () => {
  const sinks = await Sinks.open();
  try {
    await sinks.prove();
    const { cells } = await runScripts({ out: tryingEveryWayOut(sinks) });
    expect(cells[0]?.result?.outputs.map(({ text }) => text)).toEqual(["got out: nothing; origin null"]);
    expect(sinks.arrived).toBe(0);
  } finally {
    sinks.close();
  }
});

for (const signal of ["SIGKILL", "SIGTERM"] as const)
  test(`a run that is ended by ${signal} takes its browser with it`, async () => {
    test.skip(!existsSync("/proc/self/cmdline"), "PROCESSES ARE FOUND BY LINUX'S /proc");
    writeFileSync(
      join(folder, "long.casebook.md"),
      "---\ncasebook: 1\ntitle: Long\n---\n\n```typescript cell=long\n// @timeout 600\nfor (;;) {}\n```\n",
    );
    const child = start("dist/main/cli.js", ["run", join(folder, "long.casebook.md")], { CASEBOOK_CHROMIUM: chromium });
    await expect.poll(() => browsersIn(folder).length, { timeout: 60_000 }).toBeGreaterThan(0);
    child.kill(signal);
    await once(child, "close");
    await expect.poll(() => browsersIn(folder), { timeout: 60_000 }).toEqual([]);
    if (signal !== "SIGKILL") expectNothingLeft();
  });

/** The processes that have a profile in this folder. */
function browsersIn(folder: string): readonly string[] {
  const profile = join(folder, "casebook-browser-");
  return readdirSync("/proc").filter((id) => {
    try {
      return /^\d+$/.test(id) && readFileSync(`/proc/${id}/cmdline`, "utf8").includes(profile);
    } catch {
      return false;
    }
  });
}

test("without a browser a script says what is missing, and the other cells run", async () => {
  writeFileSync(
    join(folder, "mixed.casebook.md"),
    "---\ncasebook: 1\ntitle: Mixed\n---\n\n```typescript cell=no\nreturn [];\n```\n\n```sql cell=yes\nselect 1 as one\n```\n",
  );
  const child = start("dist/main/cli.js", ["run", join(folder, "mixed.casebook.md")], { CASEBOOK_CHROMIUM: "" });
  const { code, out, err } = await ran(child);
  expect(code).toBe(1);
  expect(out).toContain("yes\tsql\tdone");
  expect(err).toContain("cell no failed: a script needs a browser");
  expect(err).toContain("CASEBOOK_CHROMIUM");
});

test("a browser that does not start is named", async () => {
  const env = { CASEBOOK_CHROMIUM: join(folder, "no-such-browser") };
  writeFileSync(
    join(folder, "one.casebook.md"),
    "---\ncasebook: 1\ntitle: One\n---\n\n```typescript cell=one\nreturn [];\n```\n",
  );
  const { code, err } = await ran(start("dist/main/cli.js", ["run", join(folder, "one.casebook.md")], env));
  expect(code).toBe(1);
  expect(err).toContain("no-such-browser could not be started");
});
