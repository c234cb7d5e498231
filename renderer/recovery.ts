import type { FileState, PageHost, Recovery } from "../src/host.ts";
import { serializeNotebook } from "../src/notebook/markdown.ts";
import type { Notebook } from "../src/notebook/notebook.ts";
import type { Session } from "../src/notebook/session.ts";
import { onDraft, withDrafts } from "./drafts.ts";

/** So much of what was done last may be missing after a kill. */
const quietMs = 400;

/** What the notebook's text does not say. */
export interface KeptWith {
  readonly path: string | null;
  readonly dropped: readonly string[];
  readonly base: FileState | null;
}

/**
 * Keeps the unsaved notebook with the host while it differs from its file, and takes it away when it is saved or left.
 * A lock says to the other windows of this host that its notebook is still open here.
 */
export class RecoveryKeeper {
  readonly id = crypto.randomUUID();
  /** What was written last; null when nothing is kept. */
  #kept: Notebook | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #writing: Promise<unknown> = Promise.resolve();
  #failed = false;

  constructor(
    readonly session: Session,
    readonly host: PageHost,
    readonly keptWith: () => KeptWith,
    readonly onFailure: (reason: string) => void,
  ) {
    // Held until the page is gone, however it goes.
    void navigator.locks?.request(lockName(this.id), () => new Promise(() => undefined));
    session.subscribe(() => this.#look());
    onDraft(() => this.#look());
  }

  #look(): void {
    const now = this.#unsaved();
    if (now === null) this.drop();
    else if (now !== this.#kept) this.#timer ??= setTimeout(() => this.keepNow(), quietMs);
  }

  /** The notebook, drafts included; null when its file holds the same. */
  #unsaved(): Notebook | null {
    const { notebook, changed } = this.session.state;
    const now = withDrafts(notebook);
    if (!changed && now === notebook) return null;
    return now.cells.length === 0 && this.keptWith().path === null ? null : now;
  }

  /** Writes what there is to keep without waiting for more. */
  keepNow(): Promise<unknown> {
    this.#forgetTimer();
    const now = this.#unsaved();
    if (now === null || now === this.#kept) return this.#writing;
    this.#kept = now;
    return this.#inTurn(() => this.host.keepRecovery(this.#recovery(now)));
  }

  #recovery(notebook: Notebook): Recovery {
    const { path, dropped, base } = this.keptWith();
    const title = notebook.frontMatter.title.slice(0, 1000);
    const trusted = !this.session.state.held;
    return { id: this.id, path, title, text: serializeNotebook(notebook), trusted, dropped, base, time: Date.now() };
  }

  /** Takes away what is kept. */
  drop(): void {
    this.#forgetTimer();
    if (this.#kept === null) return;
    this.#kept = null;
    void this.#inTurn(() => this.host.dropRecovery(this.id));
  }

  #forgetTimer(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #inTurn(action: () => Promise<void>): Promise<unknown> {
    this.#writing = this.#writing.then(action).then(
      () => {
        this.#failed = false;
      },
      (error: unknown) => this.#fail(error),
    );
    return this.#writing;
  }

  /** Said once, until it works again: the next edit tries anew. */
  #fail(error: unknown): void {
    this.#kept = null;
    if (!this.#failed) this.onFailure(error instanceof Error ? error.message : String(error));
    this.#failed = true;
  }
}

/** What a crash left behind: unsaved notebooks that no window has open, newest first. */
export async function leftBehind(host: PageHost): Promise<readonly Recovery[]> {
  const open = new Set((await navigator.locks?.query())?.held?.map(({ name }) => name));
  return (await host.recoveries()).filter(({ id }) => !open.has(lockName(id)));
}

function lockName(id: string): string {
  return `casebook-recovery-${id}`;
}
