import { Content } from "../content.ts";
import type { Sink, SourceFile } from "../importer.ts";
import type { JsonObject } from "../json/json.ts";
import { readRows, rowKeys } from "../rows.ts";
import { StoredFile } from "../stored-file.ts";
import { jsonTableShape } from "../tables/json-shape.ts";

/** The beginning of a file of rows. */
export interface Preview {
  readonly columns: readonly string[];
  readonly rows: readonly JsonObject[];
}

/** So many rows tell what the columns are. */
const enoughRows = 200;

/** Reads the first rows of a table, whatever its format. @throws Error when the file is no table */
export async function previewRows(file: SourceFile): Promise<Preview> {
  const stopped = new AbortController();
  const stored = await StoredFile.open(file, { signal: stopped.signal, sha256: noHash });
  const content = await Content.open(stored, stopped.signal);
  const rows: JsonObject[] = [];
  const take = (row: JsonObject) => {
    if (rows.length < enoughRows) rows.push({ ...row });
  };
  try {
    await readRows(content, untilEnough(rows), take, jsonTableShape(content.sample)?.shape);
  } catch (error) {
    if (!(error instanceof Enough)) throw error;
  } finally {
    stopped.abort(new Enough());
  }
  const columns = new Set([...rowKeys(content.sample), ...rows.flatMap((row) => Object.keys(row))]);
  return { columns: [...columns], rows };
}

class Enough extends Error {}

const noHash = () => ({ update: () => undefined, digest: () => "" });

function untilEnough(rows: readonly JsonObject[]): Sink {
  const nothing = () => undefined;
  return {
    ...{ span: nothing, document: nothing, score: nothing, embedding: nothing, deployment: nothing, arrow: nothing },
    ...{ restart: nothing, issue: nothing, records: nothing, unmapped: nothing },
    async drain() {
      if (rows.length >= enoughRows) throw new Enough();
    },
  };
}
