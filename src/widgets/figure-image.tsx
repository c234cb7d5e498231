import { type FigureLayout, type FigureSeries, paintedLayout, paintedSeries } from "./figure-spec.tsx";
import { pixels, token } from "./theme.tsx";

export interface ImageOptions {
  readonly format: "png" | "svg";
  /** In pixels; a PNG has twice as many, for sharp print. */
  readonly width: number;
  readonly height: number;
}

/** A figure as the file of a picture, in the colours of the theme that is on and on its paper. */
export async function figureImage(
  data: readonly FigureSeries[],
  layout: FigureLayout,
  { format, width, height }: ImageOptions,
): Promise<Uint8Array> {
  const module = await import("plotly.js-dist-min");
  const plotly = "default" in module ? (module.default as typeof module) : module;
  const look = { font: token("--font-ui"), size: pixels("--fs-micro", 10.5), colour: token };
  const paper = { paper_bgcolor: "var(--bg-paper)", plot_bgcolor: "var(--bg-paper)", width };
  const figure = {
    data: paintedSeries(data, token),
    layout: paintedLayout({ ...layout, ...paper }, data, height, look),
  };
  const address = await plotly.toImage(figure, { format, width, height, scale: format === "png" ? 2 : 1 });
  return bytesOf(address);
}

/** What a data address holds. The page's policy forbids to fetch one. */
function bytesOf(address: string): Uint8Array {
  const comma = address.indexOf(",");
  const [head, body] = [address.slice(0, comma), address.slice(comma + 1)];
  if (!head.endsWith(";base64")) return new TextEncoder().encode(decodeURIComponent(body));
  return Uint8Array.from(atob(body), (character) => character.charCodeAt(0));
}
