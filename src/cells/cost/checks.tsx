import { percent } from "../../widgets/duration-scale.ts";
import { counted, groupDigits } from "../../widgets/format.ts";
import { AnalysisPart } from "../analysis-part.tsx";
import type { Live } from "../cell-kind.tsx";
import { dollars, shareWords } from "../estimate-words.ts";
import { type FigureGroup, FiguresTable, RowName } from "../figures-table.tsx";
import type { Audit, AuditedTrace, DivergedTrace, Divergence } from "./result.ts";

export function AuditPart({ audit, live }: { readonly audit: Audit; readonly live: Live | null }) {
  const twice = audit.everySpan - audit.counted;
  const plain =
    audit.repeats > 0 && Math.abs(twice) > 1e-9
      ? ` Adding every span would count ${dollars(twice)} twice (${dollars(audit.everySpan)} in place of ${dollars(audit.counted)} reported).`
      : "";
  if (audit.reason) return <AnalysisPart title="Roll-up" verdict={audit.reason + plain} />;
  const { traces, agree, callsMore, callsLess, rootSum, callSum, worst } = audit;
  const off = [
    callsMore && `in ${groupDigits(callsMore)} the calls cost more than the root says`,
    callsLess && `in ${groupDigits(callsLess)} less`,
  ].filter(Boolean);
  const verdict = `${groupDigits(agree)} of ${counted(traces, "root")} agree with the sum of their calls (${dollars(rootSum)} against ${dollars(callSum)})${off.length ? `; ${off.join(", ")}` : ""}.${plain}`;
  if (worst.length === 0) return <AnalysisPart title="Roll-up" verdict={verdict} />;
  const groups: readonly FigureGroup<AuditedTrace>[] = [
    {
      head: "trace",
      className: "is-left",
      columns: [
        {
          id: "trace",
          className: "is-left",
          cell: ({ traceId }) => (
            <RowName name={traceId} opens="open it" onOpen={live && (() => live.openTrace(traceId))} />
          ),
        },
      ],
    },
    { head: "root says, $", columns: [{ id: "root", cell: ({ root }) => dollars(root) }] },
    { head: "calls come to, $", columns: [{ id: "calls", cell: ({ calls }) => dollars(calls) }] },
    { head: "calls less root, $", columns: [{ id: "gap", cell: ({ root, calls }) => dollars(calls - root) }] },
  ];
  return (
    <AnalysisPart title="Roll-up" verdict={verdict} open>
      <FiguresTable label="Roots that disagree" groups={groups} rows={worst} rowKey={({ traceId }) => traceId} />
      <p>
        Calls that cost more: the root leaves something out, or a cost is counted twice. Less: calls are missing from
        the export, or have no price.
      </p>
    </AnalysisPart>
  );
}

export function DivergencePart({ divergence, live }: { readonly divergence: Divergence; readonly live: Live | null }) {
  const { reason, quantile, limit, reference, share, steps, traces } = divergence;
  if (reason) return <AnalysisPart title="Where cost diverges" verdict={reason} />;
  const bound = `${dollars(limit)}, which ${percent(1 - quantile)} of ${groupDigits(reference)} reference traces exceed`;
  if (traces.length === 0)
    return <AnalysisPart title="Where cost diverges" verdict={`No current trace costs more than ${bound}.`} />;
  const [first] = steps;
  const dear = steps.reduce((sum, step) => sum + step.traces, 0);
  const verdict = `${shareWords(share)} of the current traces cost more than ${bound}. ${groupDigits(first?.traces ?? 0)} of these ${groupDigits(dear)} leave the reference at ${first?.step}.`;
  const groups: readonly FigureGroup<DivergedTrace>[] = [
    {
      head: "diverges at",
      className: "is-left",
      columns: [
        {
          id: "step",
          className: "is-left",
          cell: (trace) => (
            <RowName
              name={trace.step}
              opens="open the trace at this call"
              onOpen={live && (() => live.openTrace(trace.traceId, trace.spanId))}
            />
          ),
        },
      ],
    },
    { head: "of this step, the", columns: [{ id: "nth", cell: ({ ofStep }) => ordinal(ofStep) }] },
    { head: "call", columns: [{ id: "call", cell: ({ call, calls }) => `${call} of ${calls}` }] },
    { head: "cost by then, $", columns: [{ id: "reached", cell: ({ reached }) => dollars(reached) }] },
    { head: "reference by then, $", columns: [{ id: "band", cell: ({ band }) => dollars(band) }] },
    { head: "in the end, $", columns: [{ id: "cost", cell: ({ cost }) => dollars(cost) }] },
    {
      head: "trace",
      className: "is-left",
      columns: [{ id: "trace", className: "is-left", cell: ({ traceId }) => <RowName name={traceId} /> }],
    },
  ];
  const others = steps.slice(1).map(({ step, traces: count }) => `${step} ${groupDigits(count)}`);
  return (
    <AnalysisPart title="Where cost diverges" verdict={verdict} open={(share.low ?? 0) > 1 - quantile}>
      <FiguresTable
        label="Where cost diverges"
        groups={groups}
        rows={traces}
        rowKey={({ traceId }) => traceId}
        onOpen={live && ((trace) => live.openTrace(trace.traceId, trace.spanId))}
      />
      <p>
        A trace diverges at the call after which its cost so far stays above what {percent(quantile)} of the reference's
        traces had reached by then. {traces.length < dear && `The ${traces.length} dearest of ${groupDigits(dear)}. `}
        {others.length > 0 && `Others diverge at ${others.join(", ")}.`}
      </p>
    </AnalysisPart>
  );
}

function ordinal(n: number): string {
  const tens = n % 100;
  const suffix = tens >= 11 && tens <= 13 ? "th" : (["th", "st", "nd", "rd"][n % 10] ?? "th");
  return `${n}${suffix}`;
}
