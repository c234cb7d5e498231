import type { ViewProps } from "../cell-kind.tsx";
import type { MapSpec } from "./definition.ts";
import { LiveMap } from "./live-map.tsx";
import type { MapResult } from "./result.ts";
import { StaticMap } from "./static-map.tsx";
import "../analysis-table.css";
import "./embedding-map.css";

/** The map with its clusters; in a report, a still drawing of it. */
export function MapView({ name, spec, result, live }: ViewProps<MapSpec, MapResult>) {
  const empty = emptyReason(spec, result);
  if (empty) return <p className="analysis-empty">{empty}</p>;
  if (!live) return <StaticMap spec={spec} result={result} />;
  return <LiveMap name={name} spec={spec} result={result} live={live} />;
}

function emptyReason({ table, where, model }: MapSpec, { rows, sides }: MapResult): string | null {
  if (rows.ids.length > 0) return null;
  const left = sides.flatMap(({ side, left }) => left.map(({ reason, rows }) => `${rows} of ${side}: ${reason}`));
  if (left.length) return `No vector can be used. ${left.join("; ")}.`;
  if (table.toLowerCase() !== "embeddings")
    return `No row of ${table} can be drawn. Its column cohort must say reference or current, and where and model let rows through.`;
  if (model) return `No embedding is of the model ${model}. Take model out, or write it as the table embeddings does.`;
  if (where) return "No embedding meets where. Widen it.";
  if (sides[0]?.side === "all") return "No embeddings yet. Drag in a file of vectors, or Import files.";
  return "No embedding falls into the windows of the cohorts. Move them on the timeline.";
}
