import { useId, useRef, useState } from "react";
import { type Cohort, type Cohorts, cohortNames, type Window } from "../../src/notebook/cohorts.ts";
import { type Draft, draftOf, readWindow } from "./window-draft.ts";

interface WindowDatesProps {
  readonly cohorts: Cohorts;
  readonly onCohorts: (cohorts: Cohorts) => void;
}

/** A button that opens the windows as dates, for who knows them exactly. */
export function WindowDates({ cohorts, onCohorts }: WindowDatesProps) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);
  const place = () => {
    const at = button.current?.getBoundingClientRect();
    if (!at || !panel.current) return;
    panel.current.style.top = `${at.bottom + 4}px`;
    panel.current.style.right = `${window.innerWidth - at.right}px`;
  };
  return (
    <>
      <button ref={button} type="button" className="btn small" popoverTarget={id} onClick={place}>
        Exact dates…
      </button>
      <div
        ref={panel}
        id={id}
        popover="auto"
        className="menu window-dates"
        role="dialog"
        aria-label="Exact dates of the windows"
        onToggle={(event) => setOpen(event.newState === "open")}
      >
        {open && (
          <DatesForm
            cohorts={cohorts}
            onDone={(next) => {
              panel.current?.hidePopover();
              if (next) onCohorts(next);
            }}
          />
        )}
      </div>
    </>
  );
}

interface DatesFormProps {
  readonly cohorts: Cohorts;
  readonly onDone: (cohorts: Cohorts | null) => void;
}

function DatesForm({ cohorts, onDone }: DatesFormProps) {
  const [draft, setDraft] = useState<Draft>(() => draftOf(cohorts));
  const reference = readWindow(draft.reference);
  const current = readWindow(draft.current);
  const read =
    "problem" in reference || "problem" in current ? null : { reference: reference.window, current: current.window };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (read) onDone(read);
      }}
    >
      {cohortNames.map((cohort) => (
        <WindowFields
          key={cohort}
          cohort={cohort}
          typed={draft[cohort]}
          onType={(typed) => setDraft({ ...draft, [cohort]: typed })}
        />
      ))}
      <p className="window-dates-note">
        Times are UTC. A trace is in the window in which it begins. A day alone as the end includes that whole day.
      </p>
      <div className="window-dates-foot">
        <button type="button" className="btn" onClick={() => onDone(null)}>
          Cancel
        </button>
        <button type="submit" className="btn primary" disabled={!read}>
          Set windows
        </button>
      </div>
    </form>
  );
}

interface WindowFieldsProps {
  readonly cohort: Cohort;
  readonly typed: Window;
  readonly onType: (typed: Window) => void;
}

function WindowFields({ cohort, typed, onType }: WindowFieldsProps) {
  const read = readWindow(typed);
  const problem = "problem" in read;
  const noteId = useId();
  return (
    <fieldset>
      <legend className={cohort === "reference" ? "ref" : "cur"}>{cohort}</legend>
      {(["from", "to"] as const).map((edge) => (
        <label key={edge}>
          <span>{edge}</span>
          <input
            className="input mono"
            placeholder="2026-04-20 14:02"
            spellCheck={false}
            aria-invalid={problem}
            aria-describedby={noteId}
            // biome-ignore lint/a11y/noAutofocus: the form was just asked for
            autoFocus={cohort === "reference" && edge === "from"}
            value={typed[edge]}
            onChange={(event) => onType({ ...typed, [edge]: event.target.value })}
          />
        </label>
      ))}
      <button type="button" className="link" onClick={() => onType({ from: "", to: "" })}>
        none
      </button>
      <p id={noteId} className={problem ? "failure" : "soft"} role="status">
        {problem ? read.problem : read.words}
      </p>
    </fieldset>
  );
}
