import { type Document, isMap, isPair, isScalar, isSeq, parseDocument, stringify } from "yaml";
import { type Mapping, readMapping, writeMapping } from "../importers/mapping/mapping.ts";
import { type Cohort, type CohortRule, type Cohorts, noCohorts, windowNs } from "./cohorts.ts";
import type { FrontMatter, SourceEntry } from "./notebook.ts";

/** Reads front matter, marks included. What it does not know stays in `raw`. */
export function parseFrontMatter(raw: string): FrontMatter {
  const empty = { raw, title: "", sources: [], cohorts: noCohorts, prices: null, problem: null };
  if (!raw) return empty;
  try {
    const document = parseDocument(inner(raw));
    const [error] = document.errors;
    if (error) return { ...empty, problem: `front matter: ${error.message}` };
    const value: unknown = document.toJS({ maxAliasCount: 100 }) ?? {};
    if (!isRecord(value)) return { ...empty, problem: "front matter: expected keys and values" };
    return {
      raw,
      title: value.title === undefined || value.title === null ? "" : String(value.title),
      sources: sourceEntries(value.sources),
      cohorts: cohortsOf(value.cohorts, document),
      prices: typeof value.prices === "string" ? value.prices : null,
      problem: null,
    };
  } catch (error) {
    return { ...empty, problem: error instanceof Error ? error.message : String(error) };
  }
}

function sourceEntries(value: unknown): SourceEntry[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new Error("front matter: sources: expected a list of paths");
  return value.map((entry: unknown, index) => {
    if (typeof entry === "string") return { path: entry, as: null };
    if (isRecord(entry) && typeof entry.path === "string") {
      const as = typeof entry.as === "string" ? entry.as : null;
      return { path: entry.path, as, ...mappingIn(entry.map, index) };
    }
    throw new Error(`front matter: sources: entry ${index + 1} has no path`);
  });
}

function mappingIn(value: unknown, index: number): { readonly map?: Mapping } {
  if (value === undefined || value === null) return {};
  try {
    return { map: readMapping(value) };
  } catch (error) {
    throw new Error(`front matter: sources: entry ${index + 1}: ${error instanceof Error ? error.message : error}`);
  }
}

function cohortsOf(value: unknown, document: Document): Cohorts {
  if (value === undefined || value === null) return noCohorts;
  if (!isRecord(value)) throw new Error("front matter: cohorts: expected reference and current");
  return { reference: ruleFrom(value, "reference", document), current: ruleFrom(value, "current", document) };
}

function ruleFrom(cohorts: Readonly<Record<string, unknown>>, name: Cohort, document: Document): CohortRule | null {
  const value = cohorts[name];
  if (value === undefined || value === null) return null;
  const place = `front matter: cohorts.${name}`;
  if (!isRecord(value)) throw new Error(`${place}: expected from and to, attribute and value, or where`);
  if (isGiven(value.value) && !isGiven(value.attribute))
    throw new Error(`${place}: value needs an attribute beside it`);
  const rule: CohortRule = {
    ...(isGiven(value.from) && { from: String(value.from) }),
    ...(isGiven(value.to) && { to: String(value.to) }),
    ...(isGiven(value.attribute) && {
      attribute: String(value.attribute),
      value: attributeValue(document.getIn(["cohorts", name, "value"], true), place),
    }),
    ...(isGiven(value.where) && { where: String(value.where) }),
  };
  if (Object.keys(rule).length === 0) throw new Error(`${place}: expected from and to, attribute and value, or where`);
  const { from, to } = windowNs(rule);
  if (from !== null && to !== null && from >= to)
    throw new Error(`${place}: ends before it begins: ${rule.from} to ${rule.to}`);
  return rule;
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && value !== "";
}

/** As it is written, since 3.0 and 3 are two versions. */
function attributeValue(node: unknown, place: string): string | readonly string[] {
  if (isScalar(node) && isGiven(node.value)) return node.source ?? String(node.value);
  if (isSeq(node) && node.items.length && node.items.every((item) => isScalar(item) && isGiven(item.value)))
    return node.items.map((item) => attributeValue(item, place) as string);
  throw new Error(`${place}.value: expected the attribute's value, or a list of values`);
}

export interface FrontMatterChange {
  readonly title?: string;
  readonly sources?: readonly SourceEntry[];
  readonly cohorts?: Cohorts;
  readonly prices?: string | null;
}

/** Writes new values into the text, touching only the keys that change. */
export function changeFrontMatter(frontMatter: FrontMatter, change: FrontMatterChange): FrontMatter {
  let raw = frontMatter.raw || "---\ncasebook: 1\n---\n";
  if (change.title !== undefined) raw = setKey(raw, "title", change.title);
  if (change.sources) raw = setKey(raw, "sources", change.sources.map(plainEntry));
  if (change.cohorts) raw = setKey(raw, "cohorts", plainCohorts(change.cohorts));
  if (change.prices !== undefined) raw = setKey(raw, "prices", change.prices ?? undefined);
  return parseFrontMatter(raw);
}

function plainEntry({ path, as, map }: SourceEntry): unknown {
  if (!as && !map) return path;
  return { path, ...(as && { as }), ...(map && { map: writeMapping(map) }) };
}

function plainCohorts({ reference, current }: Cohorts): unknown {
  if (!reference && !current) return undefined;
  return { ...(reference && { reference }), ...(current && { current }) };
}

/** Replaces, adds or (for undefined and []) removes one top-level key in the text. */
function setKey(raw: string, key: string, value: unknown): string {
  const eol = raw.includes("\r\n") ? "\r\n" : "\n";
  const text = inner(raw);
  const empty = value === undefined || (Array.isArray(value) && value.length === 0);
  const entry = empty ? "" : stringify({ [key]: value }, { flowCollectionPadding: false }).replaceAll("\n", eol);
  const place = keyPlace(text, key);
  const changed = place ? text.slice(0, place.start) + entry + text.slice(place.end) : endLine(text, eol) + entry;
  return raw.slice(0, raw.indexOf(text)) + endLine(changed, eol) + raw.slice(raw.indexOf(text) + text.length);
}

function endLine(text: string, eol: string): string {
  return text === "" || text.endsWith("\n") ? text : text + eol;
}

/** Where a top-level key and its value stand, up to the start of the next line. */
function keyPlace(text: string, key: string): { start: number; end: number } | null {
  const { contents } = parseDocument(text);
  if (!isMap(contents)) return null;
  for (const pair of contents.items) {
    if (!isPair(pair) || !isScalar(pair.key) || pair.key.value !== key || !pair.key.range) continue;
    const value = pair.value as { range?: [number, number, number] | null } | null;
    const last = value?.range?.[1] ?? pair.key.range[2];
    const newline = text.charAt(last - 1) === "\n" ? last - 1 : text.indexOf("\n", last);
    return { start: pair.key.range[0], end: newline < 0 ? text.length : newline + 1 };
  }
  return null;
}

/** The YAML between the marks. */
function inner(raw: string): string {
  return raw.replace(/^---[ \t]*\r?\n/, "").replace(/(^|\n)---[ \t]*(\r?\n)?$/, "$1");
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
