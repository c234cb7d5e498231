import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig, type UserConfig } from "vite";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Of all that decides what imported tables hold: those that other code has kept are read anew. */
function importersHash(): string {
  const hash = createHash("sha256");
  const take = (path: string) => hash.update(path).update(readFileSync(at(path), "utf8").replaceAll("\r\n", "\n"));
  for (const folder of ["src/importers", "src/traces", "src/notebook", "src/engine"]) {
    const names = readdirSync(at(folder), { recursive: true, encoding: "utf8" }).map((name) =>
      name.replaceAll("\\", "/"),
    );
    for (const name of names.filter((name) => /\.tsx?$/.test(name)).sort()) take(`${folder}/${name}`);
  }
  // The versions of what they are built on.
  return take("package.json").digest("hex");
}

/** The page. What is below /assets/ has the same address at every start, so that a browser keeps it compiled. */
const page: UserConfig = {
  root: at("renderer"),
  plugins: [react()],
  define: { "import.meta.env.CASEBOOK_IMPORTERS": JSON.stringify(importersHash()) },
  worker: { format: "es" },
  build: {
    outDir: at("dist/renderer"),
    emptyOutDir: true,
    target: "es2023",
    // The content policy lets nothing be fetched from a data: address.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 8000,
    modulePreload: { polyfill: false },
  },
};

/** What runs on Node and in Electron's main process. Packages stay outside, but for these: Electron ships without any. */
const main: UserConfig = {
  plugins: [react()],
  ssr: { noExternal: ["zod", "picomatch", "openai"], external: ["electron"] },
  build: {
    ssr: true,
    outDir: at("dist/main"),
    emptyOutDir: true,
    target: "node20",
    minify: false,
    rolldownOptions: {
      input: { web: at("main/web.ts"), electron: at("main/electron.ts"), cli: at("main/cli.ts") },
      output: { entryFileNames: "[name].js", chunkFileNames: "chunks/[name]-[hash].js" },
    },
  },
};

/** Electron's preload script: sandboxed, so one CommonJS file that may require nothing but electron. */
const preload: UserConfig = {
  build: {
    lib: { entry: at("main/preload.ts"), formats: ["cjs"], fileName: () => "preload.cjs" },
    outDir: at("dist/main"),
    emptyOutDir: false,
    target: "es2023",
    minify: false,
    rolldownOptions: { external: ["electron", ...builtinModules] },
  },
};

const builds: Readonly<Record<string, UserConfig>> = { main, preload };

export default defineConfig(({ mode }) => builds[mode] ?? page);
