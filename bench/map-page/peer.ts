import Plotly from "plotly.js-dist-min";

/** The same points in Plotly's WebGL scatter. Milliseconds until drawn, and of each frame while panning. */
export async function plotlyPoints(
  positions: Float32Array,
  frames: number,
): Promise<{ first: number; frames: number[] }> {
  const place = document.body.appendChild(document.createElement("div"));
  Object.assign(place.style, { position: "fixed", inset: "0", background: "white" });
  const marker = { size: 3, opacity: 0.6 };
  const data = {
    type: "scattergl" as const,
    mode: "markers" as const,
    x: positions.filter((_, at) => at % 2 === 0),
    y: positions.filter((_, at) => at % 2 === 1),
    marker,
  };
  const since = performance.now();
  await Plotly.newPlot(place, [data], { xaxis: { range: [0, 20] }, yaxis: { range: [0, 12] } });
  await frame();
  const first = performance.now() - since;
  const times: number[] = [];
  for (let step = 0; step < frames; step++) {
    const start = performance.now();
    await Plotly.relayout(place, { xaxis: { range: [step / 10, 20 + step / 10] } });
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
