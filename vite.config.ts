import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin, type UserConfig } from "vite";

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

/**
 * Monaco's file that starts a language's worker imports every feature of an editor. Loaded with TypeScript, when editors
 * and their services exist, such a feature cannot start; those that editors have are in monaco-features.tsx.
 */
function onlyOwnMonacoFeatures(): Plugin {
  let found = false;
  return {
    name: "only-own-monaco-features",
    transform: {
      filter: { id: /monaco-editor\/esm\/vs\/internal\/common\/workers\.js$/ },
      handler: (code) => {
        const own = code.replaceAll(/^import '[^']+';$/gm, "");
        found = own !== code;
        return { code: own, map: null };
      },
    },
    buildEnd(error) {
      if (!error && !found)
        this.error("Monaco's file that starts workers is elsewhere, or imports its features otherwise.");
    },
  };
}

/** The page. What is below /assets/ has the same address at every start, so that a browser keeps it compiled. */
const page: UserConfig = {
  root: at("renderer"),
  plugins: [react(), onlyOwnMonacoFeatures()],
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
    rolldownOptions: { input: { index: at("renderer/index.html"), script: at("renderer/script-page.html") } },
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
