import { type ReactNode, useEffect, useState } from "react";
import type { Recovery } from "../src/host.ts";
import { Bar } from "./bar.tsx";
import { differenceInWords } from "./notebook-differences.ts";
import { useWorkbench } from "./use-state.ts";
import type { Workbench } from "./workbench.ts";

/** Unsaved notebooks that a crash left behind, each to be restored or discarded: the newest, and on demand the others. */
export function RecoveryBars({ workbench }: { workbench: Workbench }) {
  const { recoveries } = useWorkbench(workbench);
  const [all, setAll] = useState(false);
  const others = recoveries.length - 1;
  return recoveries.slice(0, all ? recoveries.length : 1).map((recovery, place) => (
    <RecoveryBar key={recovery.id} recovery={recovery} workbench={workbench}>
      {place === 0 && others > 0 && (
        <>
          <button type="button" className="btn bare" aria-expanded={all} onClick={() => setAll(!all)}>
            {all ? "Show the newest only" : `Show ${others} more`}
          </button>
          <button type="button" className="btn bare" onClick={() => void workbench.discard(recoveries)}>
            Discard all {recoveries.length}
          </button>
        </>
      )}
    </RecoveryBar>
  ));
}

interface RecoveryBarProps {
  readonly recovery: Recovery;
  readonly workbench: Workbench;
  /** What concerns others too. */
  readonly children: ReactNode;
}

function RecoveryBar({ recovery, workbench, children }: RecoveryBarProps) {
  const { path, title, time, dropped } = recovery;
  const difference = useDifference(recovery, workbench);
  const lost = dropped.length
    ? `Files that were dropped cannot be restored and have to be dropped again: ${dropped.join(", ")}`
    : "";
  return (
    <Bar
      label="Unsaved work"
      title={`“${title || "Untitled"}” was not saved. It was kept ${when(time)}.`}
      lines={[[path, difference].filter(Boolean).join(" · "), lost].filter(Boolean)}
    >
      {children}
      <button type="button" className="btn primary" onClick={() => void workbench.restore(recovery)}>
        Restore
      </button>
      <button type="button" className="btn" onClick={() => void workbench.discard([recovery])}>
        Discard
      </button>
    </Bar>
  );
}

function useDifference({ path, text }: Recovery, workbench: Workbench): string {
  const [words, setWords] = useState("");
  useEffect(() => {
    const saved = path === null ? Promise.resolve(null) : workbench.host.readText(path);
    saved.then(
      (before) => setWords(differenceInWords(before, text)),
      () => setWords("its file cannot be read any longer"),
    );
  }, [path, text, workbench]);
  return words;
}

const clock = new Intl.DateTimeFormat("en", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const day = new Intl.DateTimeFormat("en", { day: "numeric", month: "long", year: "numeric" });

/** "today at 17:12", "on 27 November 2026 at 17:12". */
function when(time: number): string {
  const date = new Date(time);
  const today = date.toDateString() === new Date().toDateString();
  return `${today ? "today" : `on ${day.format(date)}`} at ${clock.format(date)}`;
}
