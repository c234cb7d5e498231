import { useMemo } from "react";
import { stringify } from "yaml";
import { literal } from "../../engine/sql.ts";
import { percent } from "../../widgets/duration-scale.ts";
import { Figure } from "../../widgets/figure.tsx";
import { groupDigits } from "../../widgets/format.ts";
import type { ViewProps } from "../cell-kind.tsx";
import { ageWords } from "../document-age.ts";
import { points, signed } from "../estimate-words.ts";
import { MeasureTable } from "../measure-table.tsx";
import { AlertPart } from "./alert-part.tsx";
import type { RetrievalSpec } from "./definition.ts";
import { retrievalFigure } from "./figure.tsx";
import { SameQueryPart, ScoresPart, SourcesPart, UnknownAgesPart, VersionsPart } from "./parts.tsx";
import type { Measure, RetrievalResult, Source } from "./result.ts";
import "../analysis-table.css";

/** What searches found in reference beside current, how old it was over time, and what to do about it. */
export function RetrievalView({ spec, result, live }: ViewProps<RetrievalSpec, RetrievalResult>) {
  const figure = useMemo(() => retrievalFigure(spec, result), [spec, result]);
  const empty = emptyReason(spec, result);
  if (empty) return <p className="analysis-empty">{empty}</p>;
  const sides = result.sides.map(({ side }) => side);
  const { alert, per, sla, versions, scores, sameQuery, sources, unknown } = result;
  const openSource = live && ((source: Source) => live.addCell("traces", sourceTraces(spec, source)));
  return (
    <div className="retrieval">
      <div className="analysis-scroll">
        <MeasureTable label="Retrieval" measures={result.measures} sides={sides} format={amount} signed={change} />
      </div>
      <Notes spec={spec} result={result} />
      <div className="analysis-figure">
        <Figure {...figure} height={240} />
      </div>
      <AlertPart alert={alert} per={per} rule={spec.alert} sla={sla} />
      <VersionsPart versions={versions} sla={sla} />
      <ScoresPart scores={scores} sides={sides} />
      <SameQueryPart found={sameQuery} live={live} />
      <SourcesPart
        sources={sources}
        sides={sides}
        by={spec.source_by ?? "document"}
        onOpen={spec.source_by ? null : openSource}
      />
      <UnknownAgesPart unknown={unknown} />
    </div>
  );
}

function amount(value: number, { unit }: Measure): string {
  if (unit === "share") return percent(value);
  if (unit === "days") return ageWords(value);
  return groupDigits(Number.isInteger(value) ? value : value.toFixed(2));
}

function change(value: number, measure: Measure): string {
  return measure.unit === "share" ? points(value) : signed(value, (each) => amount(each, measure));
}

/** The source of a `traces` cell that lists the traces in which a document was found. */
function sourceTraces(spec: RetrievalSpec, { source }: Source): string {
  const is = source === null ? "doc_id IS NULL" : `doc_id = ${literal(source)}`;
  const where = `trace_id IN (SELECT trace_id FROM documents WHERE ${is})`;
  return stringify({ ...(spec.step ? { step: [...spec.step] } : {}), where }, { lineWidth: 0 });
}

function emptyReason(spec: RetrievalSpec, { searches, sides, unknown }: RetrievalResult): string | null {
  if (searches > 0 && unknown.documents === 0)
    return "The searches of these traces record no documents, so an empty result cannot be told from one that was not recorded.";
  if (searches > 0) return null;
  if (spec.step || spec.where) return "No search meets the filters of this cell. Widen step or where.";
  return sides.some(({ traces }) => traces > 0)
    ? "No span searches: there is none of kind RETRIEVER and none with documents."
    : "No spans yet. Drag files in, or Import files.";
}

function Notes({ spec, result }: { readonly spec: RetrievalSpec; readonly result: RetrievalResult }) {
  const { sides, sla } = result;
  const lone = sides.length === 1 && sides[0]?.side !== "all" ? sides[0]?.side : null;
  const notes = [
    `Age: from when a document was last changed to the search that found it; the SLA is ${ageWords(sla)}.`,
    "Intervals take the documents of one trace as belonging together.",
    spec.step && `Only ${spec.step.join(", ")}.`,
    lone && `The notebook has no ${lone === "reference" ? "current" : "reference"} window: nothing to compare with.`,
    ...sides.filter(({ traces }) => traces === 0).map(({ side }) => `No trace in ${side}.`),
  ];
  return <p className="analysis-notes">{notes.filter(Boolean).join(" ")}</p>;
}
