import { mapBounds } from "../../analysis/density-grid.ts";
import { ClusterList } from "./cluster-list.tsx";
import { colouringBy } from "./colouring.ts";
import type { MapSpec } from "./definition.ts";
import { contoursOf, heldShares, sideDensities } from "./layers.tsx";
import { MapNotes } from "./map-notes.tsx";
import type { MapResult } from "./result.ts";
import { clusterName, mapWords } from "./words.ts";

const width = 760;
const height = 460;
const mostPoints = 1500;

/** The map as SVG, some of its points for all of them, in colours that stay tokens. */
export function StaticMap({ spec, result }: { spec: MapSpec; result: MapResult }) {
  const colouring = colouringBy(spec.colour, result);
  const place = placing(result.positions);
  const points = someRows(result.rows.ids.length);
  return (
    <div className="emap is-still">
      <div className="emap-body">
        <svg className="emap-svg" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={mapWords(result)}>
          {colouring.legend.map(({ code, colour }) => (
            <path
              key={code}
              d={dots(
                points.filter((row) => colouring.codes[row] === code),
                result.positions,
                place,
              )}
              fill={`var(${colour})`}
              fillOpacity={0.6}
            />
          ))}
          <Outlines result={result} place={place} />
          {(result.reading?.clusters ?? []).map((cluster) => {
            const [x, y] = place(cluster.x, cluster.top);
            return (
              <text key={cluster.cluster} x={x} y={y - 6} className="emap-svg-name">
                {clusterName(cluster)}
              </text>
            );
          })}
        </svg>
        <ClusterList result={result} onSelect={null} />
      </div>
      <ul className="emap-legend">
        {colouring.legend.map(({ code, label, rows, colour }) => (
          <li key={code}>
            <span className="emap-swatch" style={{ background: `var(${colour})` }} /> {label}{" "}
            <span className="num">{rows}</span>
          </li>
        ))}
      </ul>
      <MapNotes result={result} />
      {points.length < result.rows.ids.length && (
        <p className="emap-notes">
          Of the points, {points.length} are drawn here; outlines hold{" "}
          {heldShares.map((share) => `${100 * share} %`).join(" and ")} of all.
        </p>
      )}
    </div>
  );
}

type Place = (x: number, y: number) => readonly [x: number, y: number];

function placing(positions: Float32Array): Place {
  const { left, right, bottom, top } = mapBounds(positions);
  const scale = Math.min(width / (right - left), height / (top - bottom));
  const [middleX, middleY] = [(left + right) / 2, (bottom + top) / 2];
  const rounded = (value: number) => Math.round(value * 10) / 10;
  return (x, y) => [rounded(width / 2 + (x - middleX) * scale), rounded(height / 2 - (y - middleY) * scale)];
}

function someRows(rows: number): readonly number[] {
  const count = Math.min(rows, mostPoints);
  return Array.from({ length: count }, (_, at) => Math.floor((at * rows) / count));
}

/** Squares of three pixels, in one path. */
function dots(rows: readonly number[], positions: Float32Array, place: Place): string {
  return rows
    .filter((row) => Number.isFinite(positions[2 * row]))
    .map((row) => {
      const [x, y] = place(positions[2 * row] as number, positions[2 * row + 1] as number);
      return `M${x - 1.5} ${y - 1.5}h3v3h-3z`;
    })
    .join("");
}

function Outlines({ result, place }: { result: MapResult; place: Place }) {
  const contours = contoursOf(sideDensities(result));
  return contours.flatMap(({ colour, lines }) =>
    lines.map((pieces, at) => (
      <path
        key={`${colour} ${heldShares[at]}`}
        d={outline(pieces, place)}
        fill="none"
        stroke={`var(${colour})`}
        strokeWidth={at === 0 ? 1.5 : 0.8}
      />
    )),
  );
}

function outline(pieces: Float32Array, place: Place): string {
  const parts: string[] = [];
  for (let at = 0; at < pieces.length; at += 4) {
    const from = place(pieces[at] as number, pieces[at + 1] as number);
    const to = place(pieces[at + 2] as number, pieces[at + 3] as number);
    parts.push(`M${from.join(" ")}L${to.join(" ")}`);
  }
  return parts.join("");
}
