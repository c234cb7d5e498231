import type { FigureLayout } from "../widgets/figure.tsx";

type Stops = NonNullable<NonNullable<FigureLayout["xaxis"]>["tickformatstops"]>;

const second = 1000;
const minute = 60 * second;
const day = 86_400 * second;
const month = 31 * day;

/** Days first, hours and seconds only where the axis is that fine; never the month in a foreign order. */
export const dateTicks: Stops = (
  [
    [null, second - 1, "%H:%M:%S.%L\n%-d %b"],
    [second, minute - 1, "%H:%M:%S\n%-d %b"],
    [minute, day - 1, "%H:%M\n%-d %b"],
    [day, month - 1, "%-d %b"],
    [month, null, "%b %Y"],
  ] as const
).map(([from, to, value]) => ({
  enabled: true,
  dtickrange: [from, to],
  value,
  name: "",
  templateitemname: "",
}));
