import type { TimeScale } from "../../traces/time-scale.ts";
import type { WaterfallResult } from "./result.ts";
import type { Rows } from "./visible-rows.ts";

/** A picture of all rows, one byte per pixel: 0 for paper, else a kind's index plus 1, with flags. */
export interface Overview {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
  /** Pixels of height that the rows take; below it is paper. */
  readonly used: number;
}

export const overviewKind = 0x1f;
/** Held by a span that has children: painted lighter. */
export const overviewHolds = 0x20;
export const overviewFailed = 0x40;

/** No row is higher than this many pixels. */
const highestRow = 4;

/** Pixels at the bottom that only say where something failed. */
const failureLine = 2;

/**
 * Draws every row. Rows that share a line of pixels overlay one another, leaves over what holds them. Failures stand in
 * a line of their own at the bottom, and in their rows as long as each row has a line to itself.
 */
export function drawOverview(
  { spans, shape }: WaterfallResult,
  rows: Rows,
  scale: TimeScale,
  width: number,
  height: number,
): Overview {
  const { tree } = shape;
  const count = rows.span.length;
  const used = Math.max(1, Math.min(height - failureLine, count * highestRow));
  const apart = count <= used;
  const pixels = new Uint8Array(width * height);
  const zoom = width / Math.max(scale.width, 1e-9);
  for (let row = 0; row < count; row++) {
    const span = rows.span[row] ?? 0;
    const left = Math.min(width - 1, Math.floor(scale.x(tree.start[span] ?? 0) * zoom + 1e-6));
    const right = Math.max(left + 1, Math.min(width, Math.round(scale.x(tree.end[span] ?? 0) * zoom)));
    const top = Math.floor((row * used) / count);
    const bottom = Math.max(top + 1, Math.floor(((row + 1) * used) / count) - (used / count >= 3 ? 1 : 0));
    const holds = tree.descendants[span] ? overviewHolds : 0;
    const failed = spans.failed[span] ? overviewFailed : 0;
    const value = ((spans.kind[span] ?? 0) + 1) | holds | (apart ? failed : 0);
    for (let line = top; line < bottom; line++) paint(pixels, line * width + left, line * width + right, value);
    for (let line = height - failureLine; failed && line < height; line++)
      pixels.fill(overviewFailed | 1, line * width + left, line * width + Math.min(right, left + 2));
  }
  return { width, height, pixels, used };
}

function paint(pixels: Uint8Array, from: number, to: number, value: number): void {
  const yields = (value & overviewHolds) !== 0;
  for (let at = from; at < to; at++) {
    const before = pixels[at] ?? 0;
    if (before === 0 || !yields || before & overviewHolds) pixels[at] = value;
  }
}
