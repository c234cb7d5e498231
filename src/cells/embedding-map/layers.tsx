import { contourLines, type DensityGrid, densityGrid, levelHolding, mapBounds } from "../../analysis/density-grid.ts";
import type { MapPaint } from "../../widgets/point-map.tsx";
import { token } from "../../widgets/theme.tsx";
import type { MapResult } from "./result.ts";

export interface Contours {
  readonly colour: string;
  readonly lines: readonly Float32Array[];
}

/** The shares of a side's points that its two contours hold. */
export const heldShares = [0.5, 0.9];

interface SideDensity {
  readonly side: string;
  readonly grid: DensityGrid;
}

/** How densely each side's points lie, on one grid. */
export function sideDensities({ sides, rows, positions }: MapResult): readonly SideDensity[] {
  const bounds = mapBounds(positions);
  return sides.map(({ side }, place) => {
    const own = Int32Array.from(rows.side.keys()).filter(
      (row) => rows.side[row] === place && Number.isFinite(positions[2 * row]),
    );
    return { side, grid: densityGrid(positions, own, bounds) };
  });
}

export function contoursOf(densities: readonly SideDensity[]): readonly Contours[] {
  return densities
    .filter(({ grid }) => grid.values.some((value) => value > 0))
    .map(({ side, grid }) => ({
      colour: side === "all" ? "--text-3" : `--${side}`,
      lines: heldShares.map((share) => contourLines(grid, levelHolding(grid, share))),
    }));
}

/** Current less reference, from −1 to 1 in parts of the largest difference; null unless both have points. */
export function differenceOf(densities: readonly SideDensity[]): DensityGrid | null {
  const [reference, current] = densities;
  if (!reference || !current) return null;
  const some = (grid: DensityGrid) => grid.values.some((value) => value > 0);
  if (!some(reference.grid) || !some(current.grid)) return null;
  const values = current.grid.values.map((value, at) => value - (reference.grid.values[at] as number));
  const most = values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0) || 1;
  return { ...reference.grid, values: values.map((value) => value / most) };
}

export function contourPaint(contours: readonly Contours[]): MapPaint {
  return (context, camera) => {
    for (const { colour, lines } of contours)
      lines.forEach((pieces, at) => {
        context.beginPath();
        for (let place = 0; place < pieces.length; place += 4) {
          const from = camera.toScreen({ x: pieces[place] as number, y: pieces[place + 1] as number });
          const to = camera.toScreen({ x: pieces[place + 2] as number, y: pieces[place + 3] as number });
          context.moveTo(from.x, from.y);
          context.lineTo(to.x, to.y);
        }
        context.strokeStyle = token(colour);
        context.lineWidth = at === 0 ? 1.75 : 1;
        context.globalAlpha = at === 0 ? 0.95 : 0.6;
        context.stroke();
        context.globalAlpha = 1;
      });
  };
}

/** More of the reference in its colour, more of the current in its own; nothing where they are alike. */
export function differencePaint(difference: DensityGrid): MapPaint {
  let painted: { readonly theme: string; readonly image: OffscreenCanvas } | null = null;
  return (context, camera) => {
    const theme = token("--bg-paper");
    if (painted?.theme !== theme) painted = { theme, image: imageOf(difference) };
    const { left, right, bottom, top } = difference.bounds;
    const corner = camera.toScreen({ x: left, y: top });
    context.imageSmoothingEnabled = true;
    context.drawImage(painted.image, corner.x, corner.y, (right - left) * camera.scale, (top - bottom) * camera.scale);
  };
}

function imageOf({ values, size }: DensityGrid): OffscreenCanvas {
  const image = new OffscreenCanvas(size, size);
  const context = image.getContext("2d");
  if (!context) return image;
  for (let row = 0; row < size; row++)
    for (let column = 0; column < size; column++) {
      const value = values[row * size + column] as number;
      if (Math.abs(value) < 0.02) continue;
      context.globalAlpha = Math.min(0.9, Math.sqrt(Math.abs(value)));
      context.fillStyle = token(value < 0 ? "--div-n3" : "--div-p3");
      context.fillRect(column, size - 1 - row, 1, 1);
    }
  return image;
}

export interface MapLabel {
  readonly x: number;
  readonly y: number;
  readonly text: string;
}

/** Labels over their places; one that would lie on another is left out. */
export function labelPaint(labels: readonly MapLabel[]): MapPaint {
  return (context, camera) => {
    context.font = `600 ${token("--fs-small")} ${token("--font-ui")}`;
    context.textAlign = "center";
    context.textBaseline = "bottom";
    context.lineJoin = "round";
    const taken: { x: number; y: number; width: number }[] = [];
    for (const label of labels) {
      const place = camera.toScreen(label);
      const at = { x: place.x, y: place.y - 6 };
      const { width } = context.measureText(label.text);
      if (taken.some((other) => isNear(other, at, width))) continue;
      taken.push({ ...at, width });
      context.strokeStyle = token("--bg-paper");
      context.lineWidth = 4;
      context.strokeText(label.text, at.x, at.y);
      context.fillStyle = token("--text");
      context.fillText(label.text, at.x, at.y);
    }
  };
}

function isNear(other: { x: number; y: number; width: number }, at: { x: number; y: number }, width: number): boolean {
  return Math.abs(other.x - at.x) < (other.width + width) / 2 + 6 && Math.abs(other.y - at.y) < 15;
}
