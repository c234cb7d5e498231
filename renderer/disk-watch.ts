import type { FileState, PageHost } from "../src/host.ts";

/** `changed`: another program wrote the notebook's file; `gone`: it is not there any longer. */
export type DiskState = "same" | "changed" | "gone";

const everyMs = 3000;

/** Looks now and then whether another program has changed the notebook's file: its size and time, then its text. */
export class DiskWatch {
  #path: string | null = null;
  /** null where it is not known what the file held. */
  #text: string | null = "";
  #base: FileState | null = null;
  #looking: Promise<DiskState> | null = null;
  state: DiskState = "same";

  constructor(
    readonly host: PageHost,
    readonly onChange: (state: DiskState) => void,
  ) {
    const look = () => document.visibilityState === "visible" && void this.look().catch(() => undefined);
    setInterval(look, everyMs);
    window.addEventListener("focus", look);
    document.addEventListener("visibilitychange", look);
  }

  /** The file as it was when it was read or written last. */
  get base(): FileState | null {
    return this.#base;
  }

  /** The file that holds this text now; `base` says how it was when the notebook left it, where that is longer ago. */
  async follow(path: string | null, text: string, base: FileState | null = null): Promise<void> {
    const now = path === null ? null : stateOf(await this.host.stat(path));
    this.#path = path;
    this.#base = base ?? now;
    this.#text = base === null || sameState(base, now) ? text : null;
    this.#set("same");
    await this.look();
  }

  /** Takes the file as it is now for known. Gives its text; null when it is gone. */
  async accept(): Promise<string | null> {
    const path = this.#path;
    if (path === null) return null;
    const found = await this.host.stat(path);
    const text = found && (await this.host.readText(path));
    if (text === null) this.#base = null;
    else await this.follow(path, text);
    this.#set("same");
    return text;
  }

  look(): Promise<DiskState> {
    this.#looking ??= this.#compare().finally(() => {
      this.#looking = null;
    });
    return this.#looking;
  }

  async #compare(): Promise<DiskState> {
    const [path, base] = [this.#path, this.#base];
    if (path === null || base === null) return "same";
    const found = stateOf(await this.host.stat(path));
    if (path !== this.#path || base !== this.#base || sameState(base, found)) return this.state;
    if (found === null) return this.#set("gone");
    const text = await this.host.readText(path);
    if (path !== this.#path || base !== this.#base) return this.state;
    // Touched, or written with what it held before.
    if (text === this.#text) this.#base = found;
    return this.#set(text === this.#text ? "same" : "changed");
  }

  #set(state: DiskState): DiskState {
    if (state !== this.state) {
      this.state = state;
      this.onChange(state);
    }
    return state;
  }
}

function stateOf(entry: FileState | null): FileState | null {
  return entry && { size: entry.size, modified: entry.modified };
}

function sameState(a: FileState, b: FileState | null): boolean {
  return b !== null && a.size === b.size && a.modified === b.modified;
}
