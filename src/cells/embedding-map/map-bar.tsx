import type { MapTool } from "../../widgets/point-map.tsx";
import type { MapResult } from "./result.ts";
import type { LayerChoice } from "./use-layers.tsx";

interface MapBarProps {
  readonly names: readonly string[];
  readonly colour: string;
  readonly layers: LayerChoice;
  readonly tool: MapTool;
  readonly result: MapResult;
  readonly onColour: (name: string) => void;
  readonly onLayers: (layers: LayerChoice) => void;
  readonly onTool: (tool: MapTool) => void;
}

const tools: readonly { readonly tool: MapTool; readonly label: string; readonly about: string }[] = [
  { tool: "move", label: "Move", about: "Drag to move, wheel or + and − to enlarge, 0 for the whole map" },
  { tool: "rectangle", label: "Rectangle", about: "Drag a rectangle about points (with any tool: Shift and drag)" },
  { tool: "lasso", label: "Lasso", about: "Drag a loop about points (with any tool: Alt and drag)" },
];

const layerNames: readonly { readonly layer: keyof LayerChoice; readonly label: string; readonly about: string }[] = [
  { layer: "contours", label: "Contours", about: "Outlines that hold 50 % and 90 % of each cohort's points" },
  {
    layer: "difference",
    label: "Difference",
    about: "Where current points are denser than reference points, and the reverse",
  },
  { layer: "names", label: "Names", about: "The words that tell each cluster from the rest" },
];

/** What colours the points, what is drawn with them, what the pointer does. */
export function MapBar({ names, colour, layers, tool, result, onColour, onLayers, onTool }: MapBarProps) {
  const shown = layerNames.filter(({ layer }) => layer !== "difference" || result.sides.length > 1);
  return (
    <div className="emap-bar">
      <label className="emap-colour">
        <span aria-hidden="true">Colour</span>
        <select aria-label="Colour" value={colour} onChange={(event) => onColour(event.target.value)}>
          {names.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      <fieldset className="emap-group" aria-label="Layers">
        {shown.map(({ layer, label, about }) => (
          <button
            key={layer}
            type="button"
            className="btn emap-toggle"
            aria-pressed={layers[layer]}
            title={about}
            onClick={() => onLayers({ ...layers, [layer]: !layers[layer] })}
          >
            {label}
          </button>
        ))}
      </fieldset>
      <fieldset className="emap-group" aria-label="Pointer">
        {tools.map((each) => (
          <button
            key={each.tool}
            type="button"
            className="btn emap-toggle"
            aria-pressed={tool === each.tool}
            title={each.about}
            onClick={() => onTool(each.tool)}
          >
            {each.label}
          </button>
        ))}
      </fieldset>
      <span className="emap-hint">
        Click the map, then wheel or + − to enlarge, arrows to move, V to select what is in view.
      </span>
    </div>
  );
}
