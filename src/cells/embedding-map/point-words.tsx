import type { MapResult } from "./result.ts";
import { columnValue } from "./table.ts";

/** What one point stands for: its text first. */
export function PointWords({ row, result, colour }: { row: number; result: MapResult; colour: string }) {
  const { rows, sides, reading } = result;
  const column = rows.columns.find(({ name }) => name === colour);
  const facts = [
    rows.ids[row] ?? "no id",
    sides.length > 1 ? sides[rows.side[row] as number]?.side : null,
    reading && `cluster ${(reading.cluster[row] as number) + 1}`,
    reading?.novelty && `novelty ${(reading.novelty[row] as number).toPrecision(3)}`,
    column && `${colour}: ${String(columnValue(column, row) ?? "no value")}`,
  ];
  return (
    <>
      <p>{rows.texts[row] ?? <span className="soft">no text</span>}</p>
      <p className="soft">{facts.filter(Boolean).join(" · ")}</p>
    </>
  );
}
