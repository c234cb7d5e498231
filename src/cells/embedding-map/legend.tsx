import { groupDigits } from "../../widgets/format.ts";
import type { Colouring } from "./colouring.ts";
import { legendKey } from "./live-map.tsx";

interface LegendProps {
  readonly colouring: Colouring;
  readonly off: ReadonlySet<string>;
  readonly onOff: (off: ReadonlySet<string>) => void;
}

/** What the colours mean; a click hides and shows the points of one. */
export function Legend({ colouring, off, onOff }: LegendProps) {
  const keys = colouring.legend.map(({ code }) => legendKey(colouring, code));
  const toggle = (key: string) => {
    const next = new Set(off);
    if (!next.delete(key)) next.add(key);
    onOff(next);
  };
  return (
    <ul className="emap-legend" aria-label={`Colours: ${colouring.name}`}>
      {colouring.legend.map(({ code, label, rows, colour }, at) => (
        <li key={code}>
          <button
            type="button"
            aria-pressed={!off.has(keys[at] as string)}
            title={off.has(keys[at] as string) ? "Show these points" : "Hide these points"}
            onClick={() => toggle(keys[at] as string)}
          >
            <span className="emap-swatch" style={{ background: `var(${colour})` }} />
            {label} <span className="num">{groupDigits(rows)}</span>
          </button>
        </li>
      ))}
      {keys.some((key) => off.has(key)) && (
        <li>
          <button type="button" className="emap-all" onClick={() => onOff(new Set())}>
            Show all
          </button>
        </li>
      )}
    </ul>
  );
}
