import { installedBinary } from "../../tools/electron.mjs";
import { root } from "../../tools/setup.mjs";

/** Electron's binary, or null where it was never fetched. */
export function findBinary(): string | null {
  return installedBinary(root);
}
