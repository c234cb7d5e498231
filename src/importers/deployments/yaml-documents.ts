import {
  Composer,
  type Document,
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  Parser,
  type Scalar,
  visit,
} from "yaml";
import { deeperThan } from "./yaml-depth.ts";

/** One document of a YAML text. */
export interface YamlDocument {
  /**
   * As JSON would hold it, where the document is damaged what ends before the damage. Versions, keys, dates and long
   * numbers are the text that was written.
   */
  readonly value: unknown;
  readonly line: number;
  /** The line of an element of the outermost list. */
  lineOf(entry: number): number;
  /** Why the document could not be read to its end. */
  readonly damage: YamlRemark | null;
  /** The line on which the first element of a list stands that the damage hides. */
  readonly hiddenFrom: number | null;
  readonly remarks: readonly YamlRemark[];
}

export interface YamlRemark {
  readonly line: number;
  readonly text: string;
  /** What stands there, for remarks that may be many. */
  readonly example: string;
}

const deepestNesting = 100;
const mostAliases = 100;
const textKeys = /(?:^|[_-])[vV]ersions?$|[a-z]Versions?$|^(?:revision|release)$/;

const options = { prettyErrors: false, uniqueKeys: false, logLevel: "error", schema: "core", merge: true } as const;

/** The documents of a text, each by itself: one that is damaged takes none of the others with it. */
export function yamlDocuments(text: string): readonly YamlDocument[] {
  return [...parts(text)].flatMap(({ part, above }) => documentsOf(part, above));
}

/** A mark of three dashes at the beginning of a line always begins a document; directives belong to the next. */
function* parts(text: string): Generator<{ part: string; above: number }> {
  const marks = /^---(?=\s|$)/gm;
  let from = 0;
  let above = 0;
  for (let mark = marks.exec(text); mark; mark = marks.exec(text)) {
    const part = text.slice(from, mark.index);
    if (/^(?:[ \t]*(?:#.*)?\r?\n|%.*\n)*$/.test(part)) continue;
    yield { part, above };
    above += part.split("\n").length - 1;
    from = mark.index;
  }
  yield { part: text.slice(from), above };
}

function documentsOf(part: string, above: number): readonly YamlDocument[] {
  const lines = new LineCounter();
  const lineAt = (offset: number): number => above + Math.max(1, lines.linePos(offset).line);
  const tokens = [...new Parser(lines.addNewLine).parse(part)];
  if (deeperThan(deepestNesting, tokens))
    return [unread(`nested too deeply: more than ${deepestNesting} levels`, lineAt(0))];
  const documents = [...new Composer(options).compose(tokens, false, part.length)];
  return documents
    .filter(({ contents, errors }) => contents !== null || errors.length > 0)
    .map((document) => read(document, lineAt));
}

function unread(text: string, line: number): YamlDocument {
  const damage = { line, text, example: "" };
  return { value: undefined, line, lineOf: () => line, damage, hiddenFrom: null, remarks: [] };
}

function read(document: Document.Parsed, lineAt: (offset: number) => number): YamlDocument {
  const line = (node: unknown): number => lineAt(start(node));
  const { contents } = document;
  const remarks: YamlRemark[] = document.warnings.map(({ message, pos }) => {
    return { line: lineAt(pos[0]), text: "tags without a meaning here, left out", example: message };
  });
  try {
    keepTexts(document, (text, node, example) => void remarks.push({ line: line(node), text, example }));
    const [error] = document.errors;
    const hidden = error ? dropDamaged(document, error.pos[0]) : null;
    return {
      value: document.toJS({ maxAliasCount: mostAliases }),
      line: line(contents),
      lineOf: (entry) => line(isSeq(contents) ? (contents.items[entry] ?? contents) : contents),
      damage: error ? { line: lineAt(error.pos[0]), text: error.message, example: "" } : null,
      hiddenFrom: hidden === null ? null : lineAt(hidden),
      remarks,
    };
  } catch (error) {
    return unread(error instanceof Error ? error.message : String(error), line(contents));
  }
}

/**
 * What ends before the damage is sound: elements of a list, keys of a mapping. Gives the offset of the first element
 * of a list that does not.
 */
function dropDamaged(document: Document.Parsed, offset: number): number | null {
  const { contents } = document;
  if (isSeq(contents)) {
    const hidden = contents.items.find((item) => end(item) >= offset);
    contents.items = contents.items.filter((item) => end(item) < offset);
    return hidden === undefined ? offset : start(hidden);
  }
  if (isMap(contents)) contents.items = contents.items.filter(({ key, value }) => end(value ?? key) < offset);
  else document.contents = null;
  return null;
}

type Remark = (text: string, node: unknown, example: string) => void;

function keepTexts(document: Document.Parsed, remark: Remark): void {
  visit(document, {
    Alias: (_, alias, ancestors) => {
      const target = alias.resolve(document);
      if (target && ancestors.includes(target)) throw new Error(`*${alias.source} stands inside what it names`);
    },
    Map: (_, map) => {
      const seen = new Set<string>();
      for (const { key } of map.items) {
        const name = isScalar(key) ? (key.source ?? String(key.value)) : null;
        if (name !== null && name !== "<<" && seen.has(name))
          remark("keys that are written twice, of which the last is read", key, name);
        if (name !== null) seen.add(name);
      }
    },
    Pair: (_, { key, value }) => {
      if (isScalar(key)) keepText(key);
      if (!isScalar(key) || !textKeys.test(String(key.value))) return;
      const node = isAlias(value) ? value.resolve(document) : value;
      for (const item of isSeq(node) ? node.items : [node]) if (isScalar(item)) keepText(item);
    },
    Scalar: (_, scalar) => {
      if (typeof scalar.value === "number" && !survives(scalar.value)) keepText(scalar);
    },
  });
}

function keepText(scalar: Scalar): void {
  if (typeof scalar.value === "number" || typeof scalar.value === "boolean")
    scalar.value = scalar.source ?? scalar.value;
}

function survives(number: number): boolean {
  return Number.isFinite(number) && (!Number.isInteger(number) || Math.abs(number) < 1e15);
}

function end(node: unknown): number {
  return isNode(node) ? (node.range?.[1] ?? 0) : 0;
}

function start(node: unknown): number {
  if (isPair(node)) return start(node.key);
  return isNode(node) ? (node.range?.[0] ?? 0) : 0;
}
