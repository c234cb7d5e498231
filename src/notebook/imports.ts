import type { Engine } from "../engine/engine.ts";
import { literal } from "../engine/sql.ts";
import type { ReadSource, SourceFile } from "../importers/importer.ts";
import { expandArchives } from "../importers/zip/expand-archives.ts";
import type { OwnPrice } from "../traces/prices.ts";
import type { Cohorts } from "./cohorts.ts";
import type { Compute } from "./computation.ts";
import { deriveCosts } from "./derive.ts";
import { type KeptFile, LyingImports, type TakeProgress } from "./kept-imports.ts";
import {
  type ImportedSource,
  type ImportProgress,
  importSources,
  removeSource,
  type SourceEntries,
} from "./sources.ts";
import { clearStore } from "./store.ts";

/** What is done to the store at the moment: a file is read, or kept tables are opened or copied. */
export type StoreProgress = ImportProgress | TakeProgress;

/** All that writes imported data into the store, and what can be stopped of that. */
export class Imports {
  readonly #lying: LyingImports;
  readonly #working = new Set<AbortController>();
  #prices: readonly OwnPrice[] = [];
  #isAsImported = true;

  constructor(
    readonly engine: Engine,
    readonly read: ReadSource,
    readonly onProgress: (progress: StoreProgress | null) => void,
    readonly compute?: Compute,
  ) {
    this.#lying = new LyingImports(engine);
  }

  /** Takes all data out, and stops what is being done to it. */
  async clear(cohorts: Cohorts): Promise<void> {
    this.stop();
    await this.#lying.close();
    await clearStore(this.engine, cohorts);
    this.#isAsImported = true;
  }

  /** The prices that the tables follow; null once they are not what importing all sources anew would give. */
  get importedWith(): readonly OwnPrice[] | null {
    return this.#isAsImported ? this.#prices : null;
  }

  /** Rejects when stopped: what was read by then stays. */
  add(files: readonly SourceFile[], entries?: SourceEntries): Promise<readonly ImportedSource[]> {
    return this.#writing(async (signal) =>
      importSources(this.engine, this.read, await expandArchives(files), {
        signal,
        entries,
        prices: this.#prices,
        compute: this.compute,
        onProgress: this.onProgress,
      }),
    );
  }

  /**
   * Shows kept tables in the empty store's place. False where they fail or do not fit; then, and when it is stopped,
   * which rejects, the store has to be cleared.
   */
  restore(kept: KeptFile): Promise<boolean> {
    return this.#stoppable(async (signal) => {
      const isSame = await this.#lying.open(kept, { signal, onProgress: this.onProgress }).catch(() => false);
      signal.throwIfAborted();
      return isSame;
    });
  }

  remove(sourceId: number): Promise<void> {
    return this.#writing(async () => {
      this.#isAsImported = false;
      await removeSource(this.engine, sourceId, { prices: this.#prices, compute: this.compute });
    });
  }

  /** Has prices go before those of the app: in what is imported from here on, and in all costs computed so far. */
  async price(prices: readonly OwnPrice[], isEmpty: boolean): Promise<void> {
    const follow = () => {
      this.#prices = prices;
    };
    if (isEmpty) return follow();
    await this.#writing(async () => {
      follow();
      await deriveCosts(this.engine, prices);
    });
  }

  /** Says that a source's file lies elsewhere now. */
  async relocate(sourceId: number, path: string): Promise<void> {
    this.#isAsImported = false;
    for (const table of ["sources", "import_issues"])
      await this.engine.query(`UPDATE store.${table} SET path = ${literal(path)} WHERE source_id = ${sourceId}`);
  }

  copyKept(): Promise<void> {
    return this.#writing(async () => undefined);
  }

  stop(): void {
    for (const controller of this.#working) controller.abort(new Error("import stopped"));
  }

  /** Everything that writes data goes through here. */
  #writing<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    return this.#stoppable(async (signal) => {
      await this.#lying.take({ signal, onProgress: this.onProgress });
      this.onProgress(null);
      return work(signal);
    });
  }

  async #stoppable<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    this.#working.add(controller);
    try {
      return await work(controller.signal);
    } finally {
      this.#working.delete(controller);
      this.onProgress(null);
    }
  }
}
