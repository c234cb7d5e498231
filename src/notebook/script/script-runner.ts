import type { Bound, FromScript, LogLevel, ScriptAnswer, ScriptOutput, ToScript } from "./messages.ts";
import { printed } from "./printed.ts";
import { returned, shown } from "./shown.ts";
import { type Ask, TableQuery } from "./table-query.ts";
import { named } from "./value-columns.ts";

// The part of a script's sandbox that stands inside, next to the script. It keeps what it needs of the surroundings,
// because the script may change them; but nothing outside relies on it, since the page checks every message.

/** What the sandbox's worker gives: a line to the page. */
export interface ScriptLine {
  post(message: FromScript, transfer: readonly ArrayBuffer[]): void;
  onMessage(listen: (message: ToScript) => void): void;
}

/** A script as a function of what it is offered. */
export type ScriptBody = (offered: Readonly<Record<string, unknown>>) => Promise<unknown>;

const mostOutputs = 200;
const mostLogs = 1000;

/**
 * Runs a body as soon as the page says so.
 * @param above a stack from the line above the body, which tells where the body's lines begin
 */
export function beginScript(line: ScriptLine, body: ScriptBody, above: string, stats: object): void {
  const run = new Run(line, body, placeFinder(above), stats);
  line.onMessage((message) => run.take(message));
}

class Run {
  readonly #line: ScriptLine;
  readonly #body: ScriptBody;
  readonly #place: (error: Error) => Place;
  readonly #stats: object;
  readonly #waiting = new Map<number, { resolve(answer: ScriptAnswer): void; reject(error: Error): void }>();
  #asked = 0;
  #outputs = 0;
  #logs = 0;

  constructor(line: ScriptLine, body: ScriptBody, place: (error: Error) => Place, stats: object) {
    this.#line = line;
    this.#body = body;
    this.#place = place;
    this.#stats = stats;
  }

  take(message: ToScript): void {
    if (message.type === "start") void this.#start(message);
    else if (message.type === "answer") this.#waiting.get(message.id)?.resolve(message.answer);
    else this.#waiting.get(message.id)?.reject(new Error(message.message));
    if (message.type !== "start") this.#waiting.delete(message.id);
  }

  async #start({ inputs, tables }: Extract<ToScript, { type: "start" }>): Promise<void> {
    try {
      const handles = Object.fromEntries(tables.map((name) => [name, this.#table(name)]));
      const { table, output } = returned(await this.#body({ ...this.#offered(), ...handles, ...inputs }));
      if (output) this.#show(output);
      this.#post({ type: "done", table }, table ? [table.stream.buffer as ArrayBuffer] : []);
    } catch (error) {
      this.#post({ type: "threw", ...this.#told(error) });
    }
  }

  #post(message: FromScript, transfer: readonly ArrayBuffer[] = []): void {
    this.#line.post(message, transfer);
  }

  #offered(): Readonly<Record<string, unknown>> {
    return {
      sql: (parts: TemplateStringsArray, ...values: readonly unknown[]) => this.#query(parts, values),
      table: (name: unknown) => this.#table(name),
      display: (...values: readonly unknown[]) => {
        for (const value of values) this.#display(value);
      },
      progress: (text: unknown) => this.#post({ type: "progress", text: printed(text).slice(0, 200) }),
      console: this.#console(),
      stats: this.#stats,
    };
  }

  readonly #ask: Ask = (query) =>
    new Promise((resolve, reject) => {
      const id = ++this.#asked;
      this.#waiting.set(id, { resolve, reject });
      this.#post({ type: "query", id, ...query });
    });

  #query(parts: unknown, values: readonly unknown[]): TableQuery {
    if (!Array.isArray(parts) || !("raw" in parts))
      throw new Error("sql: write the query as a template, sql`select …`, so that its values are bound");
    return new TableQuery(this.#ask, [...parts], values.map(boundValue));
  }

  #table(name: unknown): TableQuery {
    if (typeof name !== "string" || !name) throw new Error('table: a name is expected, as in table("spans")');
    return TableQuery.ofTable(this.#ask, name);
  }

  #display(value: unknown): void {
    if (value instanceof TableQuery || value instanceof Promise)
      throw new Error("display: this has still to be waited for: write display(await …)");
    this.#show(shown(value));
  }

  #show(output: ScriptOutput): void {
    this.#outputs++;
    if (this.#outputs > mostOutputs)
      throw new Error(`display: a cell shows at most ${mostOutputs} things; gather them into one table`);
    this.#post({ type: "output", output });
  }

  #console(): Readonly<Record<string, (...values: readonly unknown[]) => void>> {
    const levels: readonly LogLevel[] = ["log", "info", "warn", "error", "debug"];
    const write = (level: LogLevel, values: readonly unknown[]) => {
      this.#logs++;
      if (this.#logs > mostLogs) return;
      const last = this.#logs === mostLogs ? " (what is logged after this is left out)" : "";
      const text = values.map(printed).join(" ") + last;
      this.#post({ type: "output", output: { type: "log", level, text } });
    };
    const plain = levels.map((level) => [level, (...values: readonly unknown[]) => write(level, values)] as const);
    return Object.fromEntries([...plain, ["table", (value: unknown) => this.#display(value)] as const]);
  }

  #told(error: unknown): { message: string; line: number | null; column: number | null } {
    if (!(error instanceof Error)) return { message: `the script threw ${thrown(error)}`, line: null, column: null };
    return { message: explained(error), ...this.#place(error) };
  }
}

function boundValue(value: unknown, index: number): Bound {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number" || typeof value === "bigint") return value;
  if (value instanceof Date && !Number.isNaN(value.getTime())) return value;
  if (value instanceof TableQuery && value.tableName !== null) return { table: value.tableName };
  if (Array.isArray(value) || (ArrayBuffer.isView(value) && "length" in value))
    return Array.from(value as Iterable<unknown>, (item) => boundValue(item, index));
  const hint = value === undefined ? "; write null for NULL" : "";
  throw new Error(`sql: value ${index + 1} is ${named(value)}, which cannot be bound${hint}`);
}

function thrown(value: unknown): string {
  return typeof value === "string" ? `"${printed(value)}"` : printed(value);
}

const page = ["document", "window", "localStorage", "sessionStorage", "alert", "require", "process"];

function explained(error: Error): string {
  const { message } = error;
  const missing = error instanceof ReferenceError ? /^(\S+) is not defined$/.exec(message)?.[1] : undefined;
  if (missing && page.includes(missing)) return `${message}: a script runs by itself, without a page and without Node`;
  if (missing) return `${message}: no table, cell or input has this name`;
  return message || error.name;
}

interface Place {
  readonly line: number | null;
  readonly column: number | null;
}

/** Finds in a stack the innermost place of the body, which begins on the line below `above` in the same text. */
function placeFinder(above: string): (error: Error) => Place {
  const [before] = placesIn(above);
  return ({ stack }) => {
    const places = before ? placesIn(stack ?? "") : [];
    const found = places.find(({ text, line }) => text === before?.text && line > before.line);
    return found && before ? { line: found.line - before.line, column: found.column } : { line: null, column: null };
  };
}

function placesIn(stack: string): readonly { readonly text: string; readonly line: number; readonly column: number }[] {
  return [...stack.matchAll(/([^\s(]+):(\d+):(\d+)\)?$/gm)].map(([, text, line, column]) => ({
    text: text as string,
    line: Number(line),
    column: Number(column),
  }));
}
