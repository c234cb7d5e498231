import type { Live } from "../cell-kind.tsx";
import type { useSource } from "../use-source.tsx";
import type { CalibrationSpec } from "./definition.ts";
import { Headlines } from "./headlines.tsx";
import type { SubjectResult } from "./result.ts";
import { AgreementSection } from "./sections/agreement.tsx";
import { Confusion } from "./sections/confusion.tsx";
import { ConsistencySection } from "./sections/consistency.tsx";
import { AskChosen, CorrectionSection } from "./sections/correction.tsx";
import { CurveSection } from "./sections/curve.tsx";
import { Dangerous } from "./sections/dangerous.tsx";
import { PeopleSection } from "./sections/people.tsx";
import { PlanningSection } from "./sections/planning.tsx";
import { Pulls } from "./sections/pulls.tsx";
import { SlicesSection } from "./sections/slices.tsx";
import { VersionsSection } from "./sections/versions.tsx";
import { VerdictRow } from "./verdict-row.tsx";

export type SetSource = ReturnType<typeof useSource>;

/** What every part of a subject's view gets. */
export interface SectionProps {
  /** The cell's name; empty where it has none. */
  readonly name: string;
  readonly spec: CalibrationSpec;
  readonly subject: SubjectResult;
  readonly set: SetSource;
  readonly live: Live | null;
}

/** All that is known of one judge on one dimension: the verdict first, then what it rests on. */
export function SubjectDetails({ titled, ...props }: SectionProps & { readonly titled: boolean }) {
  const { subject, spec } = props;
  const { figures } = subject;
  const asks = spec.chosen === "unknown" && figures.corrections.length > 0 && subject.judged > figures.agreement.items;
  return (
    <section className="calibration-subject" aria-label={`${subject.dimension}, ${subject.judge}`}>
      {titled && (
        <h3 className="calibration-title">
          {subject.dimension} <span>{subject.judge}</span>
        </h3>
      )}
      <Headlines {...props} />
      <VerdictRow {...props} />
      {asks && <AskChosen {...props} />}
      <div className="calibration-pair">
        {figures.agreement.confusion && <Confusion {...props} />}
        <Pulls {...props} />
      </div>
      <Dangerous {...props} />
      <div className="calibration-sections">
        <CorrectionSection {...props} />
        <VersionsSection {...props} />
        <PeopleSection {...props} />
        <SlicesSection {...props} />
        <CurveSection {...props} />
        <PlanningSection {...props} />
        <ConsistencySection {...props} />
        <AgreementSection {...props} />
      </div>
    </section>
  );
}
