export interface Tick {
  /** Nanoseconds. */
  readonly time: number;
  readonly label: string;
}

export interface Ticks {
  readonly step: number;
  readonly ticks: readonly Tick[];
  /** What every label counts from, when the labels alone would be too long: "from 1 min 3.4 s"; "" otherwise. */
  readonly base: string;
}

const second = 1e9;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const longSteps = [
  ...[1, 2, 5, 10, 15, 30].map((n) => n * second),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * minute),
  ...[1, 2, 3, 6, 12].map((n) => n * hour),
];

/** The smallest round step of time at or above a given one, in nanoseconds: 1, 2 or 5 of a unit, clock-like from 1 s. */
export function niceStep(least: number): number {
  if (least > second / 2 && least <= 12 * hour) return longSteps.find((step) => step >= least) ?? day;
  const unit = least > 12 * hour ? day : 1;
  const power = 10 ** Math.floor(Math.log10(Math.max(least / unit, 1)));
  return unit * power * ([1, 2, 5, 10].find((n) => n * power * unit >= least) ?? 10);
}

/** Round times between two, at least `least` nanoseconds apart, with labels that differ. */
export function timeTicks(from: number, to: number, least: number): Ticks {
  const step = niceStep(least);
  const first = Math.ceil(from / step);
  const count = Math.max(0, Math.min(1000, Math.floor(to / step) - first + 1));
  const base = step < second && step * 2000 <= to ? baseOf(from, step) : 0;
  const ticks = Array.from({ length: count }, (_, k) => {
    const time = (first + k) * step;
    return { time, label: base ? `+${tickLabel(time - base, step)}` : tickLabel(time, step) };
  });
  return { step, ticks, base: base ? `from ${tickLabel(base, unitAbove(step))}` : "" };
}

/** The last round time before another, so that what is counted from it takes few digits. */
function baseOf(from: number, step: number): number {
  return Math.floor(from / unitAbove(step)) * unitAbove(step);
}

function unitAbove(step: number): number {
  return [1e3, 1e6, second].find((unit) => unit > step * 4) ?? second;
}

/** A time as precise as its step needs: "2 min", "1 min 30 s", "1.25 s", "350 µs". */
export function tickLabel(time: number, step: number): string {
  if (time < 0) return `−${tickLabel(-time, step)}`;
  if (time < second && step < second) return small(time, step);
  if (time === 0) return step >= hour ? "0 h" : step >= minute ? "0 min" : "0 s";
  const parts = [
    { value: Math.floor(time / day), unit: "d" },
    { value: Math.floor(time / hour) % 24, unit: "h" },
    { value: Math.floor(time / minute) % 60, unit: "min" },
  ].filter(({ value }) => value > 0);
  const seconds = (time % minute) / second;
  const decimals = decimalsOf(step / second);
  const texts = parts.map(({ value, unit }) => `${value} ${unit}`);
  if (seconds >= 0.5 * 10 ** -decimals || texts.length === 0) texts.push(`${seconds.toFixed(decimals)} s`);
  return texts.join(" ");
}

const smallUnits = [
  { size: 1e6, unit: "ms" },
  { size: 1e3, unit: "µs" },
  { size: 1, unit: "ns" },
] as const;

function small(time: number, step: number): string {
  if (time === 0) return "0 s";
  const { size, unit } = smallUnits.find((one) => time >= one.size || step >= one.size) ?? smallUnits[2];
  return `${(time / size).toFixed(decimalsOf(step / size))} ${unit}`;
}

/** Decimals that tell multiples of a step apart. */
function decimalsOf(step: number): number {
  return Math.max(0, Math.min(9, Math.ceil(-Math.log10(step) - 1e-9)));
}
