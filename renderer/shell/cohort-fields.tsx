import { useId } from "react";
import type { Engine } from "../../src/engine/engine.ts";
import type { Cohort } from "../../src/notebook/cohorts.ts";
import { useAttributeValues } from "./cohort-choices.ts";
import { emptyRule, type ReadRule, type RuleDraft } from "./cohort-draft.ts";
import { countText } from "./timeline-text.ts";

interface CohortFieldsProps {
  readonly cohort: Cohort;
  readonly typed: RuleDraft;
  readonly read: ReadRule;
  /** How many traces the rule gives; null while that is not known. */
  readonly size: number | null;
  /** What the engine does not like about the rule. */
  readonly problem: string | undefined;
  readonly keys: readonly string[];
  readonly engine: Engine;
  readonly onType: (typed: RuleDraft) => void;
}

/** One cohort's rule: a window, an attribute's value, a condition; all that is given has to hold. */
export function CohortFields({ cohort, typed, read, size, problem, keys, engine, onType }: CohortFieldsProps) {
  const id = useId();
  const values = useAttributeValues(engine, typed.attribute.trim(), keys);
  const wrong = "problem" in read ? read.problem : problem;
  const field = (name: keyof RuleDraft) => ({
    value: typed[name],
    spellCheck: false,
    autoComplete: "off",
    "aria-describedby": `${id}note`,
    onChange: (event: { target: { value: string } }) => onType({ ...typed, [name]: event.target.value }),
  });
  return (
    <fieldset className="cohort-fields">
      <legend className={cohort === "reference" ? "ref" : "cur"}>{cohort}</legend>
      {(["from", "to"] as const).map((edge) => (
        <label key={edge}>
          <span>{edge}</span>
          <input
            className="input mono"
            placeholder={edge === "from" ? "2026-04-20 14:02" : "2026-04-27"}
            data-first-focus={(cohort === "reference" && edge === "from") || undefined}
            {...field(edge)}
          />
        </label>
      ))}
      <label>
        <span>attribute</span>
        <input className="input mono" placeholder="prompt.version" list={`${id}keys`} {...field("attribute")} />
        <datalist id={`${id}keys`}>
          {keys.map((key) => (
            <option key={key} value={key} />
          ))}
        </datalist>
      </label>
      <label>
        <span>value</span>
        <input className="input mono" placeholder="v7, or v7 | v8" list={`${id}values`} {...field("value")} />
        <datalist id={`${id}values`}>
          {values.map((value) => (
            <option key={value} value={value} />
          ))}
        </datalist>
      </label>
      <label className="is-wide">
        <span>where, in SQL over traces or spans</span>
        <textarea className="input mono" rows={2} placeholder="errors > 0" {...field("where")} />
      </label>
      <p id={`${id}note`} className={wrong ? "failure" : "soft"} role="status">
        {wrong ?? noteOf(read, size)}
      </p>
      <button type="button" className="link" onClick={() => onType(emptyRule)}>
        Clear {cohort}
      </button>
    </fieldset>
  );
}

function noteOf(read: ReadRule, size: number | null): string {
  if ("problem" in read) return read.problem;
  if (read.rule === null) return read.words;
  return `${size === null ? "counting" : countText(size, "traces")}: ${read.words}`;
}
