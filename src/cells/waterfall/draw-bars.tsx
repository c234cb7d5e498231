import { Mark } from "../../traces/marks.ts";
import type { WaterfallModel } from "./model.ts";
import { ownShares } from "./own-time.ts";
import { type PathPieces, piecesFrom } from "./path-pieces.ts";
import type { Pen } from "./pen.tsx";
import { durationText } from "./words.ts";

const barTop = 5;
const barHeight = 12;
/** Child time against own time. */
const childAlpha = 0.3;

/** A bar's place in pixels, with 2 px at least. */
interface Place {
  readonly left: number;
  readonly right: number;
}

/** One row of the bars' column, which lies between `from` and `to`. */
export function drawBarRow(
  pen: Pen,
  model: WaterfallModel,
  pieces: PathPieces,
  row: number,
  top: number,
  from: number,
  to: number,
): void {
  const span = model.chosen().rows.span[row] ?? 0;
  const { tree } = model.result.shape;
  const left = from + model.view.x(tree.start[span] ?? 0);
  const place = { left, right: Math.max(left + 2, from + model.view.x(tree.end[span] ?? 0)) };
  if (place.right < from || place.left > to) {
    drawWayThere(pen, place.right < from, top, from, to);
    return;
  }
  drawBar(pen, model, span, place, top, from, to);
  drawPath(pen, model, pieces, span, top, from, to);
  const mended = (tree.marks[span] ?? 0) & (Mark.noEnd | Mark.noStart);
  const right = mended ? Math.max(place.right, place.left + 6) : place.right;
  drawDuration(pen, model, span, { left, right }, top, from, to);
}

function drawBar(
  pen: Pen,
  model: WaterfallModel,
  span: number,
  place: Place,
  top: number,
  from: number,
  to: number,
): void {
  const { spans, shape } = model.result;
  const { palette } = pen;
  const colour = palette.kinds[spans.kind[span] ?? 0] ?? palette.text3;
  const left = Math.max(place.left, from - 4);
  const right = Math.min(place.right, to + 4);
  const hasChildren = (shape.childTime.first[span + 1] ?? 0) > (shape.childTime.first[span] ?? 0);
  pen.round(colour, left, top + barTop, right - left, barHeight, hasChildren ? childAlpha : 1);
  if (hasChildren) drawOwnTime(pen, model, span, colour, { left, right }, top, from);
  const guessed = (shape.tree.marks[span] ?? 0) & (Mark.noEnd | Mark.noStart);
  if (guessed) pen.outline(palette.text2, left, top + barTop - 1, Math.max(6, right - left), barHeight + 2, [2, 2]);
  if (spans.failed[span]) drawFailure(pen, left, right, top);
}

/** Own time in the full colour, column by column, so that thousands of short stretches come out as their share. */
function drawOwnTime(
  pen: Pen,
  { result, view }: WaterfallModel,
  span: number,
  colour: string,
  { left, right }: Place,
  top: number,
  from: number,
): void {
  const { tree, childTime } = result.shape;
  const interval = { start: tree.start[span] ?? 0, end: tree.end[span] ?? 0 };
  const first = Math.floor(left);
  const x = (time: number) => from + view.x(time);
  const shares = ownShares(childTime, span, interval, x, first, Math.ceil(right));
  let column = 0;
  while (column < shares.length) {
    const share = quantised(shares[column] ?? 0);
    let end = column + 1;
    while (end < shares.length && quantised(shares[end] ?? 0) === share) end++;
    if (share > 0) pen.fill(colour, first + column, top + barTop, end - column, barHeight, share);
    column = end;
  }
}

function quantised(share: number): number {
  return Math.round(share * 8) / 8;
}

function drawFailure(pen: Pen, left: number, right: number, top: number): void {
  const { danger } = pen.palette;
  pen.context.strokeStyle = danger;
  pen.context.lineWidth = 2;
  pen.context.beginPath();
  pen.context.roundRect(left, top + barTop - 1, Math.max(4, right - left), barHeight + 2, 2);
  pen.context.stroke();
}

/**
 * The critical path along the foot of the row. A span above others is on it for moments between its children: those
 * show only where they add up to half a pixel.
 */
function drawPath(
  pen: Pen,
  { result, view }: WaterfallModel,
  pieces: PathPieces,
  span: number,
  top: number,
  from: number,
  to: number,
): void {
  const { path, tree } = result.shape;
  const least = tree.descendants[span] ? 0.5 : 0;
  let start = Number.NaN;
  let [end, filled] = [0, 0];
  const flush = () => {
    if (filled >= least) pen.fill(pen.palette.text, start, top + 19, Math.max(1, end - start), 2);
  };
  for (const k of piecesFrom(pieces, path, span, view.from)) {
    const left = from + view.x(path.from[k] ?? 0);
    if (left > to) break;
    const right = from + view.x(path.to[k] ?? 0);
    if (left > end + 0.5 || Number.isNaN(start)) {
      if (!Number.isNaN(start)) flush();
      [start, filled] = [left, 0];
    }
    end = right;
    filled += right - left;
  }
  if (!Number.isNaN(start)) flush();
}

function drawDuration(
  pen: Pen,
  model: WaterfallModel,
  span: number,
  { left, right }: Place,
  top: number,
  from: number,
  to: number,
): void {
  const { spans, shape } = model.result;
  const { palette } = pen;
  const text = durationText(spans, shape, span);
  const width = pen.width(text, pen.micro);
  const middle = top + barTop + barHeight / 2 + 0.5;
  const after = right + 6;
  const before = left - 6 - width;
  if (after + width <= to - 2) pen.write(text, after, middle, pen.micro, palette.text2);
  else if (before >= from + 2) pen.write(text, before, middle, pen.micro, palette.text2);
  else {
    const x = to - width - 8;
    pen.round(palette.paper, x - 4, top + barTop, width + 8, barHeight, 0.9);
    pen.write(text, x, middle, pen.micro, palette.text);
  }
}

/** A small arrow at the edge behind which the bar lies. */
function drawWayThere(pen: Pen, isLeft: boolean, top: number, from: number, to: number): void {
  const { context, palette } = pen;
  const x = isLeft ? from + 4 : to - 8;
  const tip = isLeft ? x : x + 4;
  const base = isLeft ? x + 4 : x;
  context.fillStyle = palette.text3;
  context.beginPath();
  context.moveTo(tip, top + 11);
  context.lineTo(base, top + 8);
  context.lineTo(base, top + 14);
  context.fill();
}
