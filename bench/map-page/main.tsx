import { flushSync } from "react-dom";
import { createRoot } from "react-dom/client";
import { seededRandom } from "../../src/analysis/random.ts";
import { PointMap } from "../../src/widgets/point-map.tsx";
import { token } from "../../src/widgets/theme.tsx";
import type {} from "./bench-window.ts";
import "../../src/widgets/tokens.css";

const root = createRoot(document.getElementById("root") as HTMLElement);
document.documentElement.dataset.theme = "light";

/** Points about twenty places, as a map of embeddings has them. */
function cloud(points: number): Float32Array {
  const random = seededRandom(1);
  const places = Array.from({ length: 20 }, () => [20 * random.next(), 12 * random.next()] as const);
  const positions = new Float32Array(2 * points);
  for (let point = 0; point < points; point++) {
    const [x, y] = places[random.below(20)] ?? [0, 0];
    positions[2 * point] = x + random.normal() / 2;
    positions[2 * point + 1] = y + random.normal() / 2;
  }
  return positions;
}

const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));

/** After the frame has gone to the screen. */
const presented = async () => {
  await frame();
  await new Promise((resolve) => setTimeout(resolve));
};

function points(): HTMLCanvasElement {
  const canvas = document.querySelector<HTMLCanvasElement>(".point-map-points");
  if (!canvas) throw new Error("mount first");
  return canvas;
}

function point(type: string, x: number, y: number): void {
  const area = document.querySelector(".point-map");
  area?.dispatchEvent(new PointerEvent(type, { bubbles: true, clientX: x, clientY: y, button: 0, pointerId: 1 }));
}

window.mapBench = {
  async mount(count) {
    const positions = cloud(count);
    const codes = Uint8Array.from({ length: count }, (_, at) => at % 2);
    const looks = () => ({ codes, palette: [token("--reference"), token("--current")] });
    flushSync(() => root.render(null));
    const since = performance.now();
    flushSync(() =>
      root.render(
        <PointMap
          positions={positions}
          looks={looks}
          tool="move"
          label="bench"
          height={800}
          describe={() => ""}
          onSelect={() => undefined}
        />,
      ),
    );
    await presented();
    await readPixels();
    return performance.now() - since;
  },
  async pan(frames) {
    const times: number[] = [];
    point("pointerdown", 600, 400);
    let last = await frame();
    for (let step = 0; step < frames; step++) {
      point("pointermove", 600 + 5 * (step + 1), 400 + (step % 7));
      // The map asked for this frame before, so it has drawn by now; reading a pixel waits until that is done.
      const now = await frame();
      waitForGl();
      times.push(now - last);
      last = now;
    }
    point("pointerup", 600, 400);
    return times;
  },
  pixels: readPixels,
  plotly: async (count, frames) => (await import("./peer.ts")).plotlyPoints(cloud(count), frames),
};

function waitForGl(): void {
  const gl = points().getContext("webgl2");
  gl?.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
}

/** In the frame that draws, because WebGL's picture is gone afterwards. */
async function readPixels(): Promise<number> {
  point("pointerdown", 600, 400);
  point("pointermove", 604, 400);
  point("pointermove", 600, 400);
  await frame();
  const canvas = points();
  const copy = new OffscreenCanvas(canvas.width, canvas.height);
  const context = copy.getContext("2d", { willReadFrequently: true }) as OffscreenCanvasRenderingContext2D;
  context.drawImage(canvas, 0, 0);
  point("pointerup", 600, 400);
  const { data } = context.getImageData(0, 0, copy.width, copy.height);
  return new Uint32Array(data.buffer).reduce((count, pixel) => count + (pixel === 0 ? 0 : 1), 0);
}
