import { builtinModules } from "node:module";
import { posix } from "node:path";
import { type Import, type SourceFacts, sourceFacts } from "./source-facts.ts";

/** Text of every source file, by its path from the project's folder. */
export type Tree = ReadonlyMap<string, string>;

export interface Breach {
  readonly file: string;
  readonly rule: string;
}

/** The house: which room may import which. `*` is every room of src; a room may always import itself. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  analysis: [],
  text: [],
  engine: [],
  widgets: [],
  host: [],
  traces: ["analysis"],
  importers: ["traces"],
  notebook: ["engine", "traces", "analysis", "importers"],
  cells: ["*"],
  report: ["*"],
  renderer: ["*"],
  main: ["*"],
  tools: [],
  tests: ["*", "main", "renderer", "tools", "bench", "project"],
  bench: ["*", "main", "renderer", "tools", "tests"],
  project: [],
};

const srcRooms = [
  "analysis",
  "text",
  "engine",
  "widgets",
  "host",
  "traces",
  "importers",
  "notebook",
  "cells",
  "report",
];

/** Files that may only list what others export. */
const lists = ["src/cells/index.tsx", "src/importers/index.ts", "src/analysis/index.ts"];

const drawingPackages = [
  "react",
  "react-dom",
  "react-markdown",
  "remark-gfm",
  "@tanstack/react-virtual",
  "monaco-editor",
  "plotly.js-dist-min",
];

/** Need a DOM when they are loaded, so nothing that Node runs may load them at its start. */
const domPackages = ["monaco-editor", "plotly.js-dist-min"];

const networkGlobals = ["fetch", "XMLHttpRequest", "WebSocket", "EventSource"];
const domGlobals = [
  "document",
  "window",
  "navigator",
  "location",
  "localStorage",
  "sessionStorage",
  "indexedDB",
  "alert",
];
const nodeGlobals = ["process", "Buffer", "require", "__dirname", "__filename", "global", "setImmediate"];

const longest = 400;

interface Source {
  readonly path: string;
  readonly room: string;
  readonly facts: SourceFacts;
}

/** Every breach of the house's rules in a tree. `packages` are the dependencies that package.json declares. */
export function breaches(tree: Tree, packages: ReadonlySet<string>): readonly Breach[] {
  const sources = new Map<string, Source>();
  const unreadable: Breach[] = [];
  for (const [given, text] of tree) {
    const path = given.replaceAll("\\", "/");
    try {
      sources.set(path, { path, room: roomOf(path), facts: sourceFacts(path, text) });
    } catch (error) {
      unreadable.push({ file: path, rule: error instanceof Error ? error.message : String(error) });
    }
  }
  const all = [...sources.values()].flatMap((source) => [
    ...importBreaches(source, sources, packages),
    ...formBreaches(source),
  ]);
  return [...unreadable, ...all, ...domBreaches(sources)];
}

export function roomOf(path: string): string {
  const [top = "", second = "", third] = path.split("/");
  if (top === "src") return third === undefined ? posix.parse(second).name : second;
  return second === "" ? "project" : top;
}

function importBreaches(source: Source, sources: ReadonlyMap<string, Source>, packages: ReadonlySet<string>): Breach[] {
  return source.facts.imports.flatMap((wanted) => {
    const local = localPath(source.path, wanted.specifier);
    const rule = local === null ? packageRule(source, wanted, packages) : localRule(source, local, wanted, sources);
    return rule ? [{ file: source.path, rule }] : [];
  });
}

/** The path that a specifier means inside the project (a query cut off), or null for a package. */
function localPath(from: string, specifier: string): string | null {
  const [path = ""] = specifier.split("?");
  if (path.startsWith("/")) return path.slice(1);
  return path.startsWith(".") ? posix.join(posix.dirname(from), path) : null;
}

function localRule(source: Source, path: string, wanted: Import, sources: ReadonlyMap<string, Source>): string | null {
  const said = `imports ${wanted.specifier}`;
  const room = roomOf(path);
  if (path.startsWith("..")) return `${said}: outside the project`;
  if (!/\.(ts|tsx|mjs|css|json|svg)$/.test(path)) return `${said}: write the file's ending`;
  if (/\.(ts|tsx|mjs)$/.test(path) && !path.includes("*") && !sources.has(path))
    return `${said}: there is no such file`;
  if (!isAllowed(source.room, room)) return `${said}: ${source.room} may not import ${room}`;
  if (otherCell(source.path, path)) return `${said}: a cell may not import another cell`;
  if (isPure(source.path) && path.endsWith(".tsx") && wanted.how !== "type")
    return `${said}: a .ts file of src does not draw`;
  return null;
}

function isAllowed(from: string, to: string): boolean {
  if (from === to) return true;
  const allowed = mayImport[from] ?? [];
  return allowed.includes(to) || (allowed.includes("*") && (srcRooms.includes(to) || to === "**"));
}

/** Cells share what lies beside their folders, but never reach into another's folder, nor into the list of all. */
function otherCell(from: string, to: string): boolean {
  const mine = cellOf(from);
  if (mine === null) return false;
  const theirs = cellOf(to);
  return to === "src/cells/index.tsx" || (theirs !== null && theirs !== mine);
}

function cellOf(path: string): string | null {
  return /^src\/cells\/([^/]+)\/./.exec(path)?.[1] ?? null;
}

/** In src, a .ts file runs anywhere. */
function isPure(path: string): boolean {
  return path.startsWith("src/") && path.endsWith(".ts");
}

function packageRule(source: Source, { specifier }: Import, packages: ReadonlySet<string>): string | null {
  const said = `imports ${specifier}`;
  const name = packageName(specifier);
  const { room, path } = source;
  if (isBuiltin(specifier) || name === "electron") {
    const homes = name === "electron" ? ["main", "tests", "bench"] : ["main", "tools", "tests", "bench", "project"];
    return homes.includes(room) ? null : `${said}: only ${homes.slice(0, 2).join("/ and ")}/ know Node and Electron`;
  }
  if (room === "tools") return `${said}: tools/ use Node's own modules only`;
  if (name.startsWith("@duckdb/") && !mayUseDuckDB(path, room, specifier))
    return `${said}: only src/engine/duckdb.ts knows DuckDB`;
  if (drawingPackages.includes(name) && isText(path, room)) return `${said}: only .tsx files and renderer/ draw`;
  return packages.has(name) || specifier.startsWith("virtual:") ? null : `${said}: package.json does not declare it`;
}

function isText(path: string, room: string): boolean {
  return path.endsWith(".ts") && !["renderer", "tests", "bench", "project"].includes(room);
}

// The page addresses DuckDB's files as assets; the types of its browser build are declared beside its only user.
function mayUseDuckDB(path: string, room: string, specifier: string): boolean {
  if (path === "src/engine/duckdb.ts" || path === "src/engine/duckdb-wasm.d.ts") return true;
  if (room === "tests" || room === "bench") return true;
  return room === "renderer" && /^@duckdb\/duckdb-wasm\/dist\/[\w.-]+\?url$/.test(specifier);
}

function isBuiltin(specifier: string): boolean {
  return specifier.startsWith("node:") || builtinModules.includes(specifier);
}

function packageName(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}

function formBreaches({ path, room, facts }: Source): Breach[] {
  const rules: string[] = [];
  const name = posix.basename(path);
  const inSrc = path.startsWith("src/");
  if (facts.lines > longest) rules.push(`has ${facts.lines} lines: at most ${longest}`);
  if (!path.split("/").every(isKebab)) rules.push("file and folder names are kebab-case");
  if (/^(utils?|helpers?|misc|common)\./.test(name)) rules.push("a file is named after what it holds");
  if (facts.hasDefaultExport && !mayDefaultExport(path)) rules.push("no default exports but in configuration");
  if (facts.isBarrel && !lists.includes(path)) rules.push("only passes on what others export");
  if (/^index\./.test(name) && !mayBeIndex(path)) rules.push("an index file only where there is a list, or in a cell");
  if (inSrc && facts.usesMathRandom) rules.push("uses Math.random: randomness is a seeded argument");
  if (isPure(path)) {
    for (const global of [...domGlobals, ...nodeGlobals, ...networkGlobals])
      if (facts.globals.has(global)) rules.push(`uses ${global}: a .ts file of src runs anywhere and asks no network`);
  }
  if (inSrc && !srcRooms.includes(room)) rules.push(`src has no room "${room}"`);
  return rules.map((rule) => ({ file: path, rule }));
}

function isKebab(part: string): boolean {
  return /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/.test(part);
}

function mayDefaultExport(path: string): boolean {
  return /^([^/]+\.config\.ts|bench\/vitest\.config\.ts)$/.test(path) || path === "tests/support/global-setup.ts";
}

function mayBeIndex(path: string): boolean {
  return lists.includes(path) || /^src\/cells\/[^/]+\/index\.tsx$/.test(path);
}

/** Packages that need a DOM, reached from main/ without a lazy import on the way. */
function domBreaches(sources: ReadonlyMap<string, Source>): Breach[] {
  const reached = new Set<string>();
  const pending = [...sources.values()].filter(({ room }) => room === "main");
  const found: Breach[] = [];
  for (let source = pending.pop(); source; source = pending.pop()) {
    if (reached.has(source.path)) continue;
    reached.add(source.path);
    for (const { specifier, how } of source.facts.imports) {
      if (how !== "static") continue;
      const path = localPath(source.path, specifier);
      const next = path === null ? undefined : sources.get(path);
      if (next) pending.push(next);
      if (path === null && domPackages.includes(packageName(specifier)))
        found.push({
          file: source.path,
          rule: `imports ${specifier}: main/ loads this file on Node; import it lazily`,
        });
    }
  }
  return found;
}
