import { formatNanoseconds } from "../../traces/format-duration.ts";
import type { Size } from "../../widgets/canvas.tsx";
import { timeTicks } from "../../widgets/time-ticks.ts";
import { drawBarRow } from "./draw-bars.tsx";
import { drawTreeRow, type Indent } from "./draw-tree.tsx";
import { rowHeight, type WaterfallModel } from "./model.ts";
import type { PathPieces } from "./path-pieces.ts";
import type { Pen } from "./pen.tsx";

/** The rows in view: everything but the axis and the minimap. */
export function drawRows(
  pen: Pen,
  { width, height }: Size,
  model: WaterfallModel,
  indent: Indent,
  pieces: PathPieces,
): void {
  const { treeWidth, scrollTop } = model;
  const count = model.chosen().rows.span.length;
  const first = Math.floor(scrollTop / rowHeight);
  const last = Math.min(count, Math.ceil((scrollTop + height) / rowHeight));
  const top = (row: number) => row * rowHeight - scrollTop;
  const bottom = Math.min(height, top(last));
  drawGrid(pen, model, width, bottom);
  for (let row = first; row < last; row++) drawWash(pen, model, row, top(row), width);
  drawGaps(pen, model, bottom);
  clipped(pen, treeWidth, width - treeWidth, height, () => {
    for (let row = first; row < last; row++) drawBarRow(pen, model, pieces, row, top(row), treeWidth, width);
    drawRange(pen, model, bottom);
    drawCursor(pen, model, bottom);
  });
  clipped(pen, 0, treeWidth - 1, height, () => {
    for (let row = first; row < last; row++) drawTreeRow(pen, model, indent, row, top(row));
  });
  pen.fill(pen.palette.border, treeWidth - 1, 0, 1, height);
}

function clipped({ context }: Pen, x: number, width: number, height: number, draw: () => void): void {
  context.save();
  context.beginPath();
  context.rect(x, 0, Math.max(0, width), height);
  context.clip();
  draw();
  context.restore();
}

function drawWash(pen: Pen, model: WaterfallModel, row: number, top: number, width: number): void {
  const { rows, selected, search } = model.chosen();
  const { palette } = pen;
  const span = rows.span[row] ?? -1;
  if (span === selected) pen.fill(palette.selected, 0, top, width, rowHeight);
  else if (row === model.hover.row) pen.fill(palette.hover, 0, top, width, rowHeight);
  if (search?.result?.isHit[span]) pen.fill(palette.accent, 0, top, 3, rowHeight);
}

/** Fainter than a hairline: only to carry the eye from the axis down. */
function drawGrid(pen: Pen, { view, treeWidth }: WaterfallModel, width: number, height: number): void {
  for (const { time } of axisTicks(view, width - treeWidth).ticks)
    pen.fill(pen.palette.border, Math.round(treeWidth + view.x(time)), 0, 1, height, 0.55);
}

/** The ticks of the bars' column: the grid's and the axis's. */
export function axisTicks(view: WaterfallModel["view"], width: number): ReturnType<typeof timeTicks> {
  const found = timeTicks(view.from, Math.min(view.ground.to, view.time(width)), 100 / view.scale.density);
  const inStrip = (time: number) => view.scale.strips.some((strip) => time > strip.from && time < strip.to);
  return { ...found, ticks: found.ticks.filter(({ time }) => !inStrip(time)) };
}

/** Long stretches in which nothing works: folded into a strip, or as wide as they are. */
function drawGaps(pen: Pen, model: WaterfallModel, height: number): void {
  const { view, treeWidth, result } = model;
  for (const gap of result.shape.gaps) {
    const left = Math.max(treeWidth, treeWidth + view.x(gap.from));
    const right = Math.min(treeWidth + view.ground.width, treeWidth + view.x(gap.to));
    if (right <= left) continue;
    const folded = view.scale.strips.some((strip) => strip.from === gap.from);
    pen.hatch(pen.palette.border, left, 0, right - left, height);
    if (!folded) continue;
    pen.fill(pen.palette.border, left, 0, 1, height);
    pen.fill(pen.palette.border, right - 1, 0, 1, height);
  }
}

function drawRange(pen: Pen, { view, treeWidth, chosen }: WaterfallModel, height: number): void {
  const { range } = chosen();
  if (!range) return;
  const left = treeWidth + view.x(range.from);
  const right = treeWidth + view.x(range.to);
  pen.fill(pen.palette.accent, left, 0, right - left, height, 0.1);
  pen.fill(pen.palette.accent, left, 0, 1, height);
  pen.fill(pen.palette.accent, right - 1, 0, 1, height);
  const text = formatNanoseconds(range.to - range.from);
  const width = pen.width(text, pen.micro);
  const middle = Math.max(
    treeWidth + width / 2 + 6,
    Math.min((left + right) / 2, treeWidth + view.ground.width - width),
  );
  pen.round(pen.palette.paper, middle - width / 2 - 4, 4, width + 8, 14);
  pen.write(text, middle - width / 2, 11.5, pen.micro, pen.palette.accent);
}

function drawCursor(pen: Pen, { hover, view, treeWidth }: WaterfallModel, height: number): void {
  if (hover.time === null) return;
  pen.fill(pen.palette.text3, Math.round(treeWidth + view.x(hover.time)), 0, 1, height, 0.5);
}
