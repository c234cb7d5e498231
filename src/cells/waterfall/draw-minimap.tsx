import type { Size } from "../../widgets/canvas.tsx";
import { rowHeight, type WaterfallModel } from "./model.ts";
import { drawOverview, type Overview, overviewFailed, overviewHolds, overviewKind } from "./overview.ts";
import type { Palette } from "./palette.tsx";
import type { Pen } from "./pen.tsx";
import { TimeView } from "./time-view.ts";

/** The whole trace with the view as a window. Keeps its picture of the spans until rows, ground, size or theme change. */
export class Minimap {
  #made: { rows: unknown; ground: unknown; palette: Palette; size: string; image: HTMLCanvasElement } | null = null;

  draw(pen: Pen, { width, height }: Size, model: WaterfallModel): void {
    const image = this.#picture(model, width, height, pen.palette);
    if (image) pen.context.drawImage(image, 0, 0, width, height);
    drawWindow(pen, model, width, height);
  }

  #picture(model: WaterfallModel, width: number, height: number, palette: Palette): HTMLCanvasElement | null {
    const { rows } = model.chosen();
    const { ground } = model.view;
    if (ground.width === 0) return null;
    const ratio = devicePixelRatio || 1;
    const size = `${Math.round(width * ratio)}×${Math.round(height * ratio)}`;
    const made = this.#made;
    if (made?.rows === rows && made.ground === ground && made.palette === palette && made.size === size)
      return made.image;
    const scale = wholeScale(model);
    const overview = drawOverview(
      model.result,
      rows,
      scale,
      Math.max(1, Math.round(width * ratio)),
      Math.max(1, Math.round(height * ratio)),
    );
    const image = document.createElement("canvas");
    if (!paintOverview(image, overview, palette)) return null;
    this.#made = { rows, ground, palette, size, image };
    return image;
  }
}

function wholeScale({ view }: WaterfallModel): TimeView["scale"] {
  return TimeView.whole(view.ground).scale;
}

function paintOverview(image: HTMLCanvasElement, overview: Overview, palette: Palette): boolean {
  image.width = overview.width;
  image.height = overview.height;
  const context = image.getContext("2d");
  if (!context) return false;
  const data = context.createImageData(overview.width, overview.height);
  const colours = overviewColours(palette);
  const out = new Uint32Array(data.data.buffer);
  overview.pixels.forEach((value, at) => {
    if (value) out[at] = colours[value] ?? 0;
  });
  context.putImageData(data, 0, 0);
  return true;
}

/** The colour of every value that a pixel may have, as the canvas stores it. */
function overviewColours(palette: Palette): Uint32Array {
  const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const stored = (colour: string, alpha: number) => {
    if (!context) return 0;
    context.clearRect(0, 0, 1, 1);
    context.globalAlpha = alpha;
    context.fillStyle = colour;
    context.fillRect(0, 0, 1, 1);
    return new Uint32Array(context.getImageData(0, 0, 1, 1).data.buffer)[0] ?? 0;
  };
  return Uint32Array.from({ length: 128 }, (_, value) => {
    const colour = value & overviewFailed ? palette.danger : palette.kinds[(value & overviewKind) - 1];
    return colour ? stored(colour, value & overviewHolds ? 0.3 : 1) : 0;
  });
}

/** What is in view, as a window: what lies outside is veiled. */
function drawWindow(pen: Pen, model: WaterfallModel, width: number, height: number): void {
  const { left, right, top, bottom } = windowOf(model, width, height);
  const { palette } = pen;
  pen.fill(palette.sunken, 0, 0, left, height, 0.5);
  pen.fill(palette.sunken, right, 0, width - right, height, 0.5);
  pen.fill(palette.sunken, left, 0, right - left, top, 0.5);
  pen.fill(palette.sunken, left, bottom, right - left, height - bottom, 0.5);
  pen.outline(palette.edge, left, top, Math.max(3, right - left), Math.max(3, bottom - top));
}

/** The window's edges in a minimap of the given size. */
export function windowOf(
  model: WaterfallModel,
  width: number,
  height: number,
): { left: number; right: number; top: number; bottom: number } {
  const scale = wholeScale(model);
  const zoom = width / Math.max(scale.width, 1e-9);
  const { view, scrollTop, fullHeight } = model;
  const used = Math.min(height - 2, (fullHeight / rowHeight) * 4);
  const share = (pixels: number) => (fullHeight ? Math.min(1, pixels / fullHeight) * used : 0);
  const isAll = model.height >= fullHeight;
  return {
    left: Math.max(0, scale.x(view.from) * zoom),
    right: Math.min(width, scale.x(view.to) * zoom),
    top: isAll ? 0 : share(scrollTop),
    bottom: isAll ? height : Math.max(share(scrollTop) + 3, share(scrollTop + model.height)),
  };
}
