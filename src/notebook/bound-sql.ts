import { literal } from "../engine/sql.ts";
import { isSymbol, isWord, placeAt, sqlTokens, type Token } from "../engine/sql-statements.ts";
import { CellError, type Inputs, type InputValue, missingInput } from "./cell.ts";

/** SQL in which every `$name` is a literal. */
export interface BoundSql {
  readonly text: string;
  /** Where a place of `text` stands in the SQL as written. */
  origin(offset: number): number;
}

/** The inputs that a piece of SQL uses: `$name`, and `$range.from` as `range_from`. Not `$1`, nothing within quotes. */
export function inputsInSql(sql: string): readonly string[] {
  return [...new Set(usesIn(sql).map(({ name }) => name))];
}

/**
 * Puts typed literals in the place of `$name`; text stays a value whatever it holds. In `IN ($list)` a list stands for
 * its items, an empty one for none.
 * @throws CellError with its place when no input has that name
 */
export function bindSql(sql: string, inputs: Inputs): BoundSql {
  return replaced(sql, (use) => {
    const found = findInput(use.name, inputs);
    if (!found) throw new CellError(missingInput(use.name, inputs.inputs), placeAt(sql, use.start));
    return use.listed && isList(found.value) ? items(found.value, found.type) : valueSql(found.value, found.type);
  });
}

/** The same SQL with nothing known of its inputs, for those who only ask what it reads. */
export function unboundSql(sql: string): string {
  return replaced(sql, () => "NULL").text;
}

/** Names are compared as the engine does: without regard to case. */
export function findInput(name: string, { inputs, inputTypes }: Inputs) {
  const key = Object.keys(inputs).find((known) => known.toLowerCase() === name.toLowerCase());
  return key === undefined ? null : { value: inputs[key] as InputValue, type: inputTypes[key] ?? "VARCHAR" };
}

interface Use {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** Stands alone in the brackets of IN. */
  readonly listed: boolean;
}

function usesIn(sql: string): readonly Use[] {
  if (!sql.includes("$")) return [];
  const tokens = [...sqlTokens(sql)];
  return tokens.flatMap((token, at) => {
    const name = tokens[at + 1];
    if (!isSymbol(token, "$") || name?.kind !== "word" || name.start !== token.end) return [];
    const part = rangePart(tokens, at + 1);
    const last = part ?? name;
    const behind = tokens[at + (part ? 4 : 2)];
    const listed = isSymbol(tokens[at - 1], "(") && isWord(tokens[at - 2], "in") && isSymbol(behind, ")");
    const whole = part ? `${name.text}_${part.text.toLowerCase()}` : name.text;
    return [{ name: whole, start: token.start, end: last.end, listed }];
  });
}

/** The `from` or `to` of `$range.from`. */
function rangePart(tokens: readonly Token[], at: number): Token | null {
  const [name, dot, part] = tokens.slice(at, at + 3);
  const joined = isSymbol(dot, ".") && dot?.start === name?.end && part?.start === dot?.end;
  return joined && part && isWord(part, "from", "to") ? part : null;
}

function replaced(sql: string, write: (use: Use) => string): BoundSql {
  const pieces: { readonly at: number; readonly from: number; readonly copied: boolean }[] = [];
  let text = "";
  let from = 0;
  const add = (piece: string, start: number, copied: boolean) => {
    pieces.push({ at: text.length, from: start, copied });
    text += piece;
  };
  for (const use of usesIn(sql)) {
    add(sql.slice(from, use.start), from, true);
    add(write(use), use.start, false);
    from = use.end;
  }
  add(sql.slice(from), from, true);
  const origin = (offset: number) => {
    const piece = pieces.findLast(({ at }) => at <= offset);
    return piece ? piece.from + (piece.copied ? offset - piece.at : 0) : offset;
  };
  return { text, origin };
}

function items(list: readonly InputValue[], type: string): string {
  const item = type.replace(/\[\]$/, "");
  if (list.length === 0) return `SELECT unnest(${valueSql(list, type)})`;
  return list.map((value) => valueSql(value, item)).join(", ");
}

function valueSql(value: InputValue, type: string): string {
  if (isList(value)) return `CAST([${value.map((item) => plain(item)).join(", ")}] AS ${type})`;
  const natural =
    (typeof value === "string" && type === "VARCHAR") ||
    (typeof value === "boolean" && type === "BOOLEAN") ||
    (typeof value === "number" && type === "BIGINT" && value >= 0);
  return natural ? plain(value) : `CAST(${plain(value)} AS ${type})`;
}

function plain(value: InputValue): string {
  return isList(value) ? `[${value.map(plain).join(", ")}]` : literal(value);
}

function isList(value: InputValue): value is readonly InputValue[] {
  return Array.isArray(value);
}
