import { binLabels } from "../../analysis/psi-bins.ts";

/** Bins between edges in words, with as many digits as tell the edges apart, three at least. */
export function edgeLabels(edges: readonly number[], isWhole: boolean): readonly string[] {
  if (isWhole) return binLabels(edges.map((edge) => (Number.isInteger(edge) ? edge : Math.ceil(edge))).filter(isFirst));
  for (let digits = 3; digits < 15; digits++) {
    const short = edges.map((edge) => Number(edge.toPrecision(digits)));
    if (new Set(short).size === edges.length) return binLabels(short);
  }
  return binLabels(edges);
}

function isFirst(edge: number, place: number, edges: readonly number[]): boolean {
  return edges.indexOf(edge) === place;
}
