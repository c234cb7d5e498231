import { groupDigits } from "../../widgets/format.ts";
import { rowHeight, type WaterfallModel } from "./model.ts";
import type { Pen } from "./pen.tsx";
import { Rail } from "./rails.ts";
import { spanName } from "./table.ts";
import { type Badge, badges, codeOf, money } from "./words.ts";

/** Where the parts of a row stand in the tree's column. */
export interface Indent {
  /** Left edge of a level's fold mark. */
  x(depth: number): number;
}

const first = 8;
export const foldWidth = 14;

/** Levels step in by 16 px; by less where the tree is too deep for its column. */
export function indentOf(treeWidth: number, levels: number): Indent {
  const most = Math.max(0, treeWidth - 190);
  const step = Math.max(2, Math.min(16, most / Math.max(1, levels - 1)));
  return { x: (depth) => first + Math.min(most, depth * step) };
}

/** One row of the tree's column: rails, fold mark, kind, name, badges, cost. */
export function drawTreeRow(pen: Pen, model: WaterfallModel, indent: Indent, row: number, top: number): void {
  const { spans, shape } = model.result;
  const { rows, folded } = model.chosen();
  const { palette } = pen;
  const span = rows.span[row] ?? 0;
  const middle = top + rowHeight / 2 + 0.5;
  // With the other branches hidden there is nothing to join.
  if (!model.chosen().onlyCritical) drawRails(pen, model, indent, span, top);
  let x = indent.x(shape.tree.depth[span] ?? 0);
  if (shape.tree.descendants[span]) drawFold(pen, x + 4, middle, folded[span] === 1);
  x += foldWidth;
  pen.round(palette.kinds[spans.kind[span] ?? 0] ?? palette.text3, x, top + 5, 9, 13);
  pen.write(codeOf(spans, span), x + 14, middle, pen.code, palette.text2);
  x += 36;
  const right = drawCost(pen, spans.costUsd[span] ?? Number.NaN, model.treeWidth - 8, middle);
  const marks = badges(spans, shape, span);
  if (folded[span]) marks.push({ text: `+${groupDigits(shape.tree.descendants[span] ?? 0)}`, failure: false });
  drawName(pen, spanName(spans, span), marks, x, right, middle);
}

/** Less than this many dollars is left to the span's details. */
const leastCost = 0.0001;

/** Writes the cost at the right edge; returns where the room for the name ends. */
function drawCost(pen: Pen, cost: number, right: number, middle: number): number {
  if (!(cost >= leastCost)) return right;
  const text = money(cost);
  const width = pen.width(text, pen.micro);
  pen.write(text, right - width, middle, pen.micro, pen.palette.text3);
  return right - width - 8;
}

function drawName(pen: Pen, name: string, marks: readonly Badge[], x: number, right: number, middle: number): void {
  const { palette } = pen;
  const room = right - x;
  const widths = marks.map((badge) => pen.width(badge.text, pen.micro) + 15);
  const taken = widths.reduce((sum, width) => sum + width, 0);
  const least = Math.min(room, 60);
  const shown = pen.fitting(name, Math.max(least, room - taken), pen.body);
  const colour = name ? palette.text : palette.text3;
  let end = x + pen.write(name ? shown : "no name", x, middle, pen.body, colour);
  marks.forEach((badge, k) => {
    const width = widths[k] ?? 0;
    if (end + width > right + 1) return;
    drawBadge(pen, badge, end + 7, middle);
    end += width;
  });
}

function drawBadge(pen: Pen, { text, failure }: Badge, x: number, middle: number): void {
  const { palette } = pen;
  const width = pen.width(text, pen.micro) + 8;
  pen.outline(failure ? palette.danger : palette.edge, x, middle - 8, width, 15);
  pen.write(text, x + 4, middle, pen.micro, failure ? palette.danger : palette.text2);
}

function drawFold(pen: Pen, x: number, middle: number, folded: boolean): void {
  const { context, palette } = pen;
  context.strokeStyle = palette.text3;
  context.lineWidth = 1.5;
  context.beginPath();
  if (folded) {
    context.moveTo(x - 1.5, middle - 3.5);
    context.lineTo(x + 2, middle);
    context.lineTo(x - 1.5, middle + 3.5);
  } else {
    context.moveTo(x - 3.5, middle - 1.5);
    context.lineTo(x, middle + 2);
    context.lineTo(x + 3.5, middle - 1.5);
  }
  context.stroke();
}

/** The rail that joins parallel siblings: at the span's own level, and where one passes by at a level above. */
function drawRails(pen: Pen, model: WaterfallModel, indent: Indent, span: number, top: number): void {
  const { rails, railsAbove } = model;
  const { tree } = model.result.shape;
  const { edge } = pen.palette;
  const own = rails[span] ?? 0;
  if (own) {
    const x = railX(indent, tree.depth[span] ?? 0);
    const from = own & Rail.up ? top : top + rowHeight / 2;
    const to = own & Rail.down ? top + rowHeight : top + rowHeight / 2 + 1;
    pen.fill(edge, x, from, 1, to - from);
    if (own & Rail.branch) pen.fill(edge, x, top + rowHeight / 2, 5, 1);
  }
  for (let above = railsAbove[span] ?? -1; above >= 0; above = railsAbove[above] ?? -1)
    pen.fill(edge, railX(indent, tree.depth[above] ?? 0), top, 1, rowHeight);
}

function railX(indent: Indent, depth: number): number {
  return Math.round(indent.x(depth)) - 6;
}
