import type { ColumnInfo } from "../../engine/table-data.ts";
import { offeredNames } from "./offered.ts";

/** A table as far as a script's types are concerned. */
export interface DeclaredTable {
  readonly name: string;
  readonly columns: readonly ColumnInfo[];
}

export interface Declared {
  readonly tables: readonly DeclaredTable[];
  /** The engine's type of each input. */
  readonly inputTypes: Readonly<Record<string, string>>;
  /** The modules of the analysis library, as paths that the declarations can import. */
  readonly analysis: readonly string[];
}

/** TypeScript declarations of everything that a script is offered. */
export function declarations({ tables, inputTypes, analysis }: Declared): string {
  const rows = tables.map(({ name, columns }) => `  ${JSON.stringify(name)}: ${rowType(columns)};`);
  const variables = tables.filter(({ name }) => isVariable(name) && !(name in inputTypes));
  const stats = analysis.map((path) => `typeof import(${JSON.stringify(path)})`);
  return [
    offered,
    `/** The statistics of Casebook's own cells. */\ndeclare const stats: ${stats.join(" & ") || "{}"};`,
    `/** The tables of this notebook, with what a row holds. */\ninterface Tables {\n${rows.join("\n")}\n}`,
    ...variables.map(
      ({ name }) => `/** A table of this notebook. */\ndeclare const ${name}: Table<Tables[${JSON.stringify(name)}]>;`,
    ),
    ...Object.entries(inputTypes).flatMap(([name, type]) => (isVariable(name) ? [inputDeclaration(name, type)] : [])),
  ].join("\n\n");
}

function inputDeclaration(name: string, type: string): string {
  return `/** An input of this notebook. */\ndeclare const ${name}: ${valueType(type)} | null;`;
}

const reserved =
  `break case catch class const continue debugger default delete do else enum export extends false finally for
  function if import in instanceof new null return super switch this throw true try typeof var void while with let static
  yield await implements interface package private protected public`.split(/\s+/);

function isVariable(name: string): boolean {
  return (
    /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) && !reserved.includes(name) && !offeredNames.includes(name)
  );
}

function rowType(columns: readonly ColumnInfo[]): string {
  return `{ ${columns.map(({ name, type }) => `${JSON.stringify(name)}: ${valueType(type)} | null`).join("; ")} }`;
}

/** What a value of an engine's type is in a script. */
function valueType(type: string): string {
  if (/\[\d*\]$/.test(type)) return `(${valueType(type.replace(/\[\d*\]$/, ""))})[]`;
  if (/^(U?(TINY|SMALL|BIG)INT|U?INTEGER|DOUBLE|FLOAT|U?HUGEINT|DECIMAL.*)$/.test(type)) return "number";
  if (type === "BOOLEAN") return "boolean";
  if (type.startsWith("MAP(")) return "Record<string, string>";
  return type.startsWith("STRUCT(") ? "Record<string, any>" : "string";
}

const offered = `/** A value as rows hold it. Times are ISO text, integers beyond 2^53 are digits as text. */
type Value = null | boolean | number | string | readonly Value[] | { readonly [key: string]: Value };

/** A query that has not run yet, or a table. \`await\` gives its rows. */
interface Query<Row> extends PromiseLike<Row[]> {
  /** Every row as an object. */
  rows(): Promise<Row[]>;
  /** One column as numbers; NaN where there is none. Asks the engine for this column alone. */
  numbers(column: keyof Row & string): Promise<Float64Array>;
  /** One column's values. */
  values<Name extends keyof Row & string>(column: Name): Promise<Row[Name][]>;
  /** The named columns, or all of them, as an Arrow table: typed arrays without a copy. */
  arrow(...columns: (keyof Row & string)[]): Promise<ArrowTable>;
}

interface Table<Row> extends Query<Row> {
  readonly tableName: string;
}

interface ArrowTable {
  readonly numRows: number;
  readonly numCols: number;
  readonly schema: { readonly fields: readonly { readonly name: string; readonly nullable: boolean }[] };
  getChild(name: string): ArrowColumn | null;
  getChildAt(index: number): ArrowColumn | null;
}

interface ArrowColumn extends Iterable<any> {
  readonly length: number;
  readonly nullCount: number;
  get(row: number): any;
  isValid(row: number): boolean;
  /** A typed array for numbers; 64-bit integers as BigInt64Array. */
  toArray(): any;
}

type Bound = string | number | bigint | boolean | null | Date | Table<any> | readonly Bound[] | Float64Array;

/**
 * Asks the tables in DuckDB's SQL. Values are bound: they never become part of the SQL.
 *
 *     const rows = await sql\\\`select name, count(*) as n from spans where duration_ms > \\\${limit} group by name\\\`;
 */
declare function sql<Row = Record<string, any>>(parts: TemplateStringsArray, ...values: Bound[]): Query<Row>;

/** A table or a cell by its name. */
declare function table<Name extends keyof Tables>(name: Name): Table<Tables[Name]>;
declare function table(name: string): Table<Record<string, any>>;

/** A figure as Plotly takes it. Colours may be tokens: "var(--reference)", "var(--current)". */
interface Figure {
  data: Record<string, any>[];
  layout?: Record<string, any>;
}

/** Shows values below the cell, in order: text, numbers, rows as a table, \`{ data, layout }\` as a figure. */
declare function display(...values: (Figure | readonly object[] | unknown)[]): void;

/** Says how far the script is: "412,000 of 1,000,000 spans". */
declare function progress(text: string): void;

declare const console: {
  log(...values: unknown[]): void;
  info(...values: unknown[]): void;
  warn(...values: unknown[]): void;
  error(...values: unknown[]): void;
  debug(...values: unknown[]): void;
  /** As display. */
  table(rows: unknown): void;
};

declare function setTimeout(run: () => void, ms?: number): number;
declare function clearTimeout(timer: number): void;
declare function setInterval(run: () => void, ms?: number): number;
declare function clearInterval(timer: number): void;
declare function structuredClone<T>(value: T): T;
declare const performance: { now(): number };
declare const crypto: { randomUUID(): string; getRandomValues<T extends ArrayBufferView>(array: T): T };
declare function atob(text: string): string;
declare function btoa(text: string): string;
declare class TextEncoder { encode(text?: string): Uint8Array }
declare class TextDecoder { constructor(label?: string); decode(bytes?: ArrayBufferView): string }`;
