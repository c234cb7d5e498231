import { useEffect, useState } from "react";
import type { Recovery } from "../src/host.ts";
import { Bar } from "./bar.tsx";
import { differenceInWords } from "./notebook-differences.ts";
import { useWorkbench } from "./use-state.ts";
import type { Workbench } from "./workbench.ts";

/** Unsaved notebooks that a crash left behind, each to be restored or discarded. */
export function RecoveryBars({ workbench }: { workbench: Workbench }) {
  const { recoveries } = useWorkbench(workbench);
  return recoveries.map((recovery) => <RecoveryBar key={recovery.id} recovery={recovery} workbench={workbench} />);
}

function RecoveryBar({ recovery, workbench }: { recovery: Recovery; workbench: Workbench }) {
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
      <button type="button" className="btn primary" onClick={() => void workbench.restore(recovery)}>
        Restore
      </button>
      <button type="button" className="btn" onClick={() => void workbench.discard(recovery)}>
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
