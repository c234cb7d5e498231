import type { KeyPlace } from "../src/host.ts";

/** How secrets are turned into what is written to the disk. */
export interface Vault {
  readonly place: Exclude<KeyPlace, "environment">;
  seal(secret: string): string;
  /** @throws when it was sealed on another computer or by another user */
  open(sealed: string): string;
}

/** Secrets as they are, for a file that only its owner can read. */
export const fileVault: Vault = { place: "file", seal: (secret) => secret, open: (sealed) => sealed };

/** What of Electron's safeStorage is used. */
export interface SafeStorage {
  isEncryptionAvailable(): boolean;
  getSelectedStorageBackend?(): string;
  encryptString(text: string): Buffer;
  decryptString(sealed: Buffer): string;
}

/** The system's keychain; null where there is none. "basic_text" is Linux without one: a key that stands in the program. */
export function keychainVault(storage: SafeStorage, platform: string = process.platform): Vault | null {
  if (!storage.isEncryptionAvailable()) return null;
  if (platform === "linux" && storage.getSelectedStorageBackend?.() === "basic_text") return null;
  return {
    place: "keychain",
    seal: (secret) => storage.encryptString(secret).toString("base64"),
    open: (sealed) => storage.decryptString(Buffer.from(sealed, "base64")),
  };
}
