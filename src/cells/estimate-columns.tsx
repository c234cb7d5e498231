import type { ReactNode } from "react";
import type { Estimate } from "../analysis/estimate.ts";
import { DifferenceBar } from "../widgets/difference-bar.tsx";
import type { Side } from "./cohort-sides.ts";
import { intervalWords, signed } from "./estimate-words.ts";
import type { FigureColumn, FigureGroup } from "./figures-table.tsx";

/** Rows that have figures for each side. */
interface Sided<Figures> {
  readonly sides: Readonly<Partial<Record<Side, Figures>>>;
}

const shortHeads: Readonly<Record<Side, string>> = { reference: "ref.", current: "cur.", all: "" };
const longHeads: Readonly<Record<Side, string>> = { reference: "reference", current: "current", all: "" };

/** One column for each side, in its colour; `draw` gets the figures of that side. */
export function perSide<Figures, Row extends Sided<Figures>>(
  id: string,
  sides: readonly Side[],
  draw: (figures: Figures) => ReactNode,
  heads: "short" | "long" = "short",
): readonly FigureColumn<Row>[] {
  const words = heads === "short" ? shortHeads : longHeads;
  return sides.map((side) => ({
    id: `${id}-${side}`,
    head: sides.length === 2 ? words[side] : undefined,
    className: side === "all" ? undefined : `is-${side}`,
    cell: ({ sides: found }) => (found[side] ? draw(found[side]) : <span className="soft">–</span>),
  }));
}

/** An estimate with its interval, or why it has none, on hover. */
export function Estimated({ of, format }: { readonly of: Estimate; readonly format: (value: number) => string }) {
  if (of.value === null)
    return (
      <span className="soft" title={of.reason ?? undefined}>
        –
      </span>
    );
  return <span title={`${format(of.value)}, ${intervalWords(of, format)}`}>{format(of.value)}</span>;
}

interface DifferenceColumn<Row> {
  readonly head: string;
  readonly about: string;
  readonly sort?: string | null;
  readonly rows: readonly Row[];
  readonly read: (row: Row) => Estimate | null;
  readonly format: (value: number) => string;
}

/** A difference as a bar with its interval as a whisker, and as a number. */
export function differenceGroup<Row>(column: DifferenceColumn<Row>): FigureGroup<Row> {
  const { head, about, sort, rows, read, format } = column;
  const reach = rows.map(read).flatMap((found) => [found?.value, found?.low, found?.high]);
  const extent = Math.max(0, ...reach.map((value) => Math.abs(value ?? 0)));
  const bar = (row: Row) => {
    const found = read(row);
    if (!found || found.value === null) return null;
    const { value, low, high } = found;
    return (
      <DifferenceBar
        value={value}
        low={low}
        high={high}
        extent={extent}
        label={differenceWords(found, format)}
        width={90}
      />
    );
  };
  const value = (row: Row) => {
    const found = read(row);
    if (!found || found.value === null) return <span className="soft">{found?.reason ?? "–"}</span>;
    return <span title={differenceWords(found, format)}>{signed(found.value, format)}</span>;
  };
  return {
    ...{ head, about, sort, className: "is-left" },
    columns: [
      { id: `${head}-bar`, className: "is-left is-bar", cell: bar },
      { id: `${head}-value`, cell: value },
    ],
  };
}

export function differenceWords(found: Estimate, format: (value: number) => string): string {
  if (found.value === null) return found.reason ?? "";
  const each = (value: number) => signed(value, format);
  return `${each(found.value)}, ${intervalWords(found, each)}`;
}
