/** A line of two texts side by side. */
export interface DiffLine {
  readonly kind: "same" | "taken out" | "added";
  readonly text: string;
  /** 1-based line in the old text, and in the new one; null where it is not in it. */
  readonly before: number | null;
  readonly after: number | null;
}

const mostLines = 5000;

/**
 * The lines that differ between two texts: the longest common run of lines stays.
 * O(lines of one × lines of the other); throws above 5,000 lines each.
 */
export function lineDiff(old: string, now: string): readonly DiffLine[] {
  const [a, b] = [linesOf(old), linesOf(now)];
  if (Math.max(a.length, b.length) > mostLines) throw new Error(`lineDiff: more than ${mostLines} lines`);
  const common = commonLengths(a, b);
  const width = b.length + 1;
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j])
      lines.push({ kind: "same", text: a[i] as string, before: ++i, after: ++j });
    else if (
      j === b.length ||
      (i < a.length && (common[(i + 1) * width + j] as number) >= (common[i * width + j + 1] as number))
    )
      lines.push({ kind: "taken out", text: a[i] as string, before: ++i, after: null });
    else lines.push({ kind: "added", text: b[j] as string, before: null, after: ++j });
  }
  return lines;
}

function linesOf(text: string): readonly string[] {
  return text.replace(/\r\n/g, "\n").replace(/\n$/, "").split("\n");
}

/** How many lines are common from line i of the one and line j of the other on. */
function commonLengths(a: readonly string[], b: readonly string[]): Uint16Array {
  const width = b.length + 1;
  const lengths = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      lengths[i * width + j] =
        a[i] === b[j]
          ? (lengths[(i + 1) * width + j + 1] as number) + 1
          : Math.max(lengths[(i + 1) * width + j] as number, lengths[i * width + j + 1] as number);
  return lengths;
}
