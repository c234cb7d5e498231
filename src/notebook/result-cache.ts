/**
 * Bytes by a key that names all they depend on, so nothing in it is ever wrong; what is not there is computed anew.
 * Neither call fails: what cannot be kept is not kept.
 */
export interface ResultCache {
  read(key: string): Promise<Uint8Array | null>;
  write(key: string, bytes: Uint8Array): Promise<void>;
}

/** The entries used last, `most` bytes at most, in front of a slower cache where there is one. */
export function memoryCache(most = 64_000_000, behind: ResultCache | null = null): ResultCache {
  const entries = new Map<string, Uint8Array>();
  const keep = (key: string, bytes: Uint8Array) => {
    entries.delete(key);
    entries.set(key, bytes);
    let size = [...entries.values()].reduce((sum, { length }) => sum + length, 0);
    for (const [oldest, { length }] of entries) {
      if (size <= most) break;
      entries.delete(oldest);
      size -= length;
    }
  };
  return {
    async read(key) {
      const found = entries.get(key) ?? (await behind?.read(key).catch(() => null)) ?? null;
      if (found) keep(key, found);
      return found;
    },
    async write(key, bytes) {
      keep(key, bytes);
      await behind?.write(key, bytes).catch(() => undefined);
    },
  };
}
