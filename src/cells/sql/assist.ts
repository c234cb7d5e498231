import type { Engine } from "../../engine/engine.ts";
import { identifier, literal } from "../../engine/sql.ts";
import type { ColumnInfo } from "../../engine/table-data.ts";
import type { Completion, Completions, EditorAssist, Hover } from "../../widgets/editor-assist.ts";
import { counted } from "../../widgets/format.ts";
import { type CatalogFunction, type CatalogTable, SqlCatalog } from "./catalog.ts";
import { formatSql } from "./format.ts";
import { type Output, type Scope, type Source, scopeAt } from "./scope.ts";

/** A column that a name may mean, and the table that it comes from, where that is known. */
interface Named extends ColumnInfo {
  readonly table: string | null;
  readonly of: string;
}

/** Completion, explanation and layout of SQL over an engine's tables. */
export function sqlAssist(engine: Engine): EditorAssist {
  const catalog = new SqlCatalog(engine);
  return {
    complete: (source, offset) => complete(catalog, source, offset),
    hover: (source, offset, signal) => hover(catalog, source, offset, signal),
    format: formatSql,
  };
}

async function complete(catalog: SqlCatalog, source: string, offset: number): Promise<Completions> {
  const scope = scopeAt(source, offset);
  const { start, place } = scope;
  const end = place.kind === "key" ? Math.max(offset, scope.end) : scope.end;
  const items = await itemsFor(catalog, scope, source);
  return { start, end, items };
}

async function itemsFor(catalog: SqlCatalog, scope: Scope, source: string): Promise<readonly Completion[]> {
  const { place } = scope;
  if (place.kind === "nothing") return [];
  const [tables, functions] = await Promise.all([catalog.tables(), catalog.functions()]);
  if (place.kind === "key") return keyItems(catalog, scope, tables, place);
  if (place.kind === "member")
    return membersOf(scope, tables, place.of).map((column, rank) => columnItem(column, rank));
  if (place.kind === "table") return [...tableItems(scope, tables, 0), ...functionItems(functions, true, 9)];
  const upper = /^[A-Z]{2,}$/.test(source.slice(scope.start, scope.end));
  return [
    ...columnsIn(scope, tables).map((column, rank) => columnItem(column, rank)),
    ...scope.aliases.map(
      (label): Completion => ({ label, kind: "column", insert: quoted(label), detail: "this query", rank: 1000 }),
    ),
    ...sourceItems(scope),
    ...keywords.map((word): Completion => ({ label: upper ? word.toUpperCase() : word, kind: "keyword", rank: 2000 })),
    ...functionItems(functions, false, 3000),
    ...tableItems(scope, tables, 4000),
  ].filter(isFirst());
}

/** Keeps the first of those that are called the same. */
function isFirst(): (item: Completion) => boolean {
  const seen = new Set<string>();
  return ({ label, kind }) => {
    const key = `${kind === "function" ? "()" : ""}${label.toLowerCase()}`;
    return !seen.has(key) && Boolean(seen.add(key));
  };
}

type Tables = ReadonlyMap<string, CatalogTable>;

function tableItems({ queries }: Scope, tables: Tables, rank: number): Completion[] {
  const named = [...queries.keys()].map(
    (label): Completion => ({ label, kind: "table", insert: quoted(label), detail: "with", rank }),
  );
  const stored = [...tables.values()].map(
    ({ name, columns }): Completion => ({
      label: name,
      kind: "table",
      insert: quoted(name),
      detail: counted(columns.length, "column"),
      rank: rank + 1,
    }),
  );
  return [...named, ...stored];
}

function sourceItems({ sources }: Scope): Completion[] {
  return sources.flatMap(({ alias, table }): Completion[] =>
    alias
      ? [
          {
            label: alias,
            kind: "table",
            insert: quoted(alias),
            detail: table && table !== alias ? table : "from",
            rank: 1500,
          },
        ]
      : [],
  );
}

function functionItems(
  functions: ReadonlyMap<string, CatalogFunction>,
  givesTable: boolean,
  rank: number,
): Completion[] {
  return [...functions.values()]
    .filter((found) => found.givesTable === givesTable)
    .map(({ name, ways, about }) => ({
      label: name,
      kind: "function",
      insert: `${name}()`,
      back: 1,
      detail: ways[0]?.slice(name.length),
      about: [about, ...ways.slice(0, 8)].filter(Boolean).join("\n"),
      rank,
    }));
}

function columnItem({ name, type, of }: Named, rank: number): Completion {
  return {
    label: name,
    kind: "column",
    insert: quoted(name),
    detail: [type, of].filter(Boolean).join(" · "),
    rank: Math.min(rank, 999),
  };
}

async function keyItems(
  catalog: SqlCatalog,
  scope: Scope,
  tables: Tables,
  { column, of }: { readonly column: string; readonly of: string | null },
): Promise<readonly Completion[]> {
  const holder = mapColumn(scope, tables, column, of);
  if (!holder?.table) return [];
  const keys = await catalog.keys(holder.table, holder.name);
  return keys.map((key, rank) => ({
    label: key,
    kind: "key",
    // The quotes are there already, the closing one too where the editor has put it.
    insert: literal(key),
    detail: holder.of,
    rank,
  }));
}

/** The MAP column that a name means here, or, before there is a FROM, in any table: spans first. */
function mapColumn(scope: Scope, tables: Tables, column: string, of: string | null): Named | null {
  const here = of === null ? columnsIn(scope, tables) : membersOf(scope, tables, of);
  const fits = ({ name, type }: Named) => name.toLowerCase() === column.toLowerCase() && type.startsWith("MAP");
  const spans = tables.get("spans");
  return here.find(fits) ?? (spans && of === null ? columnsOf(spans, "spans").find(fits) : null) ?? null;
}

function membersOf(scope: Scope, tables: Tables, name: string): readonly Named[] {
  const lower = name.toLowerCase();
  const source = scope.sources.find(({ alias }) => alias.toLowerCase() === lower);
  if (source) return columnsFrom(source, tables);
  const table = tables.get(lower);
  return table ? columnsOf(table, table.name) : [];
}

/** The columns of what the query reads; before it reads anything, those of every table. */
function columnsIn(scope: Scope, tables: Tables): readonly Named[] {
  if (scope.sources.length) return scope.sources.flatMap((source) => columnsFrom(source, tables));
  return [...tables.values()].flatMap((table) => columnsOf(table, table.name));
}

function columnsFrom(source: Source, tables: Tables): readonly Named[] {
  const { alias, table, output } = source;
  if (output) return outputColumns(output, alias, tables, 0);
  const found = table === null ? undefined : tables.get(table.toLowerCase());
  return found ? columnsOf(found, alias) : [];
}

function outputColumns({ names, all }: Output, of: string, tables: Tables, depth: number): readonly Named[] {
  const rest = depth > 8 ? [] : all.flatMap((inner) => columnsFrom(inner, tables).map((column) => ({ ...column, of })));
  return [...names.map((name) => ({ name, type: "", table: null, of })), ...rest];
}

function columnsOf({ name, columns }: CatalogTable, of: string): readonly Named[] {
  return columns.map((column) => ({ ...column, table: name, of }));
}

async function hover(catalog: SqlCatalog, source: string, offset: number, signal: AbortSignal): Promise<Hover | null> {
  // A place at a name's first letter is before it: one further on is in it.
  const scope = scopeAt(source, offset + 1);
  const { start, end, place } = scope;
  const text = source.slice(start, end);
  if (!text || start > offset || place.kind === "nothing") return null;
  const tables = await catalog.tables();
  const lines =
    place.kind === "key"
      ? await keyLines(catalog, scope, tables, place, text, signal)
      : await nameLines(catalog, scope, tables, plain(text), source, signal);
  return lines && { start, end, lines };
}

async function keyLines(
  catalog: SqlCatalog,
  scope: Scope,
  tables: Tables,
  place: Scope["place"] & { kind: "key" },
  text: string,
  signal: AbortSignal,
) {
  const holder = mapColumn(scope, tables, place.column, place.of);
  if (!holder?.table) return null;
  const key = text.replace(/^'|'$/g, "").replaceAll("''", "'");
  const expression = `${identifier(holder.name)}[${literal(key)}]`;
  return [
    `${holder.name}['${key}']  VARCHAR  ${holder.table}`,
    ...(await valueLines(catalog, holder.table, expression, signal)),
  ];
}

async function nameLines(
  catalog: SqlCatalog,
  scope: Scope,
  tables: Tables,
  name: string,
  source: string,
  signal: AbortSignal,
) {
  const lower = name.toLowerCase();
  if (/^\s*\(/.test(source.slice(scope.end))) {
    const found = (await catalog.functions()).get(lower);
    if (found) return [...found.ways.slice(0, 6), ...(found.about ? [found.about] : [])];
  }
  const { place } = scope;
  const columns =
    place.kind === "member"
      ? membersOf(scope, tables, place.of)
      : place.kind === "table"
        ? []
        : columnsIn(scope, tables);
  const column =
    scope.sources.length || place.kind === "member"
      ? columns.find((other) => other.name.toLowerCase() === lower)
      : undefined;
  if (column) return columnLines(catalog, column, signal);
  const table =
    tables.get(lower) ??
    tables.get(scope.sources.find(({ alias }) => alias.toLowerCase() === lower)?.table?.toLowerCase() ?? "");
  return table ? tableLines(table) : null;
}

async function columnLines(catalog: SqlCatalog, { name, type, table, of }: Named, signal: AbortSignal) {
  const head = [name, type, table ?? of].filter(Boolean).join("  ");
  return [head, ...(table === null ? [] : await valueLines(catalog, table, identifier(name), signal))];
}

async function valueLines(
  catalog: SqlCatalog,
  table: string,
  expression: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const values = await catalog.values(table, expression, signal);
  return values.length ? ["such as", ...values.map((value) => `  ${value}`)] : ["no values in the first rows"];
}

function tableLines({ name, columns }: CatalogTable): readonly string[] {
  const shown = columns.slice(0, 12).map((column) => `  ${column.name}  ${column.type}`);
  const more = columns.length > shown.length ? [`  and ${columns.length - shown.length} more`] : [];
  return [`${name}  ${counted(columns.length, "column")}`, ...shown, ...more];
}

function plain(text: string): string {
  return text.startsWith('"') ? text.replace(/^"|"$/g, "").replaceAll('""', '"') : text;
}

/** A name as SQL needs it: in quotes only where it must be. */
function quoted(name: string): string {
  return /^[a-z_][a-z0-9_]*$/i.test(name) && !reserved.has(name.toLowerCase()) ? name : identifier(name);
}

const keywords = `select from where group by order having limit offset distinct as and or not in is null like ilike
  between exists case when then else end join left right full inner outer cross on using union all except intersect with
  recursive over partition rows range preceding following current row unbounded qualify window filter exclude replace
  asc desc nulls first last true false cast try_cast interval values pivot unpivot summarize describe create table view
  insert into update set delete drop returning explain analyze asof lateral sample`.split(/\s+/);

const reserved = new Set(
  `all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create default
  deferrable desc describe distinct do else end except false fetch for foreign from group having in initially intersect
  into lambda lateral leading limit not null offset on only or order pivot pivot_longer pivot_wider placing primary
  qualify references returning select show some summarize symmetric table then to trailing true union unique unpivot
  using variadic when where window with`.split(/\s+/),
);
