import { z } from "zod";
import type { Plain } from "../../engine/table-data.ts";

/** A value in `` sql`… ${value}` ``: bound, never read as SQL. A table's handle stands for its name. */
export type Bound = string | number | bigint | boolean | null | Date | { readonly table: string } | readonly Bound[];

/** What the script shows before or beside what it returns. */
export type ScriptOutput =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "log"; readonly level: LogLevel; readonly text: string }
  | {
      readonly type: "table";
      readonly columns: readonly { readonly name: string; readonly type: string }[];
      /** The first rows. */
      readonly rows: readonly (readonly Plain[])[];
      readonly rowCount: number;
    }
  | ({ readonly type: "figure" } & ScriptFigure);

export interface ScriptFigure {
  readonly data: readonly { readonly [key: string]: Plain }[];
  readonly layout: { readonly [key: string]: Plain };
}

export type LogLevel = "log" | "info" | "warn" | "error" | "debug";

export interface ScriptQuery {
  readonly type: "query";
  readonly id: number;
  /** The parts of the template; one value stands between any two. */
  readonly parts: readonly string[];
  readonly values: readonly Bound[];
  /** Of the result only these columns; null for all. */
  readonly columns: readonly string[] | null;
  /** The first of the columns alone, as numbers of 64 bits. */
  readonly numbers: boolean;
}

/** An Arrow stream; the numbers where those were asked for. It lies in memory of its own. */
export type ScriptAnswer = Uint8Array | Float64Array;

/** Rows that are to be the cell's table, as an Arrow stream. */
export interface ReturnedTable {
  readonly stream: Uint8Array;
  readonly rows: number;
}

export type FromScript =
  | ScriptQuery
  | { readonly type: "output"; readonly output: ScriptOutput }
  | { readonly type: "progress"; readonly text: string }
  | { readonly type: "done"; readonly table: ReturnedTable | null }
  | { readonly type: "threw"; readonly message: string; readonly line: number | null; readonly column: number | null };

export type ToScript =
  | { readonly type: "start"; readonly inputs: Readonly<Record<string, unknown>>; readonly tables: readonly string[] }
  | { readonly type: "answer"; readonly id: number; readonly answer: ScriptAnswer }
  | { readonly type: "refused"; readonly id: number; readonly message: string };

const deepest = 100;

function isPlain(value: unknown, depth = 0): value is Plain {
  if (value === null || typeof value === "boolean" || typeof value === "string") return true;
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value !== "object" || depth > deepest) return false;
  const parts = Array.isArray(value) ? value : Object.values(value);
  return (Array.isArray(value) || isRecord(value)) && parts.every((part) => isPlain(part, depth + 1));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function isBound(value: unknown): value is Bound {
  if (value === null || value instanceof Date) return true;
  if (Array.isArray(value)) return value.every(isBound);
  if (isRecord(value)) return typeof value.table === "string";
  return ["string", "number", "bigint", "boolean"].includes(typeof value);
}

const record = z.custom<ScriptFigure["layout"]>((value) => isRecord(value) && isPlain(value));
const place = z.int().positive().nullable();

const output = z.discriminatedUnion("type", [
  z.object({ type: z.literal("text"), text: z.string() }),
  z.object({ type: z.literal("log"), level: z.enum(["log", "info", "warn", "error", "debug"]), text: z.string() }),
  z.object({
    type: z.literal("table"),
    columns: z.array(z.object({ name: z.string(), type: z.string() })),
    rows: z.custom<readonly (readonly Plain[])[]>(
      (rows) => Array.isArray(rows) && rows.every(Array.isArray) && isPlain(rows),
    ),
    rowCount: z.int().nonnegative(),
  }),
  z.object({ type: z.literal("figure"), data: z.array(record), layout: record }),
]);

const fromScript = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("query"),
    id: z.int(),
    parts: z.array(z.string()).min(1),
    values: z.array(z.custom<Bound>(isBound)),
    columns: z.array(z.string()).min(1).nullable(),
    numbers: z.boolean(),
  }),
  z.object({ type: z.literal("output"), output }),
  z.object({ type: z.literal("progress"), text: z.string() }),
  z.object({
    type: z.literal("done"),
    table: z.object({ stream: z.instanceof(Uint8Array), rows: z.int().nonnegative() }).nullable(),
  }),
  z.object({ type: z.literal("threw"), message: z.string(), line: place, column: place }),
]);

/** A message as a script's sandbox sent it, whatever the script did to what it was sent with. @throws when it is none */
export function readMessage(message: unknown): FromScript {
  const read = fromScript.safeParse(message);
  if (!read.success) throw new Error("the script sent what no script sends");
  return read.data;
}
