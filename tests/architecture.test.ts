import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { breaches, roomOf } from "./support/architecture.ts";

const root = resolve(import.meta.dirname, "..");
const rooms = ["src", "renderer", "main", "tools", "tests", "bench"];

function codeBelow(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return path === join(root, "tests", "corpus") ? [] : codeBelow(path);
    return /\.(ts|tsx|mjs)$/.test(entry.name) ? [path] : [];
  });
}

function projectTree(): ReadonlyMap<string, string> {
  const configs = readdirSync(root).filter((name) => name.endsWith(".config.ts"));
  const files = [...rooms.flatMap((room) => codeBelow(join(root, room))), ...configs.map((name) => join(root, name))];
  return new Map(files.map((file) => [relative(root, file), readFileSync(file, "utf8")]));
}

function declaredPackages(): ReadonlySet<string> {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  return new Set([...Object.keys(dependencies), ...Object.keys(devDependencies)]);
}

/** Breaches that are known and wait to be mended: file, the rule's beginning, and why it waits. */
const debts: readonly (readonly [file: string, rule: string])[] = [];

describe("the house", () => {
  const found = breaches(projectTree(), declaredPackages());
  const isDebt = (file: string, rule: string) =>
    debts.some(([where, beginning]) => where === file && rule.startsWith(beginning));

  it("keeps its rules in every file", () => {
    const fresh = found.filter(({ file, rule }) => !isDebt(file, rule)).map(({ file, rule }) => `${file}: ${rule}`);
    expect(fresh).toEqual([]);
  });

  it("lists no debt that has been paid", () => {
    const paid = debts.filter(
      ([file, beginning]) => !found.some((breach) => breach.file === file && breach.rule.startsWith(beginning)),
    );
    expect(paid).toEqual([]);
  });

  it("has files in every room that has rules", () => {
    const paths = [...projectTree().keys()].map((path) => roomOf(path.replaceAll("\\", "/")));
    for (const room of ["traces", "importers", "engine", "notebook", "cells", "widgets", "renderer", "main", "tools"])
      expect(paths, room).toContain(room);
  });
});

describe("the checker", () => {
  const packages = new Set([
    "react",
    "apache-arrow",
    "monaco-editor",
    "@duckdb/duckdb-wasm",
    "@duckdb/node-api",
    "zod",
  ]);
  /** Rules that a made-up file breaks, among a few others that are in order. */
  const rulesFor = (path: string, text: string, others: Record<string, string> = {}) => {
    const tree = new Map(Object.entries({ ...neighbours, ...others, [path]: text }));
    return breaches(tree, packages)
      .filter(({ file }) => file === path.replaceAll("\\", "/"))
      .map(({ rule }) => rule);
  };
  const neighbours = {
    "src/analysis/psi.ts": "export const psi = 1;",
    "src/engine/engine.ts": "export interface Engine {}",
    "src/traces/tree.ts": "export const tree = 1;",
    "src/notebook/cell.ts": "export const cell = 1;",
    "src/cells/cell-kind.tsx": "export const kind = 1;",
    "src/cells/psi/view.tsx": "export const view = 1;",
    "src/widgets/table.tsx": "export const table = 1;",
    "src/host.ts": "export interface Host {}",
    "main/files.ts": "export const files = 1;",
    "renderer/app.tsx": "export const app = 1;",
  };

  it.each([
    ["src/analysis/a.ts", 'import "../traces/tree.ts";', "analysis may not import traces"],
    ["src/widgets/a.tsx", 'import type { Engine } from "../engine/engine.ts";', "widgets may not import engine"],
    ["src/traces/a.ts", 'import { cell } from "../notebook/cell.ts";', "traces may not import notebook"],
    ["src/importers/a.ts", 'export { psi } from "../analysis/psi.ts"; export const a = 1;', "may not import analysis"],
    [
      "src/importers/a.ts",
      'type E = import("../engine/engine.ts").Engine; export type F = E;',
      "may not import engine",
    ],
    ["src/notebook/a.ts", 'const a = await import("../cells/psi/view.tsx"); export { a };', "may not import cells"],
    ["src/notebook/a.ts", 'import type { Host } from "../host.ts";', "notebook may not import host"],
    ["src/cells/a/a.ts", 'import "../../../main/files.ts";', "cells may not import main"],
    ["src/cells/a/a.tsx", 'import { view } from "../psi/view.tsx";', "a cell may not import another cell"],
    ["src/cells/a/a.tsx", 'import "../index.tsx";', "there is no such file"],
    ["main/a.ts", 'import "../renderer/app.tsx";', "main may not import renderer"],
    ["renderer/a.ts", 'import "../main/files.ts";', "renderer may not import main"],
    ["renderer/a.ts", 'new Worker(new URL("../main/files.ts", import.meta.url));', "renderer may not import main"],
    ["main/a.ts", 'export const css = import.meta.glob(["/renderer/a.css"]);', "main may not import renderer"],
    ["tools/a.mjs", 'import "../main/files.ts";', "tools may not import main"],
  ])("tells that %s breaks the table: %s", (path, text, rule) => {
    expect(rulesFor(path, text).join()).toContain(rule);
  });

  it("does not let a cell import the list of all cells", () => {
    const list = { "src/cells/index.tsx": 'export { view } from "./psi/view.tsx";' };
    expect(rulesFor("src/cells/a/a.tsx", 'import "../index.tsx";', list).join()).toContain("another cell");
    expect(rulesFor("src/cells/index.tsx", list["src/cells/index.tsx"])).toEqual([]);
  });

  it.each([
    ["src/traces/a.ts", 'import { join } from "node:path";', "only main/"],
    ["src/traces/a.ts", 'import fs from "fs";', "only main/"],
    ["renderer/a.ts", 'import { shell } from "electron";', "only main/"],
    ["tools/a.mjs", 'import { z } from "zod";', "Node's own modules only"],
    ["tools/a.mjs", 'import { app } from "electron";', "only main/"],
    ["src/cells/a/a.ts", 'import { useState } from "react";', "only .tsx files and renderer/ draw"],
    ["src/cells/a/a.ts", 'import type { ReactNode } from "react";', "only .tsx files and renderer/ draw"],
    ["main/a.ts", 'import "monaco-editor/editor/editor.main";', "only .tsx files and renderer/ draw"],
    ["src/notebook/a.ts", 'import { AsyncDuckDB } from "@duckdb/duckdb-wasm";', "only src/engine/duckdb.ts"],
    ["main/a.ts", 'import wasm from "@duckdb/duckdb-wasm/dist/a.wasm?url";', "only src/engine/duckdb.ts"],
    ["renderer/a.ts", 'import { AsyncDuckDB } from "@duckdb/duckdb-wasm";', "only src/engine/duckdb.ts"],
    ["src/traces/a.ts", 'import _ from "lodash";', "package.json does not declare it"],
  ])("tells that %s may not use the package: %s", (path, text, rule) => {
    expect(rulesFor(path, text).join()).toContain(rule);
  });

  it.each([
    ["src/traces/a.ts", "export const a = document.title;", "uses document"],
    ["src/traces/a.ts", "export const a = () => window;", "uses window"],
    ["src/traces/a.ts", "export const a = process.env.HOME;", "uses process"],
    ["src/traces/a.ts", "export const a = (b: Buffer) => b;", "uses Buffer"],
    ["src/traces/a.ts", 'export const a = () => fetch("https://example.org");', "uses fetch"],
    ["src/traces/a.ts", "export const a = Math.random();", "uses Math.random"],
    ["src/widgets/a.tsx", 'export const a = Math["random"]();', "uses Math.random"],
    ["src/traces/a.ts", "export default 1;", "no default exports"],
    ["src/traces/a.ts", "const a = 1; export { a as default };", "no default exports"],
    ["src/traces/a.ts", 'export * from "./tree.ts";', "only passes on"],
    ["src/traces/index.ts", "export const a = 1;", "an index file"],
    ["src/traces/SpanTree.ts", "export const a = 1;", "kebab-case"],
    ["src/cells/myCell/a.ts", "export const a = 1;", "kebab-case"],
    ["src/traces/utils.ts", "export const a = 1;", "named after what it holds"],
    ["src/stuff/a.ts", "export const a = 1;", 'no room "stuff"'],
    ["src/traces/a.ts", 'import "./tree";', "write the file's ending"],
    ["src/traces/a.ts", 'import "./gone.ts";', "there is no such file"],
    ["src/traces/a.ts", 'import "../../../elsewhere.ts";', "outside the project"],
    ["src/cells/a/a.ts", 'import { kind } from "../cell-kind.tsx";', "does not draw"],
  ])("tells what is wrong with %s: %s", (path, text, rule) => {
    expect(rulesFor(path, text).join()).toContain(rule);
  });

  it("counts lines", () => {
    const lines = (n: number) => Array.from({ length: n }, (_, index) => `export const a${index} = 1;\n`).join("");
    expect(rulesFor("src/traces/a.ts", lines(400))).toEqual([]);
    expect(rulesFor("src/traces/a.ts", lines(401))).toEqual(["has 401 lines: at most 400"]);
  });

  it.each([
    ["src/traces/a.ts", 'import { psi } from "../analysis/psi.ts"; export const a = psi;'],
    ["src/cells/a/a.ts", 'import type { kind } from "../cell-kind.tsx"; export type A = typeof kind;'],
    [
      "src/cells/a/view.tsx",
      'import { kind } from "../cell-kind.tsx"; import "react"; export const a = document + kind;',
    ],
    ["src/traces/a.ts", "export const a = (window: { document: string }) => window.document;"],
    ["src/traces/a.ts", "export const a = { process: 1, fetch() {} }; export interface B { location: string }"],
    ["src/engine/duckdb.ts", 'import { AsyncDuckDB } from "@duckdb/duckdb-wasm"; export const a = AsyncDuckDB;'],
    ["renderer/a.ts", 'import wasm from "@duckdb/duckdb-wasm/dist/duckdb-eh.wasm?url"; export const a = wasm;'],
    ["main/a.ts", 'import { app } from "electron"; import "node:fs"; export const a = app;'],
    ["tools/a.mjs", 'import { join } from "node:path"; export const a = join;'],
    ["tools/a.mjs", 'export const a = new URL("../sample-data/", import.meta.url);'],
    ["main/a.ts", 'export const a = import.meta.glob("/src/**/*.css");'],
    ["tests/a.test.ts", 'import { DuckDBInstance } from "@duckdb/node-api"; import "../main/files.ts";'],
    ["vite.config.ts", "export default {};"],
  ])("finds nothing wrong with %s: %s", (path, text) => {
    expect(rulesFor(path, text)).toEqual([]);
  });

  it("finds packages that need a DOM behind what Node loads, unless they are loaded lazily", () => {
    const editor = { "src/widgets/editor.tsx": 'import "monaco-editor"; export const e = 1;' };
    const direct = { "src/cells/sql/view.tsx": 'export { e } from "../../widgets/editor.tsx"; export const v = 1;' };
    const lazy = { "src/cells/sql/view.tsx": 'export const v = import("../../widgets/editor.tsx");' };
    const main = 'import "../src/cells/sql/view.tsx";';
    const tree = (view: Record<string, string>) => new Map(Object.entries({ ...editor, ...view, "main/cli.ts": main }));
    expect(breaches(tree(direct), packages)).toEqual([
      { file: "src/widgets/editor.tsx", rule: expect.stringContaining("import it lazily") },
    ]);
    expect(breaches(tree(lazy), packages)).toEqual([]);
  });

  it("reads Windows paths", () => {
    expect(rulesFor("src\\analysis\\a.ts", 'import "../traces/tree.ts";').join()).toContain("may not import traces");
    expect(rulesFor("src\\traces\\a.ts", 'import "../analysis/psi.ts";')).toEqual([]);
  });

  it("names a file that it cannot parse", () => {
    expect(rulesFor("src/traces/a.ts", "export const = ;").join()).toContain("could not be parsed");
  });
});
