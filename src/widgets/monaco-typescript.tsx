import * as ts from "monaco-editor/languages/features/typescript/register";
import type { TypeText } from "./editor-assist.ts";

// TypeScript's language service for every editor of that language. One set of declarations serves them all, each editor's
// text being a module of its own. Its worker is large: it starts with the first such editor.

/** The options that Monaco's types do not name. */
const forceModules = 3;
const bundlerResolution = 100 as ts.ModuleResolutionKind;

ts.typescriptDefaults.setCompilerOptions({
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.ESNext,
  moduleResolution: bundlerResolution,
  moduleDetection: forceModules,
  lib: ["esnext"],
  types: [],
  allowImportingTsExtensions: true,
  allowNonTsExtensions: true,
  noEmit: true,
  skipLibCheck: true,
  // Scripts are short and for the moment: what may be missing is told by the data.
  strict: false,
  noImplicitAny: false,
});
ts.typescriptDefaults.setDiagnosticsOptions({
  noSuggestionDiagnostics: true,
  // A script is the inside of a function: it may return.
  diagnosticCodesToIgnore: [1108],
});
ts.typescriptDefaults.setInlayHintsOptions({});

/** Says what every editor's text may use. */
export function declareTypes(texts: readonly TypeText[]): void {
  ts.typescriptDefaults.setExtraLibs(texts.map(({ path, text }) => ({ filePath: `file:///${path}`, content: text })));
}
