import { useId, useRef, useState } from "react";
import type { Cohort } from "../../src/notebook/cohorts.ts";
import type { Windows } from "./brush.ts";
import { type Grid, gridEnd } from "./time-buckets.ts";
import { inputText, inputTime } from "./time-text.ts";
import { cohortNames } from "./timeline-text.ts";

interface WindowDatesProps {
  readonly windows: Windows;
  readonly grid: Grid;
  readonly onWindows: (windows: Windows) => void;
}

/** A button that opens the windows as dates, for who knows them exactly. */
export function WindowDates({ windows, grid, onWindows }: WindowDatesProps) {
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
            windows={windows}
            grid={grid}
            onDone={(next) => {
              panel.current?.hidePopover();
              if (next) onWindows(next);
            }}
          />
        )}
      </div>
    </>
  );
}

type Draft = Record<Cohort, { from: string; to: string }>;

interface DatesFormProps {
  readonly windows: Windows;
  readonly grid: Grid;
  readonly onDone: (windows: Windows | null) => void;
}

function DatesForm({ windows, grid, onDone }: DatesFormProps) {
  const [draft, setDraft] = useState<Draft>(() => ({
    reference: texts(windows.reference),
    current: texts(windows.current),
  }));
  const read = readDraft(draft);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if ("windows" in read) onDone(read.windows);
      }}
    >
      {cohortNames.map((cohort, index) => (
        <fieldset key={cohort}>
          <legend className={cohort === "reference" ? "ref" : "cur"}>{cohort}</legend>
          {(["from", "to"] as const).map((edge) => (
            <label key={edge}>
              <span>{edge === "from" ? "from" : "until"}</span>
              <input
                type="datetime-local"
                className="input"
                step={1}
                // biome-ignore lint/a11y/noAutofocus: the form was just asked for
                autoFocus={index === 0 && edge === "from"}
                value={draft[cohort][edge]}
                onChange={(event) => setDraft({ ...draft, [cohort]: { ...draft[cohort], [edge]: event.target.value } })}
              />
            </label>
          ))}
          <div className="window-dates-quick">
            <button
              type="button"
              className="link"
              onClick={() => setDraft({ ...draft, [cohort]: texts({ from: grid.start, to: gridEnd(grid) }) })}
            >
              all
            </button>
            <button type="button" className="link" onClick={() => setDraft({ ...draft, [cohort]: texts(null) })}>
              none
            </button>
          </div>
        </fieldset>
      ))}
      <p className={"problem" in read ? "window-dates-note failure" : "window-dates-note"} role="status">
        {"problem" in read
          ? read.problem
          : "UTC. A trace belongs to the window in which it begins; “until” is not included."}
      </p>
      <div className="window-dates-foot">
        <button type="button" className="btn" onClick={() => onDone(null)}>
          Cancel
        </button>
        <button type="submit" className="btn primary" disabled={"problem" in read}>
          Set windows
        </button>
      </div>
    </form>
  );
}

function texts(window: Windows["reference"]): { from: string; to: string } {
  return window ? { from: inputText(window.from), to: inputText(window.to) } : { from: "", to: "" };
}

/** The windows that the form holds, or what is wrong with it. Two empty fields are no window. */
export function readDraft(draft: Draft): { windows: Windows } | { problem: string } {
  const windows: { -readonly [C in Cohort]: Windows[C] } = { reference: null, current: null };
  for (const cohort of cohortNames) {
    const { from, to } = draft[cohort];
    if (from === "" && to === "") continue;
    const [start, end] = [inputTime(from), inputTime(to)];
    if (start === null || end === null) return { problem: `The ${cohort} window needs both dates, or neither.` };
    if (start >= end) return { problem: `The ${cohort} window ends before it begins.` };
    windows[cohort] = { from: start, to: end };
  }
  return { windows };
}
