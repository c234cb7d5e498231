import { type Cohort, type Cohorts, cohortNames } from "../../src/notebook/cohorts.ts";
import type { Unit } from "./timeline-data.ts";
import { WindowDates } from "./window-dates.tsx";

interface TimelineControlsProps {
  readonly unit: Unit;
  readonly onUnit: (unit: Unit) => void;
  readonly active: Cohort;
  readonly onActive: (cohort: Cohort) => void;
  readonly cohorts: Cohorts;
  readonly onCohorts: (cohorts: Cohorts) => void;
}

const units: readonly Unit[] = ["traces", "spans"];

/** Which window a drag draws, exact dates, and what the bars count. */
export function TimelineControls(props: TimelineControlsProps) {
  const { unit, onUnit, active, onActive, cohorts, onCohorts } = props;
  return (
    <div className="timeline-controls">
      <fieldset className="segmented timeline-cohorts">
        <legend className="visually-hidden">A drag on the timeline draws</legend>
        {cohortNames.map((cohort) => (
          <button
            key={cohort}
            type="button"
            className={`is-${cohort}`}
            aria-pressed={cohort === active}
            title={`Drag on the timeline to draw the ${cohort} window (hold ${cohort === "reference" ? "Alt" : "Shift"})`}
            onClick={() => onActive(cohort)}
          >
            {cohort}
          </button>
        ))}
      </fieldset>
      <WindowDates cohorts={cohorts} onCohorts={onCohorts} />
      <fieldset className="segmented">
        <legend className="visually-hidden">The bars count</legend>
        {units.map((name) => (
          <button key={name} type="button" aria-pressed={name === unit} onClick={() => onUnit(name)}>
            {name}
          </button>
        ))}
      </fieldset>
    </div>
  );
}
