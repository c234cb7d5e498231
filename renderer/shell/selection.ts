/** What is chosen in a list, by index, and where the keyboard stands. */
export interface Selection {
  readonly active: number;
  readonly anchor: number;
  readonly chosen: ReadonlySet<number>;
}

export const nothingChosen: Selection = { active: 0, anchor: 0, chosen: new Set() };

export interface Held {
  /** Ctrl, or ⌘ on a Mac: adds or takes away one. */
  readonly toggle: boolean;
  /** Shift: takes everything from the last press to here. */
  readonly range: boolean;
}

/** The selection after a press on an item. */
export function choose(selection: Selection, index: number, held: Held, multiple: boolean): Selection {
  if (multiple && held.range) {
    const [from, to] = [Math.min(selection.anchor, index), Math.max(selection.anchor, index)];
    const chosen = new Set(Array.from({ length: to - from + 1 }, (_, step) => from + step));
    return { active: index, anchor: selection.anchor, chosen };
  }
  if (multiple && held.toggle) {
    const chosen = new Set(selection.chosen);
    if (!chosen.delete(index)) chosen.add(index);
    return { active: index, anchor: index, chosen };
  }
  return { active: index, anchor: index, chosen: new Set([index]) };
}

/** Where a key leads in a list of so many items; null when it is no such key. */
export function stepTo(key: string, active: number, count: number): number | null {
  const to = {
    ArrowDown: active + 1,
    ArrowUp: active - 1,
    PageDown: active + 10,
    PageUp: active - 10,
    Home: 0,
    End: count,
  }[key];
  return to === undefined || count === 0 ? null : Math.max(0, Math.min(count - 1, to));
}
