import type { Fact, Rater, Subject } from "../compute/subject.ts";
import type { CalibrationSpec } from "../definition.ts";
import { type LabelReading, labelOf, labelReading } from "./label-types.ts";
import { type DimensionRows, type LabelRows, numberAt, type Rated, type Unlabelled } from "./read-labels.ts";

/** Every judge on every dimension that people labelled too. */
export function subjectsOf(spec: CalibrationSpec, rows: LabelRows, probability: Fact | null): readonly Subject[] {
  return rows.dimensions.flatMap((dimension) => {
    const judges = [...dimension.judges.keys()].filter(
      (judge) => spec.judge?.includes(judge) ?? judge !== spec.compare,
    );
    if (dimension.people.size === 0 || judges.length === 0) return [];
    const reading = readingOf(spec, rows, dimension);
    return judges.map((judge) => subjectOf(spec, rows, dimension, reading, judge, probability));
  });
}

function readingOf(spec: CalibrationSpec, rows: LabelRows, { judges, people }: DimensionRows): LabelReading {
  const [some] = people.values();
  const isPair = rows.targets[some?.item[0] ?? -1] === "pair";
  return labelReading(spec, [...judges.values()], [...people.values()], isPair);
}

function subjectOf(
  spec: CalibrationSpec,
  rows: LabelRows,
  dimension: DimensionRows,
  reading: LabelReading,
  judge: string,
  probability: Fact | null,
): Subject {
  const items = itemsOf(dimension);
  const places = new Map(Array.from(items, (item, place) => [item, place]));
  const own = dimension.judges.get(judge) as Rated;
  const compare = comparedWith(spec, dimension, judge);
  const column = (rated: Rated) => firstScores(rated, reading, places);
  const people: Rater[] = [...dimension.people].map(([rater, rated]) => ({ rater, values: column(rated) }));
  const isPair = reading.type === "pairwise";
  return {
    dimension: dimension.name,
    judge,
    compare,
    type: reading.type,
    scale: reading.scale,
    names: reading.names,
    threshold: reading.threshold,
    cut: reading.cut ?? null,
    items,
    scores: isPair ? bothOrders(own, reading, places) : column(own),
    other: compare ? otherScores(dimension.judges.get(compare) as Rated, reading, places, isPair) : null,
    people: spec.consensus === "majority" ? [majority(people, reading)] : people,
    raters: people,
    probability: probabilityOf(own, reading, places, items, probability),
    repeats: isPair ? null : repeatsOf(own, reading, places),
    orders: isPair ? ordersOf(own, reading, places) : null,
    unlabelled: unlabelledOf(rows.unlabelled, dimension.name, judge, reading),
    notes: [
      ...reading.notes,
      ...offScale(own, reading, judge),
      ...[...dimension.people].flatMap(([rater, rated]) => offScale(rated, reading, rater)),
    ],
  };
}

/** Says which of a rater's labels have no place on the scale, and are left out. */
function offScale(rated: Rated, reading: LabelReading, rater: string): readonly string[] {
  const lost = new Map<string, number>();
  for (let row = 0; row < rated.item.length; row++) {
    const label = labelOf(numberAt(rated.num, row), rated.txt[row] ?? null);
    if (label === null || !Number.isNaN(valueAt(rated, row, reading))) continue;
    lost.set(String(label), (lost.get(String(label)) ?? 0) + 1);
  }
  if (lost.size === 0) return [];
  const count = [...lost.values()].reduce((sum, times) => sum + times, 0);
  const some = [...lost.keys()].sort().slice(0, 5).join(", ");
  return [`${count} of ${rater}’s labels are not on the scale and are left out: ${some}${lost.size > 5 ? ", …" : ""}.`];
}

function itemsOf({ people }: DimensionRows): Int32Array {
  const items = new Set<number>();
  for (const { item } of people.values()) for (const place of item) items.add(place);
  return Int32Array.from(items).sort();
}

/** The judge that the cell names, or the other one where there are two. */
function comparedWith(spec: CalibrationSpec, { judges }: DimensionRows, judge: string): string | null {
  if (spec.compare) return spec.compare !== judge && judges.has(spec.compare) ? spec.compare : null;
  const others = [...judges.keys()].filter((name) => name !== judge);
  return others.length === 1 && !spec.judge ? (others[0] as string) : null;
}

/** The first score of each item: what comes again is not averaged, since one call is what the judge is used with. */
function firstScores(rated: Rated, reading: LabelReading, places: ReadonlyMap<number, number>): Float64Array {
  const values = new Float64Array(places.size).fill(Number.NaN);
  for (let row = 0; row < rated.item.length; row++) {
    const place = places.get(rated.item[row] as number);
    if (place === undefined || !Number.isNaN(values[place])) continue;
    values[place] = valueAt(rated, row, reading);
  }
  return values;
}

function valueAt({ num, txt }: Rated, row: number, reading: LabelReading): number {
  return reading.read(numberAt(num, row), txt[row] ?? null);
}

function repeatsOf(rated: Rated, reading: LabelReading, places: ReadonlyMap<number, number>): Subject["repeats"] {
  const place: number[] = [];
  const score: number[] = [];
  const times = new Uint32Array(places.size);
  for (const item of rated.item) {
    const at = places.get(item);
    if (at !== undefined) times[at] = (times[at] as number) + 1;
  }
  for (let row = 0; row < rated.item.length; row++) {
    const at = places.get(rated.item[row] as number);
    const value = valueAt(rated, row, reading);
    if (at === undefined || (times[at] as number) < 2 || Number.isNaN(value)) continue;
    place.push(at);
    score.push(value);
  }
  return place.length ? { place: Int32Array.from(place), score: Float64Array.from(score) } : null;
}

function ordersOf(rated: Rated, reading: LabelReading, places: ReadonlyMap<number, number>): Subject["orders"] {
  if (!rated.ord.includes("BA")) return null;
  const only = (order: string): Rated => {
    const rows = Array.from(rated.item.keys()).filter((row) => (rated.ord[row] ?? "AB") === order);
    const item = Int32Array.from(rows, (row) => rated.item[row] as number);
    const num = Float64Array.from(rows, (row) => rated.num[row] as number);
    return { item, num, txt: rows.map((row) => rated.txt[row] ?? null), ord: rows.map(() => order) };
  };
  return { ab: firstScores(only("AB"), reading, places), ba: firstScores(only("BA"), reading, places) };
}

/** One verdict from both orders: the winner of more of them, else a tie. */
function bothOrders(rated: Rated, reading: LabelReading, places: ReadonlyMap<number, number>): Float64Array {
  const orders = ordersOf(rated, reading, places);
  if (!orders) return firstScores(rated, reading, places);
  return orders.ab.map((ab, place) => {
    const ba = orders.ba[place] as number;
    if (Number.isNaN(ab) || ab === 3) return ba;
    if (Number.isNaN(ba) || ba === 3 || ba === ab) return ab;
    return ab + ba === 2 ? 1 : ab === 1 ? ba : ab;
  });
}

function otherScores(rated: Rated, reading: LabelReading, places: ReadonlyMap<number, number>, isPair: boolean) {
  return isPair ? bothOrders(rated, reading, places) : firstScores(rated, reading, places);
}

/** The judge's own numbers where they lie between 0 and 1 beside labels that pass or fail, or what the cell names. */
function probabilityOf(
  rated: Rated,
  reading: LabelReading,
  places: ReadonlyMap<number, number>,
  items: Int32Array,
  given: Fact | null,
): Float64Array | null {
  if (given?.kind === "number") return Float64Array.from(items, (item) => probable(given.values[item] as number));
  if (reading.type !== "binary") return null;
  const raw: LabelReading = {
    ...reading,
    read: (num, txt) => {
      const label = labelOf(num, txt);
      return typeof label === "number" ? label : Number.NaN;
    },
  };
  const values = firstScores(rated, raw, places);
  const known = values.filter((value) => !Number.isNaN(value));
  const isShare = known.length > 0 && known.every((value) => value >= 0 && value <= 1);
  return isShare && known.some((value) => value > 0 && value < 1) ? values : null;
}

function probable(value: number): number {
  return value >= 0 && value <= 1 ? value : Number.NaN;
}

/** What most people say of each item; none where they are split. Of ordinal labels the middle one. */
function majority(people: readonly Rater[], reading: LabelReading): Rater {
  const n = people[0]?.values.length ?? 0;
  const values = Float64Array.from({ length: n }, (_, item) => {
    const given = people.map(({ values }) => values[item] as number).filter((value) => !Number.isNaN(value));
    return reading.type === "ordinal" || reading.type === "continuous" ? middleOf(given, reading) : modeOf(given);
  });
  return { rater: "people", values };
}

function modeOf(given: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const value of given) counts.set(value, (counts.get(value) ?? 0) + 1);
  const most = Math.max(0, ...counts.values());
  const winners = [...counts].filter(([, count]) => count === most);
  return winners.length === 1 ? (winners[0]?.[0] as number) : Number.NaN;
}

function middleOf(given: readonly number[], { scale }: LabelReading): number {
  const sorted = [...given].sort((one, other) => one - other);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  if (low === undefined || high === undefined) return Number.NaN;
  const middle = (low + high) / 2;
  return scale.length === 0 || scale.includes(middle) ? middle : Number.NaN;
}

function unlabelledOf(rows: readonly Unlabelled[], name: string, judge: string, reading: LabelReading) {
  const counts = new Map<number, number>();
  for (const row of rows) {
    if (row.name !== name || row.rater !== judge) continue;
    const value = reading.read(row.num, row.txt);
    if (!Number.isNaN(value)) counts.set(value, (counts.get(value) ?? 0) + row.items);
  }
  const known = [...counts].sort(([one], [other]) => one - other);
  return {
    values: Float64Array.from(known, ([value]) => value),
    items: Float64Array.from(known, ([, items]) => items),
  };
}
