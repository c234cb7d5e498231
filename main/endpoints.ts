import { mkdir, readFile } from "node:fs/promises";
import { isIP } from "node:net";
import { dirname, join } from "node:path";
import { z } from "zod";
import type { Endpoint, EndpointChange, KeyPlace } from "../src/host.ts";
import { writeAtomically } from "./atomic.ts";
import { fileVault, type Vault } from "./vault.ts";

type Environment = Readonly<Record<string, string | undefined>>;

const stored = z.object({
  name: z.string(),
  baseUrl: z.string(),
  key: z.object({ place: z.enum(["keychain", "file"]), sealed: z.string() }).nullable(),
});

type Stored = z.output<typeof stored>;

/** The endpoints that the user has set, in a file that only its owner can read. A damaged file counts as empty. */
export class EndpointList {
  readonly #file: string;
  #changing: Promise<void> = Promise.resolve();

  /** Asks for the vault when it is first needed: Electron's opens only after the program is ready. */
  constructor(
    config: string,
    readonly vault: () => Vault | null = () => null,
    readonly env: Environment = process.env,
  ) {
    this.#file = join(config, "endpoints.json");
  }

  async all(): Promise<readonly Endpoint[]> {
    return (await this.#read()).map((entry) => ({
      name: entry.name,
      baseUrl: entry.baseUrl,
      isLocal: isLoopback(new URL(entry.baseUrl).hostname),
      key: this.#placeOf(entry),
    }));
  }

  /** An endpoint with its key, for the gate alone. @throws when there is none of that name, or its key cannot be read */
  async find(name: string): Promise<{ readonly baseUrl: URL; readonly key: string | null }> {
    const entry = (await this.#read()).find((other) => other.name === name);
    if (!entry) throw new Error(`${name}: no endpoint of this name is set`);
    return { baseUrl: new URL(entry.baseUrl), key: this.#keyOf(entry) };
  }

  set(change: EndpointChange): Promise<void> {
    return this.#change((all) => {
      const name = change.name.trim();
      if (!/^[\w .-]{1,60}$/.test(name))
        throw new Error(`${name || "endpoint"}: a name has letters, digits, . - _ only`);
      const baseUrl = checkedAddress(change.baseUrl).href.replace(/\/+$/, "");
      const old = all.find((other) => other.name === name);
      const entry = { name, baseUrl, key: this.#newKey(change.key, baseUrl, old) };
      return old ? all.map((other) => (other === old ? entry : other)) : [...all, entry];
    });
  }

  remove(name: string): Promise<void> {
    return this.#change((all) => all.filter((other) => other.name !== name));
  }

  /** A key goes to the origin that it was given for, never to another. */
  #newKey(key: string | null, baseUrl: string, old: Stored | undefined): Stored["key"] {
    if (key === null) return old && new URL(old.baseUrl).origin === new URL(baseUrl).origin ? old.key : null;
    const secret = key.trim();
    if (secret === "") return null;
    if (!/^[\x21-\x7e]+$/.test(secret)) throw new Error("key: it holds characters that no key has");
    const vault = this.vault() ?? fileVault;
    return { place: vault.place, sealed: vault.seal(secret) };
  }

  #placeOf(entry: Stored): KeyPlace | null {
    return entry.key?.place ?? (this.#environmentKey(entry) === null ? null : "environment");
  }

  #keyOf({ key, ...entry }: Stored): string | null {
    if (!key) return this.#environmentKey(entry);
    const vault = key.place === "file" ? fileVault : this.vault();
    if (!vault) throw new Error(`${entry.name}: its key is in a keychain that this program cannot open; set it again`);
    try {
      return vault.open(key.sealed);
    } catch {
      throw new Error(`${entry.name}: its key could not be read from the keychain; set it again`);
    }
  }

  /** CASEBOOK_KEY_<NAME>, and OPENAI_API_KEY for OpenAI's own address alone. */
  #environmentKey({ name, baseUrl }: Pick<Stored, "name" | "baseUrl">): string | null {
    const own = this.env[`CASEBOOK_KEY_${name.toUpperCase().replace(/[^A-Z0-9]/g, "_")}`];
    if (own) return own;
    return (new URL(baseUrl).origin === "https://api.openai.com" && this.env.OPENAI_API_KEY) || null;
  }

  #change(change: (all: readonly Stored[]) => readonly Stored[]): Promise<void> {
    const done = this.#changing.then(async () => {
      const changed = change(await this.#read());
      await mkdir(dirname(this.#file), { recursive: true });
      await writeAtomically(this.#file, `${JSON.stringify(changed, null, 2)}\n`, 0o600);
    });
    this.#changing = done.catch(() => undefined);
    return done;
  }

  async #read(): Promise<readonly Stored[]> {
    try {
      return z.array(stored).parse(JSON.parse(await readFile(this.#file, "utf8")));
    } catch {
      return [];
    }
  }
}

/** An address that may be called. @throws for anything but https, and http within this computer or its own network */
export function checkedAddress(text: string): URL {
  const url = parsed(text);
  if (url.username || url.password) throw new Error("address: leave out the name and password; give the key apart");
  if (url.search || url.hash) throw new Error("address: nothing may stand behind ? or #");
  if (url.protocol === "https:") return url;
  if (url.protocol !== "http:") throw new Error(`address: only https and http can be called: ${url.protocol}`);
  if (isNear(url.hostname)) return url;
  throw new Error(`address: http to ${url.hostname} would send texts and key readable to all on the way; use https`);
}

function parsed(text: string): URL {
  try {
    return new URL(text.trim());
  } catch {
    throw new Error(`address: not an address: ${text.trim().slice(0, 200) || "(empty)"}`);
  }
}

function isLoopback(host: string): boolean {
  return (
    host === "localhost" || host.endsWith(".localhost") || host === "[::1]" || (isIP(host) === 4 && /^127\./.test(host))
  );
}

/** On this computer, or in a network that is not routed. */
function isNear(host: string): boolean {
  if (isLoopback(host) || /\.(local|internal|lan)$/.test(host) || !/[.:]/.test(host)) return true;
  return isIP(host) === 4 && /^(10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.)/.test(host);
}
