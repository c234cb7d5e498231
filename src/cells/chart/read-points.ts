import type { Plain } from "../../engine/table-data.ts";
import type { Encoded } from "./evaluate.ts";
import type { Point } from "./result.ts";

/** A row of the marks' query as a mark. */
export function pointOf(row: Readonly<Record<string, Plain>>, { colour, facet }: Encoded): Point {
  const number = (value: Plain | undefined) => (value === null || value === undefined ? null : Number(value));
  return {
    facet: facet === null ? null : text(row.f),
    colour: colour === null ? null : text(row.c),
    x: row.x ?? null,
    xEnd: row.x_end ?? null,
    y: row.y ?? null,
    value: number(row.value),
    n: Number(row.n ?? 1),
    box: Array.isArray(row.box) ? row.box.map((part) => number(part)) : null,
  };
}

function text(value: Plain | undefined): string | null {
  return value === null || value === undefined ? null : String(value);
}
