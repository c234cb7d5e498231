import type { Host } from "../src/host.ts";
import { memoryCache, type ResultCache } from "../src/notebook/result-cache.ts";

/** What is long to compute, in memory and beside the settings. */
export function hostCache(host: Host): ResultCache {
  return memoryCache(64_000_000, {
    async read(key) {
      const found = await host.readResult(key);
      return found === null ? null : Uint8Array.from(atob(found), (letter) => letter.charCodeAt(0));
    },
    write: (key, bytes) => host.keepResult(key, base64(bytes)),
  });
}

function base64(bytes: Uint8Array): string {
  let letters = "";
  for (let start = 0; start < bytes.length; start += 32_768)
    letters += String.fromCharCode(...bytes.subarray(start, start + 32_768));
  return btoa(letters);
}
