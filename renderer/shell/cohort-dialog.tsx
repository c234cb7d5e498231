import { useEffect, useMemo, useState } from "react";
import { type Cohorts, cohortNames, noCohorts } from "../../src/notebook/cohorts.ts";
import { useSession } from "../use-state.ts";
import type { Workbench } from "../workbench.ts";
import { type CohortChoices, useCohortChoices } from "./cohort-choices.ts";
import { type Draft, draftOf, readDraft, readRule, splitAt } from "./cohort-draft.ts";
import { CohortFields } from "./cohort-fields.tsx";
import { Modal } from "./modal.tsx";
import { shellOf, useShell } from "./shell-state.ts";
import { momentText } from "./time-text.ts";
import { countText, deploymentTitle } from "./timeline-text.ts";
import { dataKey, useCohortSizes } from "./use-timeline.ts";
import "./cohort-dialog.css";

/** Sets the pair that every comparing cell uses: by time, by deployment, by attribute, by a condition. */
export function CohortDialog({ workbench }: { workbench: Workbench }) {
  const { overlay } = useShell(workbench);
  return overlay === "cohorts" ? <OpenDialog workbench={workbench} /> : null;
}

/** Typing counts once it pauses. */
const pause = 250;

function OpenDialog({ workbench }: { workbench: Workbench }) {
  const { session } = workbench;
  const held = useSession(session, (state) => state.held);
  const key = useSession(session, dataKey);
  const shell = shellOf(workbench);
  const [draft, setDraft] = useState<Draft>(() => draftOf(session.state.notebook.frontMatter.cohorts));
  const choices = useCohortChoices(session.engine);
  const read = useMemo(() => readDraft(draft), [draft]);
  const sizes = useCohortSizes(session, key, usePaused(read) ?? noCohorts, held);
  const close = () => shell.show(null);
  const set = () => {
    if (!read) return;
    close();
    session.setCohorts(read).catch((error: unknown) => {
      workbench.notify({ tone: "error", text: error instanceof Error ? error.message : String(error) });
    });
  };
  return (
    <Modal title="Cohorts" className="cohort-dialog" head onClose={close}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          set();
        }}
      >
        {choices && choices.deployments.length > 0 && (
          <Split choices={choices} chosen={shell.state.deployment} onSplit={(cohorts) => setDraft(draftOf(cohorts))} />
        )}
        <div className="cohort-sides">
          {cohortNames.map((cohort) => (
            <CohortFields
              key={cohort}
              cohort={cohort}
              typed={draft[cohort]}
              read={readRule(draft[cohort])}
              size={sizes?.[cohort] ?? null}
              problem={sizes?.problems[cohort]?.replace(/^cohorts\.\w+\./, "")}
              keys={choices?.keys ?? []}
              engine={session.engine}
              onType={(typed) => setDraft({ ...draft, [cohort]: typed })}
            />
          ))}
        </div>
        <p className="cohort-note">
          {overlapText(sizes?.both ?? 0)} All that is given of a cohort has to hold. Times are UTC, by the start of the
          trace; a day alone as the end includes that day.
        </p>
        <div className="dialog-foot">
          <button
            type="button"
            className="btn"
            onClick={() => setDraft({ reference: draft.current, current: draft.reference })}
          >
            Swap
          </button>
          <button type="button" className="btn" onClick={() => setDraft(draftOf(noCohorts))}>
            Clear both
          </button>
          <span className="cohort-space" />
          <button type="button" className="btn" onClick={close}>
            Cancel
          </button>
          <button type="submit" className="btn primary" disabled={!read}>
            Set cohorts
          </button>
        </div>
      </form>
    </Modal>
  );
}

function overlapText(both: number): string {
  if (both === 0) return "No trace meets both.";
  return `${countText(both, "traces")} ${both === 1 ? "meets" : "meet"} both and ${both === 1 ? "counts" : "count"} as current alone.`;
}

function usePaused(read: Cohorts | null): Cohorts | null {
  const [paused, setPaused] = useState(read);
  useEffect(() => {
    const timer = setTimeout(() => setPaused(read), pause);
    return () => clearTimeout(timer);
  }, [read]);
  return paused;
}

interface SplitProps {
  readonly choices: CohortChoices;
  /** The time of the deployment that was asked for; null for none. */
  readonly chosen: number | null;
  readonly onSplit: (cohorts: Cohorts) => void;
}

/** Before and after a deployment, so many hours of each. */
function Split({ choices: { deployments, first, last }, chosen, onSplit }: SplitProps) {
  const [time, setTime] = useState<number | null>(chosen);
  const [hours, setHours] = useState("24");
  const split = (at: number | null, reach: string) => {
    setTime(at);
    setHours(reach);
    if (at !== null && Number(reach) > 0) onSplit(splitAt(at, Number(reach), first, last));
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was asked for is filled in once, when the dialog opens
  useEffect(() => {
    if (chosen !== null) split(chosen, hours);
  }, []);
  return (
    <div className="cohort-split">
      <label>
        <span>Before and after</span>
        <select
          className="input"
          value={time === null ? "" : String(time)}
          onChange={(event) => split(event.target.value === "" ? null : Number(event.target.value), hours)}
        >
          <option value="">a deployment…</option>
          {deployments.map((deployment) => (
            <option key={`${deployment.time} ${deployment.name} ${deployment.kind}`} value={deployment.time}>
              {momentText(deployment.time)} {deploymentTitle(deployment)}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>hours each</span>
        <input
          className="input mono"
          type="number"
          min={0.1}
          step="any"
          value={hours}
          onChange={(event) => split(time, event.target.value)}
        />
      </label>
    </div>
  );
}
