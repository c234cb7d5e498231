import { isPair, isScalar, type Pair, parseDocument, type Scalar, visit } from "yaml";
import { placeAt } from "../engine/sql-statements.ts";
import { bindSql, findInput, inputsInSql } from "./bound-sql.ts";
import { CellError, type Inputs, type InputValue, missingInput } from "./cell.ts";

/** Keys whose values are SQL, in which `$name` is bound as in an SQL cell. */
const sqlKeys = ["where", "query", "sql"];
const longestSource = 200_000;

/** The inputs that a YAML cell uses: `$name` in place of a value, or within the SQL of `where` and `query`. */
export function inputsInYaml(source: string): readonly string[] {
  return [...new Set(usesIn(source).flatMap(({ names }) => names))];
}

/**
 * A YAML cell's source with the inputs' values in the place of `$name`; `$$name` stands for the text `$name`.
 * No line moves.
 * @throws CellError with place and key when no input has that name
 */
export function bindYaml(source: string, inputs: Inputs): string {
  let text = "";
  let from = 0;
  for (const use of usesIn(source)) {
    text += source.slice(from, use.start) + JSON.stringify(boundValue(use, source, inputs));
    // JSON ends where the scalar did: a line break behind a block of text stays.
    text += /\n\s*$/.exec(source.slice(use.start, use.end))?.[0] ?? "";
    from = use.end;
  }
  return text + source.slice(from);
}

/** A text as it is written into a YAML cell, so that it stands for itself also where it looks like an input. */
export function writtenText(text: string): string {
  return /^\$+[\p{L}_]/u.test(text) ? `$${text}` : text;
}

interface Use {
  readonly text: string;
  readonly key: string | null;
  readonly isSql: boolean;
  readonly names: readonly string[];
  readonly start: number;
  readonly end: number;
}

function boundValue({ text, key, isSql, names, start }: Use, source: string, inputs: Inputs): InputValue {
  const missing = names.find((name) => !findInput(name, inputs));
  if (missing !== undefined) {
    const place = { ...placeAt(source, start), ...(key === null ? {} : { key }) };
    throw new CellError(`${key === null ? "" : `${key}: `}${missingInput(missing, inputs.inputs)}`, place);
  }
  if (isSql) return bindSql(text, inputs).text;
  const [name] = names;
  return name === undefined ? text.slice(1) : (findInput(name, inputs)?.value ?? null);
}

function usesIn(source: string): readonly Use[] {
  if (!source.includes("$") || source.length > longestSource) return [];
  const uses: Use[] = [];
  const document = parseDocument(source, { uniqueKeys: false, logLevel: "error" });
  if (document.errors.length) return [];
  visit(document, {
    Scalar(role, scalar, path) {
      const use = role === "key" ? null : findUse(scalar, path.at(-1));
      if (use) uses.push(use);
    },
  });
  return uses;
}

function findUse(scalar: Scalar, parent: unknown): Use | null {
  if (typeof scalar.value !== "string" || !scalar.range) return null;
  const key = keyOf(parent);
  const isSql = key !== null && sqlKeys.includes(key);
  const names = isSql ? inputsInSql(scalar.value) : namesIn(scalar.value);
  if (!names) return null;
  if (isSql && names.length === 0) return null;
  return { text: scalar.value, key, isSql, names, start: scalar.range[0], end: scalar.range[1] };
}

/** Of `$name` the name, of `$range.from` `range_from`; none of `$$text`, which stands for itself; null for other text. */
function namesIn(text: string): readonly string[] | null {
  if (/^\$\$+[\p{L}_]/u.test(text)) return [];
  const match = /^\$([\p{L}_][\p{L}\p{N}_-]*)(?:\.(from|to))?$/u.exec(text);
  if (!match) return null;
  return [match[2] ? `${match[1]}_${match[2]}` : (match[1] as string)];
}

function keyOf(parent: unknown): string | null {
  const pair = isPair(parent) ? (parent as Pair) : null;
  return pair && isScalar(pair.key) ? String(pair.key.value) : null;
}
