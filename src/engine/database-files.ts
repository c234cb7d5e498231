import { emptyDatabase } from "./empty-database.ts";
import type { DatabaseFiles, Transaction } from "./engine.ts";
import { literal } from "./sql.ts";
import { together } from "./together.ts";

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
  /** From now on statements look for tables in this database too; null: in our own alone. */
  search(database: string | null): void;
}

const written = "kept_out";
const taken = "kept_in";

/** The names of files that statements may attach; nothing stands behind them but while one is written or open. */
export const databaseFileNames = [written, taken].flatMap((name) => [`${name}.db`, `${name}.db.wal`]);

export function databaseFiles(files: EngineFiles, makeFile: () => Promise<ScratchFile>): DatabaseFiles {
  const writing = inTurn();
  const reading = inTurn();
  let isOpen = false;
  const close = async () => {
    if (!isOpen) return;
    isOpen = false;
    files.search(null);
    await detach(files, taken);
  };
  return {
    write: (fill, send) =>
      writing(async () => {
        const scratch = await makeFile();
        try {
          await scratch.put(emptyDatabase());
          await attach(files, written, scratch.handle);
          try {
            await together(files, (within) => fill(within, written));
            await files.query(`CHECKPOINT ${written}`);
          } finally {
            await detach(files, written);
          }
          await send(await scratch.get());
        } finally {
          await scratch.remove();
        }
      }),
    open: (file) =>
      reading(async () => {
        await close();
        await attach(files, taken, file);
        isOpen = true;
        files.search(taken);
        return taken;
      }),
    close: () => reading(close),
  };
}

async function attach(files: EngineFiles, name: string, file: object): Promise<void> {
  const path = `${name}.db`;
  await files.register(path, file);
  try {
    await files.query(`ATTACH ${literal(path)} AS ${name} ${file instanceof Blob ? "(READ_ONLY)" : ""}`);
  } catch (error) {
    await drop(files, path);
    throw error;
  }
}

async function detach(files: EngineFiles, name: string): Promise<void> {
  try {
    await files.query(`DETACH ${name}`);
  } finally {
    await drop(files, `${name}.db`);
  }
}

/** Not every database has had a log beside it. */
async function drop(files: EngineFiles, path: string): Promise<void> {
  for (const used of [path, `${path}.wal`]) await files.drop(used).catch(() => undefined);
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
