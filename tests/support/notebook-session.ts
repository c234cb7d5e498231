import { readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { nodeSource } from "../../main/cli/node-source.ts";
import { cellKinds } from "../../src/cells/index.tsx";
import type { Engine } from "../../src/engine/engine.ts";
import { readSource } from "../../src/importers/read.ts";
import { Session } from "../../src/notebook/session.ts";

/** A shipped sample's notebook with its sources imported; nothing has run. */
export async function notebookSession(engine: Engine, folder: string, notebook: string): Promise<Session> {
  const at = join(resolve(import.meta.dirname, "../../sample-data"), folder);
  const session = await Session.create(engine, cellKinds, readSource, { slowCellSeconds: 3600 });
  await session.open(readFileSync(join(at, notebook), "utf8"));
  const files = session.state.notebook.frontMatter.sources.map(({ path }) => {
    const file = join(at, path);
    return nodeSource(file, statSync(file).size, path);
  });
  await session.importFiles(files);
  return session;
}
