import { emptyDatabase } from "./empty-database.ts";
import type { DatabaseFiles, Transaction } from "./engine.ts";
import { literal } from "./sql.ts";

/** A file that the engine can write into, in a place of the platform's. */
export interface ScratchFile {
  /** What the platform calls it: the engine's worker opens it by that. */
  readonly handle: object;
  put(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  get(): Promise<Blob>;
  remove(): Promise<void>;
}

/** What the engine does with files that it is handed. */
export interface EngineFiles {
  /** Opens a file under a name: a Blob to be read, anything else is the handle of one to be written. */
  register(name: string, file: object): Promise<void>;
  drop(name: string): Promise<void>;
  query(sql: string): Promise<unknown>;
  begin(): Promise<Transaction>;
}

const written = "kept_out";
const taken = "kept_in";

/** The names of files that statements may attach; nothing stands behind them but while one is written or read. */
export const databaseFileNames = [written, taken].flatMap((name) => [`${name}.db`, `${name}.db.wal`]);

export function databaseFiles(files: EngineFiles, makeFile: () => Promise<ScratchFile>): DatabaseFiles {
  const writing = inTurn();
  const reading = inTurn();
  return {
    write: (fill, send) =>
      writing(async () => {
        const scratch = await makeFile();
        try {
          await scratch.put(emptyDatabase());
          await attached(files, written, scratch.handle, async () => {
            await together(files, (within) => fill(within, written));
            await files.query(`CHECKPOINT ${written}`);
          });
          await send(await scratch.get());
        } finally {
          await scratch.remove();
        }
      }),
    read: (file, take) =>
      reading(() => attached(files, taken, file, () => together(files, (within) => take(within, taken)))),
  };
}

async function attached(files: EngineFiles, name: string, file: object, use: () => Promise<void>): Promise<void> {
  const path = `${name}.db`;
  await files.register(path, file);
  try {
    await files.query(`ATTACH ${literal(path)} AS ${name} ${file instanceof Blob ? "(READ_ONLY)" : ""}`);
    try {
      await use();
    } finally {
      await files.query(`DETACH ${name}`);
    }
  } finally {
    // Not every database has had a log beside it.
    for (const used of [path, `${path}.wal`]) await files.drop(used).catch(() => undefined);
  }
}

async function together(files: EngineFiles, work: (within: Transaction) => Promise<void>): Promise<void> {
  const within = await files.begin();
  try {
    await work(within);
    await within.commit();
  } catch (error) {
    // What failed first is what counts.
    await within.rollback().catch(() => undefined);
    throw error;
  }
}

/** One after another: a database's name can be taken once only. */
function inTurn(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work);
    last = next.catch(() => undefined);
    return next;
  };
}
