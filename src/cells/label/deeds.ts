import type { LabelEvent, Values } from "./log.ts";
import type { LabelItem, LabelResult } from "./result.ts";

/** What came of an item. */
export type Deed =
  | {
      readonly type: "label";
      readonly values: Values;
      readonly note: string;
      readonly unsure: boolean;
      readonly seconds: number;
    }
  | { readonly type: "skip" | "broken"; readonly note: string; readonly seconds: number };

/** A deed as the log keeps it, of now. */
export function eventOf(
  deed: Deed,
  item: LabelItem,
  rater: string,
  { cell, rubric }: LabelResult,
  seen: boolean,
): LabelEvent {
  const base = { cell, time: now(), rater, item: item.id };
  if (deed.type !== "label") return { ...base, ...deed };
  const { stratum, weight, swapped } = item;
  return { ...base, ...deed, rubric: `${rubric.name} ${rubric.version}`, seen, swapped, stratum, weight };
}

/** The last deed of a rater that no undo has taken back. */
export function lastDeed(events: readonly LabelEvent[], rater: string): { readonly item: string } | null {
  const deeds: { readonly item: string }[] = [];
  for (const one of events) {
    if (one.type === "draw" || one.rater !== rater) continue;
    if (one.type !== "undo") deeds.push(one);
    else
      deeds.splice(
        deeds.findLastIndex(({ item }) => item === one.item),
        1,
      );
  }
  return deeds.at(-1) ?? null;
}

export function now(): string {
  return new Date().toISOString();
}
