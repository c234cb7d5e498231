import { stringify } from "yaml";
import { whereCondition } from "../span-filter.ts";
import type { ComparedRows } from "./result.ts";

export type RowsOf = "reference" | "current";

const mostRows = 1000;

/** The source of an `sql` cell with the rows of one bin on one side. */
export function rowsSource(compared: ComparedRows, side: RowsOf, predicate: string): string {
  return `SELECT * FROM ${compared.from}\nWHERE ${conditions(compared, side, predicate)}\nLIMIT ${mostRows}\n`;
}

/** The source of a `traces` cell with the traces of those rows. */
export function tracesSource(compared: ComparedRows, side: RowsOf, predicate: string): string {
  const rows = `SELECT trace_id FROM ${compared.from} WHERE ${conditions(compared, side, predicate)}`;
  return stringify({ where: `trace_id IN (${rows})` }, { lineWidth: 0 });
}

function conditions(compared: ComparedRows, side: RowsOf, predicate: string): string {
  // A row that meets both predicates counts as reference.
  const own = side === "reference" ? compared.reference : currentOnly(compared);
  return [own, predicate, whereCondition(compared.where ?? undefined)].filter(Boolean).join("\n  AND ");
}

function currentOnly({ reference, current }: ComparedRows): string {
  const isApart =
    current.startsWith("cohort = ") || current.includes("IS NOT TRUE") || reference.includes("IS NOT TRUE");
  return isApart ? current : `${current} AND ${reference} IS NOT TRUE`;
}
