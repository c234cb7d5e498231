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

/** From how long on a cell counts as slow: CASEBOOK_SLOW_CELL_SECONDS, where it is a number. */
export function slowCellSeconds(env: Environment = process.env): number | undefined {
  const said = env.CASEBOOK_SLOW_CELL_SECONDS?.trim();
  return said && Number(said) >= 0 ? Number(said) : undefined;
}

/** The folder that holds dist/, sample-data/ and package.json, seen from a built file in dist/main. */
export function programFolder(builtFile: string): string {
  return join(builtFile, "..", "..", "..");
}
