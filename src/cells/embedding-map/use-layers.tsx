import { useMemo } from "react";
import type { MapPaint } from "../../widgets/point-map.tsx";
import { contourPaint, contoursOf, differenceOf, differencePaint, labelPaint, sideDensities } from "./layers.tsx";
import type { MapResult } from "./result.ts";
import { clusterName } from "./words.ts";

export interface LayerChoice {
  readonly contours: boolean;
  readonly difference: boolean;
  readonly names: boolean;
}

/** What is drawn below and above the points. */
export function useLayers(result: MapResult, choice: LayerChoice) {
  const { positions, rows, sides, reading } = result;
  // While the map is laid out its picture changes several times a second, and outlines would cost more than the points.
  // biome-ignore lint/correctness/useExhaustiveDependencies: densities depend on these parts of the result alone
  const densities = useMemo(() => (reading ? sideDensities(result) : []), [positions, rows, sides, reading]);
  const contours = useMemo(() => contourPaint(contoursOf(densities)), [densities]);
  const below = useMemo(() => {
    const difference = differenceOf(densities);
    return difference ? differencePaint(difference) : undefined;
  }, [densities]);
  const labels = useMemo(
    () =>
      labelPaint(
        (reading?.clusters ?? []).map((cluster) => ({ x: cluster.x, y: cluster.top, text: clusterName(cluster) })),
      ),
    [reading],
  );
  const above = useMemo<MapPaint>(
    () => (context, camera, size) => {
      if (choice.contours) contours(context, camera, size);
      if (choice.names) labels(context, camera, size);
    },
    [choice.contours, choice.names, contours, labels],
  );
  return { above, below: choice.difference ? below : undefined };
}
