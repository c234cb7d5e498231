import { useSyncExternalStore } from "react";
import { counted, groupDigits } from "../../widgets/format.ts";
import type { JudgeDesk, Stage } from "./desk.ts";
import type { RunState } from "./run.ts";
import { leftWords, usd } from "./words.ts";

interface RunningProps {
  readonly desk: JudgeDesk;
  readonly stage: Stage & { readonly type: "run" };
}

/** How far a run is, what it has cost, and how to hold it. */
export function Running({ desk, stage: { run, prepared } }: RunningProps) {
  const state = useSyncExternalStore(run.subscribe, () => run.state);
  const ended = state.phase === "ended";
  return (
    <section className="judge-running" aria-label="Judging">
      <div className="judge-actions">
        <progress max={Math.max(1, state.total)} value={state.done + state.failed.length} aria-label="Judged" />
        <b>
          {groupDigits(state.done)} of {counted(state.total, "judgement")}
        </b>
        {!ended && state.phase === "running" && (
          <button type="button" className="btn small" onClick={() => run.pause()}>
            Pause
          </button>
        )}
        {state.phase === "paused" && (
          <button type="button" className="btn small" onClick={() => run.resume()}>
            Go on
          </button>
        )}
        {ended ? (
          <button type="button" className="btn small" onClick={() => desk.close()}>
            Close
          </button>
        ) : (
          <button type="button" className="btn small" onClick={() => run.stop()}>
            Stop
          </button>
        )}
      </div>
      <p className="judge-notes is-first" role="status">
        {stateWords(state, prepared.spec.budget_usd)}
      </p>
      {state.left.length > 0 && <p className="judge-notes">{leftWords(state.left)}</p>}
      {state.failed.length > 0 && (
        <ul className="judge-failed">
          {state.failed.slice(0, 20).map(({ item, reason }, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the list only grows at its end
            <li key={place}>
              <span className="mono">{prepared.plan.items[item]?.id}</span> {reason}
            </li>
          ))}
          {state.failed.length > 20 && <li>and {state.failed.length - 20} more</li>}
        </ul>
      )}
    </section>
  );
}

function stateWords(state: RunState, budget: number): string {
  const { phase, ended, underWay, waiting, retries, repaired, unreadable, failed, spentUsd, uncertainUsd } = state;
  const head =
    phase === "ended"
      ? ended
        ? `Ended: ${ended}. What was answered is kept; looking again goes on from there.`
        : "Done."
      : phase === "paused"
        ? underWay > 0
          ? "Pausing: what is under way still comes in."
          : "Paused."
        : waiting
          ? `Waiting: ${waiting}.`
          : `${counted(underWay, "call")} under way.`;
  const parts = [
    `${usd(spentUsd)} of ${usd(budget)} spent`,
    uncertainUsd > 0 && `up to ${usd(uncertainUsd)} for calls that broke off`,
    retries > 0 && `${counted(retries, "retry").replace("retrys", "retries")}`,
    repaired > 0 && `${counted(repaired, "answer")} repaired`,
    unreadable > 0 && `${counted(unreadable, "answer")} cannot be read`,
    failed.length > 0 && `${counted(failed.length, "row")} without an answer`,
  ];
  return `${head} ${parts.filter(Boolean).join(", ")}.`;
}
