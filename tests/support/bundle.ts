import { join, resolve } from "node:path";
import { build } from "vite";

/** Builds one of our modules into a folder as a single file that plain Node runs, and gives its path. */
export async function bundle(entry: string, folder: string): Promise<string> {
  await build({
    configFile: false,
    logLevel: "error",
    ssr: { noExternal: true },
    build: {
      ssr: true,
      outDir: folder,
      emptyOutDir: false,
      target: "node20",
      minify: false,
      rolldownOptions: { input: resolve(entry), output: { entryFileNames: "[name].mjs" } },
    },
  });
  return join(folder, entry.replace(/^.*\//, "").replace(/\.ts$/, ".mjs"));
}
