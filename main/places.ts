import { homedir } from "node:os";
import { join } from "node:path";

type Environment = Readonly<Record<string, string | undefined>>;

/** The folder where settings are kept, by the platform's custom; CASEBOOK_CONFIG overrides it. */
export function configFolder(env: Environment = process.env, platform: string = process.platform): string {
  if (env.CASEBOOK_CONFIG) return env.CASEBOOK_CONFIG;
  if (platform === "win32") return join(env.APPDATA ?? join(homedir(), "AppData", "Roaming"), "Casebook");
  if (platform === "darwin") return join(homedir(), "Library", "Application Support", "Casebook");
  return join(env.XDG_CONFIG_HOME || join(homedir(), ".config"), "casebook");
}

/** The folder that holds dist/, sample-data/ and package.json, seen from a built file in dist/main. */
export function programFolder(builtFile: string): string {
  return join(builtFile, "..", "..", "..");
}
