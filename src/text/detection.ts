/** Something found in a text: what it is and where, never what it says. Offsets are UTF-16 code units, end exclusive. */
export interface Detection<Type extends string = string> {
  readonly type: Type;
  readonly start: number;
  readonly end: number;
}

/** One sort of thing to find. `part` is the group of the pattern that holds it, where that is not all of it. */
export interface Detector<Type extends string> {
  readonly type: Type;
  readonly pattern: RegExp;
  readonly part?: string;
  /** Says no to what only looks like it. */
  readonly check?: (found: string) => boolean;
}

/** Everything that the detectors find, by place. Of what overlaps the earlier detector's stays. */
export function detect<Type extends string>(
  text: string,
  detectors: readonly Detector<Type>[],
): readonly Detection<Type>[] {
  const found: Detection<Type>[] = [];
  const taken = new Uint8Array(text.length);
  for (const detector of detectors)
    for (const detection of matches(text, detector)) {
      const { start, end } = detection;
      if (taken.subarray(start, end).includes(1)) continue;
      taken.fill(1, start, end);
      found.push(detection);
    }
  return found.sort((a, b) => a.start - b.start);
}

function* matches<Type extends string>(text: string, detector: Detector<Type>): Generator<Detection<Type>> {
  const { type, pattern, part, check } = detector;
  for (const match of text.matchAll(pattern)) {
    const value = (part && match.groups?.[part]) || match[0];
    if (check && !check(value)) continue;
    const start = match.index + match[0].lastIndexOf(value);
    yield { type, start, end: start + value.length };
  }
}
