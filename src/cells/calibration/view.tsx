import { useState } from "react";
import type { ViewProps } from "../cell-kind.tsx";
import { useSource } from "../use-source.tsx";
import type { CalibrationSpec } from "./definition.ts";
import type { CalibrationResult } from "./result.ts";
import { SubjectDetails } from "./subject-details.tsx";
import { SubjectTable } from "./subject-table.tsx";
import { many } from "./words.ts";
import "../analysis-table.css";
import "./calibration.css";

/** A table of judges and dimensions with their verdicts, and all that is known of one of them below it. */
export function CalibrationView({ name, spec, result, live }: ViewProps<CalibrationSpec, CalibrationResult>) {
  const [chosen, setChosen] = useState(0);
  const set = useSource(spec.source, live);
  const { subjects, warnings } = result;
  if (subjects.length === 0) return <Empty result={result} />;
  const place = Math.min(chosen, subjects.length - 1);
  const shown = live ? subjects.slice(place, place + 1) : subjects;
  return (
    <div className="calibration">
      {subjects.length > 1 && (
        <SubjectTable
          name={name}
          subjects={subjects}
          chosen={live ? place : -1}
          onChoose={live && setChosen}
          live={live}
        />
      )}
      {shown.map((subject) => (
        <SubjectDetails
          key={`${subject.dimension}\n${subject.judge}`}
          name={name}
          spec={spec}
          subject={subject}
          titled={subjects.length > 1}
          set={set}
          live={live}
        />
      ))}
      {warnings.length > 0 && <p className="analysis-notes">{warnings.join(" ")}</p>}
    </div>
  );
}

function Empty({ result: { raters, warnings } }: { readonly result: CalibrationResult }) {
  const found = raters.map(({ rater, role, scores }) => `${rater} (${many(scores, "score")}, ${role})`).slice(0, 8);
  const what = raters.length
    ? "No item was scored on the same dimension by a judge and a person. Name the raters: judge and human; or, for a wide table, its columns: judge and label."
    : "No scores yet. Drag in judge scores and people's labels, or Import files.";
  return (
    <p className="analysis-empty">
      {what} {found.length > 0 && `There are ${found.join(", ")}.`} {warnings.join(" ")}
    </p>
  );
}
