/** Heights in pixels, from the top: the windows' names, the bars, the ticks, the deployments. */
export const layout = { barsTop: 18, barsBottom: 64, ticks: 77, flags: 91, height: 95 } as const;

let context: CanvasRenderingContext2D | null | undefined;

/** How wide a text is in the axis type, in pixels; without a screen to measure on, about how wide. */
export function labelWidth(text: string): number {
  if (context === undefined) context = measuringContext();
  return context?.measureText(text).width ?? text.length * 5.4;
}

function measuringContext(): CanvasRenderingContext2D | null {
  if (typeof document === "undefined") return null;
  const made = document.createElement("canvas").getContext("2d");
  const style = getComputedStyle(document.body);
  const size = getComputedStyle(document.documentElement).getPropertyValue("--fs-micro") || "10.5px";
  if (made) made.font = `${size} ${style.fontFamily}`;
  return made;
}

export interface Label {
  readonly x: number;
  readonly text: string;
}

/** Which labels, from left to right, have room: none runs into the next one or past the end. */
export function roomyLabels<T extends Label>(labels: readonly T[], width: number, gap: number): ReadonlySet<T> {
  const shown = new Set<T>();
  let free = Number.NEGATIVE_INFINITY;
  for (const label of labels) {
    const end = label.x + labelWidth(label.text);
    if (label.x < free || end > width) continue;
    shown.add(label);
    free = end + gap;
  }
  return shown;
}

/** Where labels stand that want to begin at `x`, from left to right: apart from each other and inside the width. */
export function spread(labels: readonly { x: number; width: number }[], width: number, gap: number): readonly number[] {
  const places: number[] = [];
  let free = 0;
  for (const label of labels) {
    const x = Math.max(label.x, free);
    places.push(x);
    free = x + label.width + gap;
  }
  let end = width;
  for (let index = labels.length - 1; index >= 0; index--) {
    places[index] = Math.max(0, Math.min(places[index] ?? 0, end - (labels[index]?.width ?? 0)));
    end = (places[index] ?? 0) - gap;
  }
  return places;
}

/** Fewer characters than these would not be recognised. */
const leastCut = 5;

/** A text cut to a width, with the mark of the cut; empty when no word of it would be left. */
export function cutLabel(text: string, width: number): string {
  if (labelWidth(text) <= width) return text;
  let cut = text.slice(0, -1);
  while (cut.length >= leastCut && labelWidth(`${cut}…`) > width) cut = cut.slice(0, -1);
  return cut.length < leastCut ? "" : `${cut.trimEnd()}…`;
}
