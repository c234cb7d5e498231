import { useMemo } from "react";
import { stringify } from "yaml";
import { literal } from "../../engine/sql.ts";
import { Figure } from "../../widgets/figure.tsx";
import { counted, groupDigits } from "../../widgets/format.ts";
import type { ViewProps } from "../cell-kind.tsx";
import { FiguresTable } from "../figures-table.tsx";
import { useSource } from "../use-source.tsx";
import type { ErrorsSpec } from "./definition.ts";
import { badTraces } from "./feedback.ts";
import { errorsFigure } from "./figure.tsx";
import { FeedbackPart, FirstTokenPart, RetriesPart, TimeoutsPart } from "./parts.tsx";
import type { ErrorsResult, ErrorType, FeedbackScore } from "./result.ts";
import { typeColumns } from "./type-columns.tsx";
import "../analysis-table.css";
import "./errors.css";

/** Types of errors under each other, reference beside current, how they went over time, and what came of them. */
export function ErrorsView({ name, spec, result, live }: ViewProps<ErrorsSpec, ErrorsResult>) {
  const set = useSource(spec.source, live);
  const figure = useMemo(() => errorsFigure(result), [result]);
  if (result.buckets.length === 0)
    return <p className="analysis-empty">No spans yet. Drag files in, or Import files.</p>;
  const sides = result.sides.map(({ side }) => side);
  const actions = {
    onOpen: live && ((type: ErrorType) => live.addCell("traces", tracesSource(result, type))),
    onPin: live && name ? (type: ErrorType) => live.pin(name, [{ type: type.type }]) : null,
  };
  const openBad =
    live &&
    ((score: FeedbackScore) => live.addCell("traces", stringify({ where: badTraces(score) }, { lineWidth: 0 })));
  return (
    <div className="errors">
      {result.types.length === 0 ? (
        <p className="analysis-empty">{noErrors(spec)}</p>
      ) : (
        <>
          <div className="analysis-scroll">
            <FiguresTable
              label="Errors by type"
              groups={typeColumns(result, actions)}
              rows={result.types}
              rowKey={({ type }) => type ?? "\0"}
              total={result.total}
              sorted={spec.sort}
              onSort={set && ((sort) => set({ sort }))}
              onOpen={actions.onOpen}
            />
          </div>
          <Notes spec={spec} result={result} />
          <div className="analysis-figure">
            <Figure {...figure} height={220} />
          </div>
          <RetriesPart retries={result.retries} sides={sides} />
          <TimeoutsPart timeouts={result.timeouts} sides={sides} />
        </>
      )}
      <FirstTokenPart firstToken={result.firstToken} sides={sides} />
      <FeedbackPart feedback={result.feedback} sides={sides} live={live} onOpenBad={openBad} />
    </div>
  );
}

function noErrors({ step, kind, where }: ErrorsSpec): string {
  return step || kind || where
    ? "No span that meets the filters of this cell has status ERROR."
    : "No span has status ERROR.";
}

/** The source of a `traces` cell that lists the traces with errors of these steps and this message. */
function tracesSource(result: ErrorsResult, type: ErrorType): string {
  const side = result.sides.findLast((totals) => type.sides[totals.side]?.traces)?.side;
  const cohort = side && side !== "all" ? { cohort: side } : {};
  const steps = type.steps.map(literal).join(", ");
  const said = type.type === null ? "" : ` AND (${saysType(type.type)})`;
  const where = `trace_id IN (SELECT trace_id FROM spans WHERE status = 'ERROR' AND name IN (${steps})${said})`;
  return stringify({ ...cohort, where }, { lineWidth: 0 });
}

/** A type is an attribute, stands in an event, or is a message whose varying parts are left open. */
function saysType(type: string): string {
  const open = type.replace(/[%_\\]/g, "\\$&").replace(/<(url|address|id|n)>|…/g, "%");
  const like = (column: string, text: string) => `${column} LIKE ${literal(text)} ESCAPE '\\'`;
  const attributes = ["exception.type", "error.type"].map((key) => `attributes[${literal(key)}] = ${literal(type)}`);
  return [...attributes, like("status_message", `${open}%`), like("events", `%${open}%`)].join(" OR ");
}

function Notes({ spec, result }: { readonly spec: ErrorsSpec; readonly result: ErrorsResult }) {
  const { sides, found, types, passedOn } = result;
  const lone = sides.length === 1 && sides[0]?.side !== "all" ? sides[0]?.side : null;
  const notes = [
    spec.sort === "growth" && sides.length === 2 && "First the type whose share of traces grew most.",
    found > types.length && `${groupDigits(types.length)} of ${counted(found, "type")} shown.`,
    passedOn > 0 &&
      `${counted(passedOn, "span")} that only pass on an error from below ${passedOn === 1 ? "is" : "are"} left out.`,
    "Types: the exception's, else the message with numbers, ids, addresses and quoted parts left open.",
    sides.length === 2 && "Verdicts: adjusted p at most 0.05 over all types shown.",
    lone && `The notebook has no ${lone === "reference" ? "current" : "reference"} window: nothing to compare with.`,
    ...sides.filter(({ traces }) => traces === 0).map(({ side }) => `No trace in ${side}.`),
  ];
  return <p className="analysis-notes">{notes.filter(Boolean).join(" ")}</p>;
}
