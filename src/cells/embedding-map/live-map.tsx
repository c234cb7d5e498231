import { useMemo, useState } from "react";
import { type MapTool, PointMap } from "../../widgets/point-map.tsx";
import { faint, hidden } from "../../widgets/point-painter.tsx";
import { token } from "../../widgets/theme.tsx";
import type { Live } from "../cell-kind.tsx";
import { ClusterList } from "./cluster-list.tsx";
import { type Colouring, colouringBy, colourNames } from "./colouring.ts";
import type { MapSpec } from "./definition.ts";
import { Legend } from "./legend.tsx";
import { MapBar } from "./map-bar.tsx";
import { MapNotes } from "./map-notes.tsx";
import { MapTable } from "./map-table.tsx";
import { PointWords } from "./point-words.tsx";
import type { MapResult } from "./result.ts";
import type { Selection } from "./selection.ts";
import { SelectionPanel } from "./selection-panel.tsx";
import { type LayerChoice, useLayers } from "./use-layers.tsx";
import { mapWords } from "./words.ts";

interface LiveMapProps {
  readonly name: string;
  readonly spec: MapSpec;
  readonly result: MapResult;
  readonly live: Live;
}

const firstLayers: LayerChoice = { contours: true, difference: false, names: true };

export function LiveMap({ name, spec, result, live }: LiveMapProps) {
  const names = useMemo(() => colourNames(result), [result]);
  const [chosen, setChosen] = useState(spec.colour);
  const colour = names.includes(chosen) ? chosen : (names[0] ?? "");
  const colouring = useMemo(() => colouringBy(colour, result), [colour, result]);
  const [off, setOff] = useState<ReadonlySet<string>>(new Set());
  const [layers, setLayers] = useState(firstLayers);
  const [tool, setTool] = useState<MapTool>("move");
  const [picked, setPicked] = useState<{ readonly of: MapResult["rows"]; readonly selection: Selection } | null>(null);
  const selection = picked?.of === result.rows ? picked.selection : null;
  const select = (made: Selection | null) => setPicked(made && { of: result.rows, selection: made });
  const looks = useLooks(colouring, off, selection);
  const paints = useLayers(result, layers);
  return (
    <div className="emap">
      <MapBar {...{ names, colour, layers, tool, result }} onColour={setChosen} onLayers={setLayers} onTool={setTool} />
      <Legend colouring={colouring} off={off} onOff={setOff} />
      <div className="emap-body">
        <div className="emap-map">
          <PointMap
            positions={result.positions}
            looks={looks}
            below={paints.below}
            above={paints.above}
            tool={tool}
            label={mapWords(result)}
            describe={(row) => <PointWords row={row} result={result} colour={colour} />}
            onSelect={(made) =>
              select(made && { rows: made.points, by: made.by, label: `${made.points.length} points` })
            }
          />
        </div>
        <ClusterList result={result} selection={selection} onSelect={select} />
      </div>
      <MapNotes result={result} />
      {selection && (
        <SelectionPanel
          name={name}
          spec={spec}
          result={result}
          selection={selection}
          live={live}
          onClear={() => select(null)}
        />
      )}
      <MapTable result={result} live={live} />
    </div>
  );
}

/** Colours, less what the legend hides; what is not chosen steps back. */
function useLooks(colouring: Colouring, off: ReadonlySet<string>, selection: Selection | null) {
  return useMemo(() => {
    const isOff = colouring.palette.map((_, code) => off.has(legendKey(colouring, code)));
    const codes = colouring.codes.map((code) => (isOff[code] ? hidden : code));
    if (selection) {
      const inside = new Uint8Array(codes.length);
      for (const row of selection.rows) inside[row] = 1;
      for (let row = 0; row < codes.length; row++)
        if (inside[row] === 0 && codes[row] !== hidden) codes[row] = (codes[row] as number) | faint;
    }
    return () => ({ codes, palette: colouring.palette.map(token) });
  }, [colouring, off, selection]);
}

/** What the legend hides is kept by name, so that it stays hidden when the map is laid out anew. */
export function legendKey({ name, legend }: Colouring, code: number): string {
  return `${name}\0${legend.find((entry) => entry.code === code)?.label ?? ""}`;
}
