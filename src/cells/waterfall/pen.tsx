import { oneLine } from "../../widgets/format.ts";
import type { Palette } from "./palette.tsx";

/** A canvas context with the words and marks that every part of the waterfall writes. */
export class Pen {
  readonly context: CanvasRenderingContext2D;
  readonly palette: Palette;
  readonly #widths: Map<string, number>;

  constructor(context: CanvasRenderingContext2D, palette: Palette, widths: Map<string, number>) {
    this.context = context;
    this.palette = palette;
    this.#widths = widths;
    context.textBaseline = "middle";
  }

  fill(colour: string, x: number, y: number, width: number, height: number, alpha = 1): void {
    this.context.globalAlpha = alpha;
    this.context.fillStyle = colour;
    this.context.fillRect(x, y, width, height);
    this.context.globalAlpha = 1;
  }

  round(colour: string, x: number, y: number, width: number, height: number, alpha = 1): void {
    this.context.globalAlpha = alpha;
    this.context.fillStyle = colour;
    this.context.beginPath();
    this.context.roundRect(x, y, width, height, Math.min(2, width / 2));
    this.context.fill();
    this.context.globalAlpha = 1;
  }

  outline(colour: string, x: number, y: number, width: number, height: number, dash: readonly number[] = []): void {
    this.context.strokeStyle = colour;
    this.context.lineWidth = 1;
    this.context.setLineDash([...dash]);
    this.context.beginPath();
    this.context.roundRect(x + 0.5, y + 0.5, width - 1, height - 1, 2);
    this.context.stroke();
    this.context.setLineDash([]);
  }

  /** Slanted hairlines over a stretch, as the page's hatch. */
  hatch(colour: string, x: number, y: number, width: number, height: number): void {
    const { context } = this;
    context.save();
    context.beginPath();
    context.rect(x, y, width, height);
    context.clip();
    context.strokeStyle = colour;
    context.lineWidth = 1;
    context.beginPath();
    for (let line = x - height; line < x + width; line += 7) {
      context.moveTo(line, y + height);
      context.lineTo(line + height, y);
    }
    context.stroke();
    context.restore();
  }

  /** Writes text on a middle line and returns its width. */
  write(text: string, x: number, y: number, font: string, colour: string): number {
    this.context.font = font;
    this.context.fillStyle = colour;
    this.context.fillText(text, x, y);
    return this.width(text, font);
  }

  width(text: string, font: string): number {
    const key = `${font}\n${text}`;
    const known = this.#widths.get(key);
    if (known !== undefined) return known;
    if (this.#widths.size > 20_000) this.#widths.clear();
    this.context.font = font;
    const width = this.context.measureText(text).width;
    this.#widths.set(key, width);
    return width;
  }

  /** As much of a text as fits, on one line, with "…" where it was cut; "" when nothing does. */
  fitting(text: string, room: number, font: string): string {
    const line = oneLine(text.slice(0, 400));
    if (text.length <= 400 && this.width(line, font) <= room) return line;
    let [low, high] = [0, line.length];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.width(`${line.slice(0, middle)}…`, font) <= room) low = middle;
      else high = middle - 1;
    }
    return low === 0 ? "" : `${line.slice(0, low)}…`;
  }

  get body(): string {
    return `13px ${this.palette.ui}`;
  }

  get micro(): string {
    return `10.5px ${this.palette.ui}`;
  }

  get code(): string {
    return `600 9.5px ${this.palette.mono}`;
  }
}
