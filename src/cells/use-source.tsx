import { useRef } from "react";
import type { Live } from "./cell-kind.tsx";
import { withKeys, type YamlValue } from "./edit-yaml.ts";

/**
 * Sets keys in this cell's source. Changes that follow each other before the cell has run again add up.
 * Null where nothing can be changed.
 */
export function useSource(source: string, live: Live | null) {
  const latest = useRef({ seen: source, source });
  if (latest.current.seen !== source) latest.current = { seen: source, source };
  if (!live) return null;
  return (changes: Readonly<Record<string, YamlValue>>, gesture?: string) => {
    const changed = withKeys(latest.current.source, changes);
    if (changed === latest.current.source) return;
    latest.current.source = changed;
    if (gesture === undefined) live.setSource(changed);
    else live.setSource(changed, gesture);
  };
}
