/** What a chart's axis shows: numbers, times (milliseconds since 1970), powers of ten or names. */
export interface Scale {
  readonly kind: "linear" | "date" | "log" | "category";
  /** Where a value stands, in pixels; null where it has no place. */
  place(value: unknown): number | null;
  /** How many pixels one unit takes, for the widths of bars; 0 on a logarithmic axis. */
  readonly perUnit: number;
  readonly ticks: readonly { readonly at: number; readonly label: string }[];
}

export interface AxisSpec {
  readonly type?: string;
  readonly range?: readonly unknown[] | null;
  readonly rangemode?: string;
  readonly nticks?: number;
  readonly categoryarray?: readonly unknown[];
  readonly autorange?: boolean | string;
}

/**
 * The scale of an axis over the values that stand on it. `from` and `to` are its ends in pixels; `room` widens the
 * values' range by that share on both sides.
 */
export function scaleOf(axis: AxisSpec, values: readonly unknown[], from: number, to: number, room: number): Scale {
  const kind = kindOf(axis, values);
  if (kind === "category") return categoryScale(axis, values, from, to);
  const numbers = values.map((value) => numberOf(value, kind)).filter((value) => value !== null);
  const [low, high] = rangeOf(axis, numbers, kind, room);
  const perUnit = (to - from) / (high - low);
  const placed = (number: number | null) => (number === null ? null : from + (number - low) * perUnit);
  const count = Math.max(
    2,
    Math.min(axis.nticks ?? 8, Math.floor(Math.abs(to - from) / (kind === "linear" ? 32 : 70))),
  );
  const ticks = ticksOf(kind, low, high, count).map(({ value, label }) => ({ at: placed(value) as number, label }));
  return {
    kind,
    place: (value) => placed(numberOf(value, kind)),
    perUnit: kind === "log" ? 0 : Math.abs(perUnit),
    ticks,
  };
}

function kindOf({ type }: AxisSpec, values: readonly unknown[]): Scale["kind"] {
  if (type === "date" || type === "log" || type === "category" || type === "linear") return type;
  const first = values.find((value) => value !== null && value !== undefined);
  if (typeof first !== "string") return "linear";
  return isDate(first) ? "date" : Number.isFinite(Number(first)) ? "linear" : "category";
}

function isDate(text: string): boolean {
  return /^\d{4}-\d{2}(-\d{2})?/.test(text) && Number.isFinite(timeOf(text));
}

/** Text without a zone is UTC. */
function timeOf(text: string): number {
  const iso = text.replace(" ", "T");
  return Date.parse(/T/.test(iso) && !/(Z|[+-]\d{2}:?\d{2})$/.test(iso) ? `${iso}Z` : iso);
}

function numberOf(value: unknown, kind: Scale["kind"]): number | null {
  if (value === null || value === undefined || value === "") return null;
  const number = kind === "date" && typeof value === "string" ? timeOf(value) : Number(value);
  if (!Number.isFinite(number) || (kind === "log" && number <= 0)) return null;
  return kind === "log" ? Math.log10(number) : number;
}

function rangeOf(axis: AxisSpec, numbers: readonly number[], kind: Scale["kind"], room: number): [number, number] {
  // A logarithmic axis gives its range as powers of ten.
  const [start, end] = axis.range?.map((value) => numberOf(value, kind === "log" ? "linear" : kind)) ?? [];
  if (start !== null && start !== undefined && end !== null && end !== undefined && start !== end) return [start, end];
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const number of numbers) [low, high] = [Math.min(low, number), Math.max(high, number)];
  if (low > high) [low, high] = [0, 1];
  if (axis.rangemode === "tozero" && kind === "linear") [low, high] = [Math.min(0, low), Math.max(0, high)];
  if (low === high) [low, high] = [low - Math.abs(low || 1) / 2, high + Math.abs(high || 1) / 2];
  const space = (high - low) * room;
  const lower = low === 0 ? 0 : low - space;
  const ends: [number, number] = [lower, high === 0 ? 0 : high + space];
  return axis.autorange === "reversed" ? [ends[1], ends[0]] : ends;
}

interface Tick {
  readonly value: number;
  readonly label: string;
}

function ticksOf(kind: Scale["kind"], start: number, end: number, count: number): readonly Tick[] {
  const [low, high] = [Math.min(start, end), Math.max(start, end)];
  if (kind === "date") return dateTicks(low, high, count);
  if (kind === "log") return logTicks(low, high);
  const step = niceStep((high - low) / count);
  const places = Math.max(0, Math.min(12, -Math.floor(Math.log10(step) + 1e-9)));
  return stepped(low, high, step).map((value) => ({ value, label: numberLabel(value, places) }));
}

function numberLabel(value: number, places: number): string {
  if (Math.abs(value) >= 1e9) return value.toExponential(1).replace("+", "");
  return value
    .toFixed(places)
    .replace(/\B(?=(\d{3})+(?!\d))/g, (_, __, at: number, whole: string) =>
      whole.slice(0, at).includes(".") ? "" : ",",
    )
    .replace("-", "−");
}

function stepped(low: number, high: number, step: number): number[] {
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.min(first + 60, Math.floor(high / step + 1e-9));
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => (first + index) * step + 0);
}

function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least || 1));
  return ([1, 2, 5, 10].find((n) => n * power >= least * 0.999) ?? 10) * power;
}

const powers = ["1", "10", "100", "1,000", "10,000", "100,000"];

function logTicks(low: number, high: number): readonly Tick[] {
  const step = Math.max(1, Math.ceil((high - low) / 8));
  return stepped(low, high, step).map((value) => ({ value, label: powers[value] ?? `1e${value}` }));
}

const second = 1000;
const day = 86_400 * second;
const dateSteps = [
  ...[1, 5, 15, 30].map((n) => n * second),
  ...[1, 5, 15, 30].map((n) => n * 60 * second),
  ...[1, 3, 6, 12].map((n) => n * 3600 * second),
  ...[1, 2, 7, 14, 30, 91, 182, 365].map((n) => n * day),
];
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

function dateTicks(low: number, high: number, count: number): readonly Tick[] {
  const least = (high - low) / count;
  const step = dateSteps.find((each) => each >= least) ?? niceStep(least / day) * day;
  return stepped(low, high, step).map((value) => ({ value, label: dateLabel(value, step) }));
}

function dateLabel(value: number, step: number): string {
  const iso = new Date(value).toISOString();
  const date = `${Number(iso.slice(8, 10))} ${months[Number(iso.slice(5, 7)) - 1]}`;
  if (step >= 300 * day) return iso.slice(0, 4);
  if (step >= day) return step > 60 * day ? `${date} ${iso.slice(0, 4)}` : date;
  return value % day === 0 ? date : iso.slice(11, step < 60 * second ? 19 : 16);
}

function categoryScale(axis: AxisSpec, values: readonly unknown[], from: number, to: number): Scale {
  const given = axis.categoryarray ?? [];
  const names = [
    ...new Set([...given, ...values].filter((value) => value !== null && value !== undefined).map(String)),
  ];
  const ordered = axis.autorange === "reversed" ? [...names].reverse() : names;
  const step = (to - from) / Math.max(1, ordered.length);
  const places = new Map(ordered.map((name, index) => [name, from + (index + 0.5) * step]));
  const every = Math.max(1, Math.ceil(ordered.length / Math.max(1, Math.abs(to - from) / 14)));
  const ticks = ordered.filter((_, index) => index % every === 0);
  return {
    kind: "category",
    place: (value) => places.get(String(value)) ?? null,
    perUnit: Math.abs(step),
    ticks: ticks.map((name) => ({ at: places.get(name) as number, label: name })),
  };
}
