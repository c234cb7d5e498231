import type { CalibrationSpec, LabelType } from "../definition.ts";
import { numberAt, type Rated } from "./read-labels.ts";

/** How the labels of a dimension are read. */
export interface LabelReading {
  readonly type: LabelType;
  readonly scale: readonly number[];
  readonly names: readonly string[];
  readonly threshold: number | null;
  /** Of binary labels: a judge's numbers from here on pass. */
  readonly cut?: number;
  /** A label's value on the scale; NaN where it has none. */
  read(num: number | null, txt: string | null): number;
  readonly notes: readonly string[];
}

type Label = string | number;

/** How files write that there is no label. */
const missingWords = /^(n\/?a|nan|null|nil|missing|-+|–|—|\?)$/i;

/** A label as written: a number, a truth as 1 or 0, or a text. */
export function labelOf(num: number | null, txt: string | null): Label | null {
  if (txt === null || missingWords.test(txt)) return num;
  const truth = { true: 1, false: 0 }[txt.toLowerCase()];
  if (truth !== undefined) return truth;
  if (num !== null && Number(txt) === num) return num;
  return txt === "" ? num : Number.isFinite(Number(txt)) ? Number(txt) : txt;
}

interface Seen {
  readonly texts: ReadonlySet<string>;
  readonly numbers: ReadonlySet<number>;
}

function seen(rated: Iterable<Rated>): Seen {
  const texts = new Set<string>();
  const numbers = new Set<number>();
  for (const { num, txt } of rated)
    for (let row = 0; row < num.length; row++) {
      const label = labelOf(numberAt(num, row), txt[row] ?? null);
      if (typeof label === "number") numbers.add(label);
      else if (label !== null) texts.add(label);
    }
  return { texts, numbers };
}

const passWords =
  /^(pass(ed)?|yes|y|true|good|ok(ay)?|correct|right|faithful|grounded|supported|relevant|helpful|safe|resolved|positive|accept(ed)?|consistent|thumbs.?up|up|like)$/i;
const failWords =
  /^(fail(ed|ure)?|no|n|false|bad|not ok(ay)?|incorrect|wrong|unfaithful|ungrounded|unsupported|irrelevant|unhelpful|unsafe|unresolved|negative|reject(ed)?|inconsistent|thumbs.?down|down|dislike)$/i;

/** The winners of pairs, as files write them. */
const pairPlaces: Readonly<Record<string, number>> = {
  ...Object.fromEntries(["a", "1", "model_a", "model a", "first", "left"].map((word) => [word, 0])),
  ...Object.fromEntries(["tie", "0.5", "draw", "equal", "both", "tie (bothbad)", "both bad"].map((word) => [word, 1])),
  ...Object.fromEntries(["b", "2", "model_b", "model b", "second", "right"].map((word) => [word, 2])),
  none: 3,
};
/** Those that say by themselves that pairs are judged. */
const pairWords = new Set([
  "a",
  "b",
  "tie",
  "none",
  "model_a",
  "model_b",
  "model a",
  "model b",
  "tie (bothbad)",
  "both bad",
]);

function isPassOrFail(word: string): boolean {
  return passWords.test(word) || failWords.test(word);
}

/** Tells the type of a dimension's labels from what people and judges wrote, unless the cell says it. */
export function labelReading(
  spec: CalibrationSpec,
  judges: readonly Rated[],
  people: readonly Rated[],
  isPair: boolean,
): LabelReading {
  const [theirs, ours] = [seen(people), seen(judges)];
  const type = spec.type === "auto" ? typeOf(spec, theirs, ours, isPair) : spec.type;
  if (type === "pairwise") return pairReading();
  if (type === "binary") return binaryReading(spec, theirs, ours);
  if (type === "nominal") return nominalReading(spec, theirs, ours);
  if (type === "ordinal") return ordinalReading(spec, theirs, ours);
  return continuousReading(spec, theirs);
}

function typeOf({ scale }: CalibrationSpec, theirs: Seen, ours: Seen, isPair: boolean): LabelType {
  const words = [...theirs.texts, ...ours.texts];
  if (
    isPair ||
    (words.length > 0 && theirs.numbers.size === 0 && words.every((word) => pairWords.has(word.toLowerCase())))
  )
    return "pairwise";
  if (scale)
    return scale.length === 2 ? "binary" : scale.every((label) => typeof label === "number") ? "ordinal" : "nominal";
  if (theirs.texts.size > 0) {
    const all = new Set(words.map((word) => word.toLowerCase()));
    return words.every(isPassOrFail) || all.size <= 2 || (theirs.texts.size <= 2 && ours.texts.size === 0)
      ? "binary"
      : "nominal";
  }
  if ([...theirs.numbers].every((value) => value === 0 || value === 1)) return "binary";
  return levelsOf([...theirs.numbers, ...ours.numbers]) ? "ordinal" : "continuous";
}

/** The levels of a rubric that these values lie on: whole or half steps, eleven at most; null where there is none. */
function levelsOf(values: readonly number[]): readonly number[] | null {
  if (values.length === 0) return null;
  const step = [1, 0.5].find((size) => values.every((value) => Number.isInteger(value / size)));
  const [low, high] = [Math.min(...values.slice(0, 100_000)), Math.max(...values.slice(0, 100_000))];
  if (!step || values.length > 100 || (high - low) / step > 10 || high === low) return null;
  return Array.from({ length: Math.round((high - low) / step) + 1 }, (_, place) => low + place * step);
}

function pairReading(): LabelReading {
  return {
    type: "pairwise",
    scale: [0, 1, 2, 3],
    names: ["A", "tie", "B", "none"],
    threshold: null,
    // A verdict that could not be read is one of its own: it is never right.
    read: (num, txt) => {
      if (txt !== null) return pairPlaces[txt.trim().toLowerCase()] ?? 3;
      if (num === null) return 3;
      return num < 0.5 ? 0 : num > 0.5 ? 2 : 1;
    },
    notes: [],
  };
}

function binaryReading(spec: CalibrationSpec, theirs: Seen, ours: Seen): LabelReading {
  const notes: string[] = [];
  const labels = [...new Set<Label>([...theirs.texts, ...theirs.numbers])].sort((a, b) => (a < b ? -1 : 1));
  const told = spec.positive === undefined ? undefined : labelOf(null, String(spec.positive));
  const scaled = spec.scale ? labelOf(null, String(spec.scale[1])) : undefined;
  const guess = labels.find((label) => label === 1 || passWords.test(String(label)));
  const positive = told ?? scaled ?? guess ?? labels.at(-1) ?? 1;
  if (told === undefined && scaled === undefined && guess === undefined && labels.length > 0)
    notes.push(`“${positive}” is taken as the pass; write positive if it is another label.`);
  const negative = labels.find((label) => !same(label, positive)) ?? (typeof positive === "number" ? 0 : "other");
  const numbers = [...ours.numbers];
  const graded = numbers.some((value) => value !== 0 && value !== 1);
  const top = numbers.reduce((most, value) => Math.max(most, value), 0);
  const least = numbers.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY);
  const cut = spec.threshold ?? (top <= 1 && least >= 0 ? 0.5 : (top + least) / 2);
  if (graded)
    notes.push(
      `The judge's numbers pass from ${cut} on${spec.threshold === undefined ? "; write threshold to change it" : ""}.`,
    );
  return {
    type: "binary",
    scale: [0, 1],
    names: [nameOf(negative, positive), nameOf(positive, positive)],
    threshold: 1,
    cut,
    read: (num, txt) => {
      const label = labelOf(num, txt);
      if (label === null) return Number.NaN;
      if (same(label, positive)) return 1;
      if (same(label, negative)) return 0;
      if (typeof label === "number") return Number(label >= cut);
      if (typeof positive === "string" && failWords.test(positive)) return Number(failWords.test(label));
      return Number(passWords.test(label));
    },
    notes,
  };
}

function nameOf(label: Label, positive: Label): string {
  if (typeof label !== "number") return label;
  return label === positive ? "pass" : "fail";
}

function same(one: Label, other: Label): boolean {
  return typeof one === "string" && typeof other === "string"
    ? one.toLowerCase() === other.toLowerCase()
    : one === other;
}

function nominalReading(spec: CalibrationSpec, theirs: Seen, ours: Seen): LabelReading {
  const found = new Set([...theirs.texts, ...theirs.numbers, ...ours.texts, ...ours.numbers].map(String));
  const names = spec.scale?.map(String) ?? [...found].sort();
  const places = new Map(names.map((label, place) => [label.toLowerCase(), place]));
  return {
    type: "nominal",
    scale: names.map((_, place) => place),
    names,
    threshold: null,
    read: (num, txt) => {
      const label = labelOf(num, txt);
      return label === null ? Number.NaN : (places.get(String(label).toLowerCase()) ?? Number.NaN);
    },
    notes:
      names.length > 2 && spec.type === "auto"
        ? [
            "The labels are taken as names without an order; if they have one, write type: ordinal and scale, the lowest first.",
          ]
        : [],
  };
}

function ordinalReading(spec: CalibrationSpec, theirs: Seen, ours: Seen): LabelReading {
  const isNumeric = spec.scale?.every((label) => typeof label === "number");
  const found = levelsOf([...theirs.numbers, ...ours.numbers]) ?? levelsOf([...theirs.numbers]);
  const scale = isNumeric ? (spec.scale as number[]) : (spec.scale?.map((_, place) => place + 1) ?? found ?? [0, 1]);
  const words = spec.scale && !isNumeric ? spec.scale.map((label) => String(label).toLowerCase()) : null;
  const [low, high] = [scale[0] as number, scale.at(-1) as number];
  const middle = (low + high) / 2;
  const threshold = spec.threshold ?? scale.find((level) => level > middle) ?? high;
  const notes = spec.scale
    ? []
    : [`The scale ${low} to ${high} is taken from the data; write scale if the rubric's is longer.`];
  const known = new Set(scale);
  return {
    type: "ordinal",
    scale,
    names: words ? (spec.scale?.map(String) ?? []) : scale.map(String),
    threshold,
    read: (num, txt) => {
      const label = labelOf(num, txt);
      if (label === null) return Number.NaN;
      if (words) return scale[words.indexOf(String(label).toLowerCase())] ?? Number.NaN;
      if (typeof label !== "number") return Number.NaN;
      return known.has(label) ? label : nearestLevel(scale, label);
    },
    notes,
  };
}

/** A score between two levels goes to the nearer one; off the scale it has no level. */
function nearestLevel(scale: readonly number[], value: number): number {
  if (value < (scale[0] as number) || value > (scale.at(-1) as number)) return Number.NaN;
  return scale.reduce((best, level) => (Math.abs(level - value) < Math.abs(best - value) ? level : best));
}

function continuousReading(spec: CalibrationSpec, theirs: Seen): LabelReading {
  const numbers = [...theirs.numbers];
  return {
    type: "continuous",
    scale: [],
    names: [],
    threshold: spec.threshold ?? null,
    read: (num, txt) => {
      const label = labelOf(num, txt);
      return typeof label === "number" ? label : Number.NaN;
    },
    notes: numbers.length === 0 ? ["People gave no numbers."] : [],
  };
}
