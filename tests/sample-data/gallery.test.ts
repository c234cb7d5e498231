import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { nodeSource } from "../../main/cli/node-source.ts";
import { cellKinds } from "../../src/cells/index.tsx";
import { readSource } from "../../src/importers/read.ts";
import { parseLockfile } from "../../src/notebook/lockfile.ts";
import { parseNotebook, serializeNotebook } from "../../src/notebook/markdown.ts";
import { recordRun } from "../../src/notebook/recording.ts";
import { Session } from "../../src/notebook/session.ts";
import { checkText, type Verification, verify } from "../../src/notebook/verify.ts";
import { reportContent } from "../../src/report/content.ts";
import { drawReport } from "../../src/report/report.tsx";
import { testEngine } from "../support/engine.ts";

const folder = join(import.meta.dirname, "..", "..", "sample-data");
const text = readFileSync(join(folder, "gallery.casebook.md"), "utf8");
const openEngine = testEngine();
let session: Session;
let found: Verification;

function filesOf(path: string) {
  const full = join(folder, path);
  const paths = statSync(full).isDirectory()
    ? readdirSync(full)
        .sort()
        .map((name) => join(path, name))
    : [path];
  return paths.map((each) =>
    nodeSource(join(folder, each), statSync(join(folder, each)).size, each.replaceAll("\\", "/")),
  );
}

beforeAll(async () => {
  session = await Session.create(await openEngine(), cellKinds, readSource);
  await session.open(text);
  const { sources } = session.state.notebook.frontMatter;
  const entries = new Map(sources.map((entry) => [entry.path, entry]));
  await session.importFiles(
    sources.flatMap(({ path }) => filesOf(path)),
    entries,
  );
  await session.runAll();
  const lock = parseLockfile(readFileSync(join(folder, "gallery.casebook.lock.json"), "utf8"));
  const now = await recordRun(session, { app: "test", pathOf: ({ path }) => String(path) });
  if (!lock) throw new Error("the gallery has no lockfile");
  found = verify(lock, now);
});

/** Kinds that need a browser: their results are checked in tests/e2e/headless-scripts.spec.ts. */
const inBrowser: ReadonlySet<string> = new Set(["script"]);

describe("the gallery", () => {
  test("shows every kind of cell that there is: a new kind needs a cell in it", () => {
    const shown = new Set(parseNotebook(text).cells.map(({ kind }) => kind));
    expect(cellKinds.map(({ kind }) => kind).filter((kind) => !shown.has(kind))).toEqual([]);
  });

  test("runs to its end but for what needs a browser, and its findings hold", () => {
    const cells = session.state.notebook.cells.filter(({ kind }) => !inBrowser.has(kind));
    expect(
      cells.flatMap(({ id, name }) => (session.cell(id).failure ? [[name, session.cell(id).failure?.message]] : [])),
    ).toEqual([]);
    const findings = cells.filter(({ kind }) => kind === "finding").map(({ id }) => session.cell(id).last?.result);
    expect(findings.length).toBeGreaterThan(0);
    for (const finding of findings) expect(finding).toMatchObject({ verdict: "holds" });
  });

  test("comes to what its lockfile says; after a wanted change: casebook verify sample-data/gallery.casebook.md --update", () => {
    const elsewhere = session.state.notebook.cells.filter(({ kind }) => inBrowser.has(kind)).map(({ name }) => name);
    const here = found.cells.filter(({ name }) => !elsewhere.includes(name));
    const other = [...found.sources, ...here].filter(({ verdict }) => verdict !== "same");
    expect(other.map((check) => `${check.name}: ${checkText(check)}`)).toEqual([]);
  });

  test("draws in a report without a failure", async () => {
    const content = await reportContent(session, { app: "test", now: 0, pathOf: ({ path }) => String(path) });
    const { html, failures } = drawReport(content, cellKinds);
    expect(failures).toEqual([]);
    for (const { name } of session.state.notebook.cells) if (name) expect(html).toContain(`id="cell-${name}"`);
  });

  test("survives reading and writing byte for byte, and names only what is there", () => {
    expect(serializeNotebook(parseNotebook(text))).toBe(text);
    for (const { path } of parseNotebook(text).frontMatter.sources) expect(existsSync(join(folder, path))).toBe(true);
  });
});
