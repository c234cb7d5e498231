import { mkdtempSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { createFiles } from "../../main/files.ts";
import { answersOf } from "../../main/respond.ts";
import { startServer, type WebServer } from "../../main/server.ts";
import { liesIn } from "../../renderer/dropped-files.ts";
import { webHost } from "../../renderer/hosts/web.ts";
import { refOf, sourceFile } from "../../renderer/source-files.ts";
import { forgetSource, readStoredSources, storeNotebook } from "../../renderer/stored-notebook.ts";
import type { PageHost } from "../../src/host.ts";
import { readSource } from "../../src/importers/read.ts";
import { archivedFile } from "../../src/importers/zip/archive.ts";
import { expandArchives } from "../../src/importers/zip/expand-archives.ts";
import { Session } from "../../src/notebook/session.ts";
import { testEngine } from "../support/engine.ts";
import { testFolder } from "../support/folder.ts";
import { makeZip } from "../support/zip.ts";

const engine = testEngine();
const folder = mkdtempSync(join(testFolder(), "archives-"));
const csv = "id,label\na,good\nb,bad\n";
const archive = makeZip([
  { name: "one.csv", content: csv },
  { name: "in/two.csv", content: `${csv}c,good\n` },
]);
let server: WebServer;
let host: PageHost;

beforeAll(async () => {
  const start = { paths: [], folder, samples: folder, version: "1" };
  const site = { page: folder, host: createFiles({ start, config: join(folder, "config") }) };
  server = await startServer({ ...answersOf(site), port: 0 });
  vi.stubGlobal("document", { baseURI: server.url });
  host = webHost();
});

afterAll(async () => {
  await server.close();
  vi.unstubAllGlobals();
});

async function freshSession(): Promise<Session> {
  const session = await Session.create(await engine(), [], readSource);
  await session.open("---\ntitle: Archives\n---\n");
  return session;
}

const dropped = () => new Blob([archive as BlobPart]);
const paths = (session: Session) => session.state.sources.map(({ path }) => path);
const named = (session: Session) => session.state.notebook.frontMatter.sources.map(({ path }) => path);

it("a dropped archive is kept beside the notebook as one file, and read again from there", async () => {
  const session = await freshSession();
  const blob = dropped();
  const imported = await session.importFiles([sourceFile({ type: "blob", path: "drop.zip", blob })]);
  expect(imported.map(({ path, from }) => [path, from])).toEqual([
    ["drop.zip/one.csv", "drop.zip"],
    ["drop.zip/in/two.csv", "drop.zip"],
  ]);
  await session.setSources([{ path: "drop.zip", as: null }]);
  const to = join(folder, "kept.casebook.md");
  const asked: (readonly string[])[] = [];
  await storeNotebook(host, session, {
    from: null,
    to,
    dropped: new Map([["drop.zip", blob]]),
    mayCopy: async (names) => asked.push(names) > 0,
  });
  expect(asked).toEqual([["drop.zip"]]);
  expect(named(session)).toEqual(["kept-files/drop.zip"]);
  expect(new Uint8Array(readFileSync(join(folder, "kept-files", "drop.zip")))).toEqual(archive);
  expect(paths(session)).toEqual([
    join(folder, "kept-files/drop.zip/one.csv"),
    join(folder, "kept-files/drop.zip/in/two.csv"),
  ]);

  await session.open(readFileSync(to, "utf8"));
  expect(await readStoredSources(host, session, to)).toEqual([]);
  expect(paths(session).length).toBe(2);
  expect(session.state.tables.find(({ name }) => name === "two")?.rows).toBe(3);
});

it("an archive stays on the notebook's list until the last of its files is taken out", async () => {
  const session = await freshSession();
  await session.importFiles([sourceFile({ type: "blob", path: "drop.zip", blob: dropped() })]);
  await session.setSources([
    { path: "drop.zip", as: null },
    { path: "drop.zip.csv", as: null },
  ]);
  const place = { from: null, dropped: new Map([["drop.zip", dropped()]]) };
  const [one, two] = session.state.sources.map(({ source_id }) => Number(source_id));
  await forgetSource(host, session, one!, place);
  expect(named(session)).toEqual(["drop.zip", "drop.zip.csv"]);
  await forgetSource(host, session, two!, place);
  expect([named(session), paths(session)]).toEqual([["drop.zip.csv"], []]);
});

it("a worker is told where a file in an archive in an archive lies, and reads it from there", async () => {
  const outer = makeZip([{ name: "inner.zip", content: archive }]);
  const blob = new Blob([outer as BlobPart]);
  const [file] = await expandArchives([sourceFile({ type: "blob", path: "outer.zip", blob })]);
  const ref = structuredClone(refOf(file!));
  if (ref.type !== "entry" || ref.archive.type !== "entry" || ref.archive.archive.type === "entry")
    throw new Error("this is not the place of a file in an archive in an archive");
  const again = archivedFile(archivedFile(sourceFile(ref.archive.archive), ref.archive.entry), ref.entry);
  expect(again.path).toBe("outer.zip/inner.zip/one.csv");
  expect(new TextDecoder().decode(await again.slice(0, 100))).toBe(csv);
});

it("what lies in a place is told from what only begins like it", () => {
  expect(liesIn("/a/b.zip/c", "/a/b.zip")).toBe(true);
  expect(liesIn("C:\\a\\b", "C:\\a")).toBe(true);
  expect(liesIn("/a/b.zip", "/a/b.zip")).toBe(true);
  expect(liesIn("/a/b.zip2", "/a/b.zip")).toBe(false);
});
