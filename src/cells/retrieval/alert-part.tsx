import { percent } from "../../widgets/duration-scale.ts";
import { counted, groupDigits } from "../../widgets/format.ts";
import { AnalysisPart } from "../analysis-part.tsx";
import { ageWords } from "../document-age.ts";
import { timeWords } from "../estimate-words.ts";
import { column, type FigureGroup, FiguresTable } from "../figures-table.tsx";
import type { Alert, AlertEvaluation } from "./result.ts";

interface AlertPartProps {
  readonly alert: Alert;
  readonly per: string;
  readonly rule: {
    readonly share: number;
    readonly window: number;
    readonly short: number;
    readonly persistence: number;
  };
  readonly sla: number;
}

/** The last evaluations are listed: what came before is in the figure. */
const listed = 14;

export function AlertPart({ alert, per, rule, sla }: AlertPartProps) {
  const { evaluations, action, since, raised, replay } = alert;
  if (evaluations.length === 0) return null;
  const bySpan = per === "minute" || per === "hour";
  const when = since ? ` since ${timeWords(since, !bySpan)}` : "";
  const history = replay
    ? ` Before the current window it was raised ${often(replay.falseAlarms)} in ${counted(replay.before, "evaluation")}, in it ${afterWords(replay.delay, per)}.`
    : ` It was raised ${often(raised)} in ${counted(evaluations.length, "evaluation")}.`;
  const groups: readonly FigureGroup<AlertEvaluation>[] = [
    column(per, ({ start }) => timeWords(start, !bySpan), true),
    column("action", (each) => (each.action === "trigger_reindex" ? <b>{each.action}</b> : each.action), true),
    column(`older, last ${rule.window} ${per}s`, ({ long, longDocuments }) => <Share of={long} n={longDocuments} />),
    column(`older, last ${rule.short === 1 ? per : `${rule.short} ${per}s`}`, ({ short, shortDocuments }) => (
      <Share of={short} n={shortDocuments} />
    )),
    column("state", ({ state }) => state, true),
  ];
  return (
    <AnalysisPart
      title="Alert"
      open={action === "trigger_reindex"}
      verdict={
        <>
          <code>{action}</code>
          {when}.{history}
        </>
      }
    >
      <FiguresTable
        label="Evaluations"
        groups={groups}
        rows={evaluations.slice(-listed).toReversed()}
        rowKey={({ start }) => start}
      />
      <p>
        Rule: more than {percent(rule.share)} of the documents older than {ageWords(sla)}, over the last {rule.window}{" "}
        {per}s and over the last {rule.short === 1 ? per : `${rule.short} ${per}s`}, {rule.persistence} {per}s in a row.
        Windows with too few documents are unknown.
        {evaluations.length > listed && ` The last ${listed} of ${groupDigits(evaluations.length)} evaluations.`}
      </p>
    </AnalysisPart>
  );
}

function often(times: number): string {
  return times === 0 ? "never" : times === 1 ? "once" : `${groupDigits(times)} times`;
}

function afterWords(delay: number | null, per: string): string {
  if (delay === null) return "never";
  return delay === 0 ? "at once" : `after ${counted(delay, per)}`;
}

function Share({ of, n }: { readonly of: number | null; readonly n: number }) {
  if (of === null) return <span className="soft">too few, n = {groupDigits(n)}</span>;
  return <span title={`n = ${groupDigits(n)}`}>{percent(of)}</span>;
}
