import { formatNanoseconds } from "../../traces/format-duration.ts";
import type { Size } from "../../widgets/canvas.tsx";
import { tickLabel } from "../../widgets/time-ticks.ts";
import { axisTicks } from "./draw-rows.tsx";
import type { WaterfallModel } from "./model.ts";
import type { Pen } from "./pen.tsx";

/** Labels that do not run into one another: the first to claim a place has it. */
class Line {
  readonly #taken: [from: number, to: number][] = [];

  claim(from: number, to: number): boolean {
    if (this.#taken.some(([a, b]) => from < b + 6 && to > a - 6)) return false;
    this.#taken.push([from, to]);
    return true;
  }
}

/** The time axis above the bars' column; x counts from the column's left edge. */
export function drawAxis(pen: Pen, { width, height }: Size, model: WaterfallModel): void {
  const { view, hover } = model;
  const line = new Line();
  const middle = height / 2;
  const column = view.ground.width;
  drawCursorTime(pen, model, line, middle);
  drawFoldedGaps(pen, model, line, height);
  const { ticks, base, step } = axisTicks(view, column);
  if (base && line.claim(0, pen.width(base, pen.micro) + 4)) pen.write(base, 4, middle, pen.micro, pen.palette.text2);
  for (const { time, label } of ticks) {
    const x = Math.round(view.x(time));
    const labelWidth = pen.width(label, pen.micro);
    pen.fill(pen.palette.edge, x, height - 4, 1, 4);
    if (x + labelWidth + 3 <= width && line.claim(x, x + labelWidth))
      pen.write(label, x + (x < 4 ? 3 : 0), middle, pen.micro, pen.palette.text3);
  }
  if (hover.time !== null && step > 0) pen.fill(pen.palette.text3, Math.round(view.x(hover.time)), height - 6, 1, 6);
}

function drawCursorTime(pen: Pen, { view, hover }: WaterfallModel, line: Line, middle: number): void {
  if (hover.time === null) return;
  const text = tickLabel(hover.time, Math.max(1, 1 / view.scale.density));
  const width = pen.width(text, pen.micro);
  const x = Math.max(4, Math.min(view.x(hover.time) - width / 2, view.ground.width - width - 4));
  line.claim(x, x + width);
  pen.write(text, x, middle, pen.micro, pen.palette.text);
}

/** Above each folded gap the time that it stands for. */
function drawFoldedGaps(pen: Pen, { view, result }: WaterfallModel, line: Line, height: number): void {
  for (const strip of view.scale.strips) {
    const gap = result.shape.gaps.find(({ from }) => from === strip.from);
    const left = view.x(strip.from);
    const right = view.x(strip.to);
    if (right < 0 || left > view.ground.width) continue;
    pen.hatch(pen.palette.border, left, 0, right - left, height);
    const length = strip.to - strip.from;
    const text = `${gap?.empty === length ? "nothing" : "idle"} ${formatNanoseconds(length)}`;
    const width = pen.width(text, pen.micro);
    const x = (left + right - width) / 2;
    if (!line.claim(x - 2, x + width + 2)) continue;
    pen.fill(pen.palette.paper, x - 2, 4, width + 4, height - 8);
    pen.write(text, x, height / 2, pen.micro, pen.palette.text2);
  }
}
