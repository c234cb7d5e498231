import { type Dimension, type Rubric, scaleValues } from "../rubric.ts";

/** One value of a dimension, and the key that chooses it. */
export interface Choice {
  /** As it is kept. */
  readonly value: number | string;
  readonly label: string;
  readonly anchor: string;
  /** Null where the scale has more values than there are keys. */
  readonly key: string | null;
}

/**
 * What may be chosen. Of a pair the places are named as they are shown, and what is kept speaks of the places as the
 * data has them, so nobody who labels knows which answer came first.
 */
export function choicesOf(
  { name, scale, anchors }: Dimension,
  { pair }: Pick<Rubric, "pair">,
  swapped: boolean,
): readonly Choice[] {
  const values = scaleValues(scale);
  const numbers = !("labels" in scale);
  return values.map((value, place) => {
    const inPair = pair !== null && place < 2;
    const kept = inPair && swapped ? (values[1 - place] as string) : value;
    const digit = numbers ? value : String(place + 1);
    return {
      value: numbers ? Number(kept) : kept,
      label: inPair ? (place === 0 ? "left" : "right") : value,
      anchor: inPair ? `The ${place === 0 ? "left" : "right"} answer, by ${name}.` : (anchors[value] ?? ""),
      key: /^\d$/.test(digit) && values.length <= 10 ? digit : null,
    };
  });
}

/** A kept value as it is shown. */
export function shownValue(value: number | string | undefined, choices: readonly Choice[]): string {
  return choices.find((choice) => choice.value === value)?.label ?? (value === undefined ? "" : String(value));
}
