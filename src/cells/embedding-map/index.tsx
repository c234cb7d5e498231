import { counted } from "../../widgets/format.ts";
import type { CellKind } from "../cell-kind.tsx";
import { type MapSpec, parse, reads } from "./definition.ts";
import { evaluate } from "./evaluate.ts";
import type { MapResult } from "./result.ts";
import { table } from "./table.ts";
import { MapView } from "./view.tsx";

export const embeddingMap: CellKind<MapSpec, MapResult> = {
  kind: "embedding-map",
  title: "Map of embeddings",
  about: "What the texts are about and where the current ones differ: a map of the vectors, reference beside current.",
  language: "yaml",
  starter: "fit: reference\ncolour: cohort\n",
  wide: true,
  parse,
  reads,
  evaluate,
  table,
  output: ({ sides, placed, reading }) => ({
    table: null,
    value: reading && { sides, placed, digest: reading.digest, quality: reading.quality, clusters: reading.clusters },
  }),
  summary: ({ sides, stage }) => {
    const points = sides.map(({ side, shown }) => (side === "all" ? counted(shown, "point") : `${shown} of ${side}`));
    return stage || points.join(" and ");
  },
  View: MapView,
};
