import { useEffect, useMemo, useState } from "react";
import type { Live } from "../cell-kind.tsx";
import { logEnding } from "./evaluate.ts";
import { type LabelEvent, lineOf, type Standings, standings } from "./log.ts";
import type { LabelResult } from "./result.ts";

export interface Labels {
  readonly of: Standings;
  readonly events: readonly LabelEvent[];
  /** Events since the cell ran: what reads it does not know of them yet. */
  readonly unread: number;
  /** Why the last deed could not be kept; empty when it was. */
  readonly failure: string;
  /** Keeps events on the disk; what cannot be kept is taken back and told. */
  append(added: readonly LabelEvent[]): Promise<boolean>;
}

/** The labels of a cell as they stand, those included that were given since it ran. */
export function useLabels(result: LabelResult, live: Live | null): Labels {
  const [added, setAdded] = useState<readonly LabelEvent[]>([]);
  const [failure, setFailure] = useState("");
  // biome-ignore lint/correctness/useExhaustiveDependencies: a run has read what was added before it
  useEffect(() => setAdded([]), [result]);
  const events = useMemo(() => [...result.events, ...added], [result, added]);
  const of = useMemo(() => standings(events), [events]);
  return {
    of,
    events,
    unread: added.length,
    failure,
    async append(more) {
      if (!live) return false;
      const whole = hasDraw(events, result) ? more : [drawEvent(result), ...more];
      setAdded((before) => [...before, ...whole]);
      try {
        await live.files.appendLines(logEnding, whole.map(lineOf));
        setFailure("");
        return true;
      } catch (error) {
        setAdded((before) => before.filter((one) => !whole.includes(one)));
        setFailure(`Not kept: ${error instanceof Error ? error.message : String(error)}`);
        return false;
      }
    },
  };
}

function drawEvent({ cell, draw }: LabelResult): LabelEvent {
  const strata = draw.strata.map(({ stratum, size, drawn }) => ({ stratum, size, drawn }));
  return {
    type: "draw",
    cell,
    time: new Date().toISOString(),
    design: draw.words,
    seed: draw.seed,
    population: draw.population,
    strata,
  };
}

/** Whether the log says already how these items were drawn. */
function hasDraw(events: readonly LabelEvent[], result: LabelResult): boolean {
  const last = events.findLast((one) => one.type === "draw");
  if (!last) return false;
  const { time: _, ...told } = last;
  const { time: __, ...now } = drawEvent(result);
  return JSON.stringify(told) === JSON.stringify(now);
}
