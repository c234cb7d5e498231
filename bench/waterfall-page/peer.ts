import Plotly from "plotly.js-dist-min";
import { largeTrace } from "./spans.ts";

/** The same spans as horizontal bars in Plotly. Milliseconds until drawn, and of each frame while panning. */
export async function plotlyBars(size: number, frames: number): Promise<{ first: number; frames: number[] }> {
  const spans = largeTrace(size);
  const place = document.body.appendChild(document.createElement("div"));
  Object.assign(place.style, { position: "fixed", inset: "0", background: "white" });
  const whole = spans[0]?.end ?? 1;
  const bars = {
    type: "bar" as const,
    orientation: "h" as const,
    base: spans.map((span) => span.start),
    x: spans.map((span) => (span.end ?? span.start) - span.start),
    y: spans.map((_, row) => row),
  };
  const since = performance.now();
  await Plotly.newPlot(place, [bars], { yaxis: { autorange: "reversed" }, xaxis: { range: [0, whole / 4] } });
  await frame();
  const first = performance.now() - since;
  const times: number[] = [];
  for (let step = 0; step < frames; step++) {
    const start = performance.now();
    const left = (whole / 4) * (step / frames);
    await Plotly.relayout(place, { xaxis: { range: [left, left + whole / 4] } });
    await frame();
    times.push(performance.now() - start);
  }
  Plotly.purge(place);
  place.remove();
  return { first, frames: times };
}

function frame(): Promise<number> {
  return new Promise((resolve) => requestAnimationFrame(resolve));
}
