import { type Cohort, cohortNames } from "../../src/notebook/cohorts.ts";
import type { Unit } from "./timeline-data.ts";

interface TimelineControlsProps {
  readonly unit: Unit;
  readonly onUnit: (unit: Unit) => void;
  readonly active: Cohort;
  readonly onActive: (cohort: Cohort) => void;
  readonly onCohorts: () => void;
}

const units: readonly Unit[] = ["traces", "spans"];

/** Which window a drag draws, the way to all other cohorts, and what the bars count. */
export function TimelineControls(props: TimelineControlsProps) {
  const { unit, onUnit, active, onActive, onCohorts } = props;
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
      <button
        type="button"
        className="btn small"
        title="Exact times, a deployment, an attribute’s value or a condition"
        onClick={onCohorts}
      >
        Cohorts…
      </button>
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
