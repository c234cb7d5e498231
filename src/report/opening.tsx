import { type CohortRule, ruleText } from "../notebook/cohorts.ts";
import type { ReportContent } from "./content.ts";

/** The title, the cohorts that are compared, and what was missing or lost. */
export function Opening({ content }: { readonly content: ReportContent }) {
  const { title, cohorts, problems, written } = content;
  const { reference, current } = cohorts;
  return (
    <header>
      {title ? <h1 className="report-title">{title}</h1> : null}
      <p className="report-windows">
        <span className="report-written">Written {written.slice(0, 16).replace("T", " ")} UTC</span>
        {reference ? <Side name="reference" rule={reference} /> : null}
        {current ? <Side name="current" rule={current} /> : null}
      </p>
      {problems.length ? (
        <ul className="report-problems">
          {problems.map((problem) => (
            <li key={problem}>{problem}</li>
          ))}
        </ul>
      ) : null}
    </header>
  );
}

function Side({ name, rule }: { readonly name: "reference" | "current"; readonly rule: CohortRule }) {
  return (
    <span className={`report-${name}`}>
      {name}: {ruleText(rule)}
    </span>
  );
}
