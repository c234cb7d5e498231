import { adjustedPValues } from "../../../analysis/adjusted-p-values.ts";
import { agreementOfTable, kappaOfTable } from "../../../analysis/agreement-of-table.ts";
import type { BootstrapEstimate } from "../../../analysis/bootstrap-interval.ts";
import { bootstrapKinds } from "../../../analysis/bootstrap-kinds.ts";
import { normalTwoSided } from "../../../analysis/distributions.ts";
import type { Estimate } from "../../../analysis/estimate.ts";
import { eachItsOwn, type ItemKinds, kindsOf } from "../../../analysis/kinds.ts";
import { midRanks } from "../../../analysis/mid-ranks.ts";
import { quantileOfSorted } from "../../../analysis/quantile.ts";
import { meanWithInterval } from "../../../analysis/score-errors.ts";
import type { Draws } from "./agreement.ts";
import { correlation } from "./moments.ts";
import { type Pairs, splitPairs } from "./pairs.ts";
import { isNumeric, peopleMeans, pick, pickAny, ratedPlaces } from "./people.ts";
import { type Fact, factOf, type Subject } from "./subject.ts";

/** Items that share a value beside all others. */
export interface SliceFigure {
  readonly column: string;
  readonly value: string;
  readonly items: number;
  readonly estimate: Estimate;
  /** The slice less the rest, from the same draws. */
  readonly difference: Estimate;
  readonly p: number | null;
  /** For all slices of this judge by Benjamini and Hochberg. */
  readonly adjustedP: number | null;
  /** Judge less people, where scores are numbers. */
  readonly bias: Estimate | null;
  /** Fewer than 30 items: no verdict. */
  readonly tooSmall: boolean;
}

export interface Slices {
  readonly statistic: "kappaQuadratic" | "agreement" | "spearman";
  readonly rows: readonly SliceFigure[];
  /** Values beyond the most frequent of each column. */
  readonly left: number;
}

const smallest = 30;
const mostValues = 20;

interface Group {
  readonly column: string;
  readonly value: string;
}

/** Agreement within each slice and beside the rest, all from the same draws, corrected for looking at many. */
export function slicesOf(
  subject: Subject,
  pairs: Pairs | null,
  facts: Readonly<Record<string, Fact>>,
  options: Draws,
): Slices | null {
  if (Object.keys(facts).length === 0) return null;
  const places = pairs?.kept ?? ratedPlaces(subject);
  const own = Int32Array.from(places, (place) => subject.items[place] as number);
  const columns = Object.entries(facts).map(([name, fact]) => grouped(name, factOf(fact, own) as Fact));
  const groups = columns.flatMap(({ groups }) => groups);
  const members = memberships(columns, places.length);
  const clusters = pickAny(options.clusters ?? null, places);
  const { kinds, measure } = pairs
    ? pairMeasure(pairs, members, groups.length, subject)
    : rankMeasure(subject, places, members, groups.length);
  const found = bootstrapKinds(kinds, groups.length * 2, measure, { ...options, clusters });
  const excess = isNumeric(subject) ? excessOf(subject, places) : null;
  const rows = groups.map((group, place) => {
    const items = members.itemsOf(place);
    const [estimate, difference] = [found[2 * place], found[2 * place + 1]] as [BootstrapEstimate, BootstrapEstimate];
    const tooSmall = items.length < smallest;
    const p = tooSmall ? null : pOf(difference);
    const counted = { ...estimate, n: items.length };
    const bias = excess && meanWithInterval(pick(excess, items));
    return { ...group, items: items.length, estimate: counted, difference, p, bias, tooSmall };
  });
  const adjusted = adjustedPValues(rows.map(({ p }) => p));
  return {
    statistic: pairs ? (subject.type === "ordinal" ? "kappaQuadratic" : "agreement") : "spearman",
    rows: rows.map((row, place) => ({ ...row, adjustedP: adjusted[place] ?? null })),
    left: columns.reduce((sum, { left }) => sum + left, 0),
  };
}

function pOf({ value, standardError, reason }: BootstrapEstimate): number | null {
  if (value === null || reason !== null || !standardError) return null;
  return normalTwoSided(value / standardError);
}

function excessOf(subject: Subject, places: Uint32Array): Float64Array {
  const people = pick(peopleMeans(subject.people), places);
  return pick(subject.scores, places).map((score, item) => score - (people[item] as number));
}

interface Grouped {
  readonly groups: readonly Group[];
  /** For each item its place among the groups, −1 for none. */
  readonly of: Int32Array;
  readonly left: number;
}

function grouped(column: string, fact: Fact): Grouped {
  const texts = fact.kind === "number" ? quarters(fact.values) : fact.values;
  const counts = new Map<string, number>();
  for (const text of texts) if (text !== null) counts.set(text, (counts.get(text) ?? 0) + 1);
  const ordered = [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  const values = ordered.slice(0, mostValues).map(([value]) => value);
  const places = new Map(values.map((value, place) => [value, place]));
  return {
    groups: values.map((value) => ({ column, value })),
    of: Int32Array.from(texts, (text) => (text === null ? -1 : (places.get(text) ?? -1))),
    left: ordered.length - values.length,
  };
}

/** Numbers with many values in four ranges of equally many items. */
function quarters(values: Float64Array): readonly (string | null)[] {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const plain = (value: number) => (Number.isNaN(value) ? null : String(value));
  if (new Set(sorted).size <= 12) return Array.from(values, plain);
  const edges = [0.25, 0.5, 0.75].map((p) => quantileOfSorted(sorted, p));
  const round = (value: number) => Number(value.toPrecision(3));
  const names = [
    `up to ${round(edges[0] as number)}`,
    `up to ${round(edges[1] as number)}`,
    `up to ${round(edges[2] as number)}`,
    `above ${round(edges[2] as number)}`,
  ];
  return Array.from(values, (value) =>
    Number.isNaN(value) ? null : (names[edges.filter((edge) => value > edge).length] as string),
  );
}

interface Memberships {
  /** For each column the group of each item, −1 for none; groups are numbered across columns. */
  readonly columns: readonly Int32Array[];
  itemsOf(group: number): Uint32Array;
}

function memberships(columns: readonly Grouped[], n: number): Memberships {
  let first = 0;
  const own = columns.map(({ of, groups }) => {
    const start = first;
    first += groups.length;
    return of.map((place) => (place < 0 ? -1 : start + place));
  });
  const items = Uint32Array.from({ length: n }, (_, item) => item);
  return { columns: own, itemsOf: (group) => items.filter((item) => own.some((of) => of[item] === group)) };
}

interface Measure {
  readonly kinds: ItemKinds;
  measure(times: Float64Array, into: Float64Array): void;
}

/** Items are alike that have the same pairs and are in the same groups. */
function pairMeasure(pairs: Pairs, { columns }: Memberships, groups: number, { type }: Subject): Measure {
  const statistic = type === "ordinal" ? kappaOfTable("quadratic") : agreementOfTable;
  const kinds = kindsOf(pairs.kept.length, [pairs.kinds.of, ...columns]);
  const { starts, cells } = splitPairs(pairs, kinds);
  const groupsOf = columns.map((of) => Int32Array.from(kinds.first, (item) => of[item] as number));
  const size = pairs.size ** 2;
  const tables = Array.from({ length: groups }, () => new Float64Array(size));
  const total = new Float64Array(size);
  const rest = new Float64Array(size);
  const add = (table: Float64Array, kind: number, often: number) => {
    for (let pair = starts[kind] as number; pair < (starts[kind + 1] as number); pair++) {
      const cell = cells[pair] as number;
      table[cell] = (table[cell] as number) + often;
    }
  };
  const measure = (times: Float64Array, into: Float64Array) => {
    total.fill(0);
    for (const table of tables) table.fill(0);
    for (let kind = 0; kind < times.length; kind++) {
      const often = times[kind] as number;
      if (often === 0) continue;
      add(total, kind, often);
      for (const of of groupsOf)
        if ((of[kind] as number) >= 0) add(tables[of[kind] as number] as Float64Array, kind, often);
    }
    for (const [group, table] of tables.entries()) {
      for (let cell = 0; cell < size; cell++) rest[cell] = (total[cell] as number) - (table[cell] as number);
      into[2 * group] = statistic(table, pairs.size);
      into[2 * group + 1] = (into[2 * group] as number) - statistic(rest, pairs.size);
    }
  };
  return { kinds, measure };
}

/** Correlation of ranks taken over all items, within the slice and within the rest. */
function rankMeasure(subject: Subject, places: Uint32Array, { itemsOf }: Memberships, groups: number): Measure {
  const judge = midRanks(pick(subject.scores, places));
  const people = midRanks(pick(peopleMeans(subject.people), places));
  const members = Array.from({ length: groups }, (_, group) => itemsOf(group));
  const inside = new Float64Array(places.length);
  const outside = new Float64Array(places.length);
  const measure = (times: Float64Array, into: Float64Array) => {
    for (const [group, items] of members.entries()) {
      inside.fill(0);
      outside.set(times);
      for (const item of items) {
        inside[item] = times[item] as number;
        outside[item] = 0;
      }
      into[2 * group] = correlation(judge, people, inside);
      into[2 * group + 1] = (into[2 * group] as number) - correlation(judge, people, outside);
    }
  };
  return { kinds: eachItsOwn(places.length), measure };
}
