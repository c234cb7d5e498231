import { clockText, momentText, shortDayText } from "./time-text.ts";

/** Equal stretches of time side by side, in milliseconds since 1970 UTC. */
export interface Grid {
  readonly start: number;
  readonly size: number;
  readonly count: number;
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const week = 7 * day;

/** What people count time in. */
const sizes = [
  ...[1, 5, 10, 50, 100, 500],
  ...[1, 5, 15, 30].map((n) => n * second),
  ...[1, 5, 15, 30].map((n) => n * minute),
  ...[1, 3, 6, 12].map((n) => n * hour),
  ...[1, 2].map((n) => n * day),
  ...[1, 2, 4, 13, 52].map((n) => n * week),
];

/** The finest grid over a stretch of time, ends included, that needs no more than `room` buckets (two at least). */
export function chooseGrid(from: number, to: number, room: number): Grid {
  // A stretch across 1970 has an edge inside it at every size.
  const most = Math.max(2, room);
  const size = sizes.find((size) => bucketsFor(from, to, size) <= most) ?? coarse(from, to, most);
  const start = floorTo(from, size);
  return { start, size, count: bucketsFor(from, to, size) };
}

function coarse(from: number, to: number, most: number): number {
  const year = 52 * week;
  let size = year;
  while (bucketsFor(from, to, size) > most) size += year;
  return size;
}

function bucketsFor(from: number, to: number, size: number): number {
  return Math.floor((to - floorTo(from, size)) / size) + 1;
}

/** Weeks begin on Monday; everything else with 1970. */
function floorTo(time: number, size: number): number {
  const origin = size % week === 0 ? 4 * day : 0;
  return Math.floor((time - origin) / size) * size + origin;
}

export function gridEnd({ start, size, count }: Grid): number {
  return start + size * count;
}

/** The edge between buckets that is nearest to a time, inside the grid. */
export function nearestEdge(grid: Grid, time: number): number {
  return edge(grid, Math.round((time - grid.start) / grid.size));
}

export function edgeBefore(grid: Grid, time: number): number {
  return edge(grid, Math.floor((time - grid.start) / grid.size));
}

export function edgeAfter(grid: Grid, time: number): number {
  return edge(grid, Math.ceil((time - grid.start) / grid.size));
}

function edge({ start, size, count }: Grid, index: number): number {
  return start + size * Math.max(0, Math.min(count, index));
}

/** "day", "6 hours", "15 minutes": what one bucket is. */
export function sizeText(size: number): string {
  const units = [
    [52 * week, "52 weeks"],
    [week, "week"],
    [day, "day"],
    [hour, "hour"],
    [minute, "minute"],
    [second, "second"],
    [1, "millisecond"],
  ] as const;
  const [unit, name] = units.find(([unit]) => size % unit === 0) ?? units[6];
  const n = size / unit;
  return n === 1 ? name : `${n} ${name}${name.endsWith("s") ? "" : "s"}`;
}

export interface Tick {
  readonly time: number;
  readonly text: string;
}

/** Times to be named below so many pixels: the beginning, then round times at least `apart` pixels from each other. */
export function timeTicks(from: number, to: number, width: number, apart: number): readonly Tick[] {
  if (width <= 0 || to <= from) return [];
  const least = ((to - from) / width) * apart;
  const step = sizes.find((size) => size >= least && size <= 2 * week);
  const ticks = step === undefined ? monthTicks(from, to, least) : evenTicks(from, to, step);
  return [{ time: from, text: momentText(from) }, ...ticks];
}

function evenTicks(from: number, to: number, step: number): readonly Tick[] {
  const ticks: Tick[] = [];
  for (let time = floorTo(from, step) + step; time < to; time += step) ticks.push({ time, text: tickText(time, step) });
  return ticks;
}

function tickText(time: number, step: number): string {
  return step >= day || time % day === 0 ? shortDayText(time) : clockText(time);
}

const monthSteps = [1, 3, 6, 12, 24, 60, 120, 240, 600, 1200];

function monthTicks(from: number, to: number, least: number): readonly Tick[] {
  const step = monthSteps.find((months) => months * 28 * day >= least) ?? 1200;
  const begin = new Date(from);
  const ticks: Tick[] = [];
  for (let month = begin.getUTCFullYear() * 12 + begin.getUTCMonth() + 1; ; month++) {
    const time = Date.UTC(Math.floor(month / 12), month % 12, 1);
    if (time >= to) return ticks;
    if (month % step === 0) ticks.push({ time, text: monthText(time, step) });
  }
}

function monthText(time: number, step: number): string {
  const year = String(new Date(time).getUTCFullYear());
  const month = shortDayText(time).replace(/^\d+ /, "");
  if (step >= 12) return year;
  return month === "Jan" ? `Jan ${year}` : month;
}
