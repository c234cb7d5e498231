import { formatDuration } from "../../traces/format-duration.ts";
import { percent } from "../../widgets/duration-scale.ts";
import { counted, groupDigits } from "../../widgets/format.ts";
import { AnalysisPart } from "../analysis-part.tsx";
import type { Live } from "../cell-kind.tsx";
import type { Side } from "../cohort-sides.ts";
import { differenceWords, Estimated, perSide } from "../estimate-columns.tsx";
import { estimateWords, points, shareWords } from "../estimate-words.ts";
import { column, type FigureGroup, FiguresTable, RowName } from "../figures-table.tsx";
import type {
  BadFeedback,
  Feedback,
  FeedbackScore,
  FirstToken,
  RetriedStep,
  RetryFigures,
  Timeouts,
  Waits,
} from "./result.ts";

const ms = (value: number | null) => formatDuration(value);

export function RetriesPart({
  retries,
  sides,
}: {
  readonly retries: readonly RetriedStep[];
  readonly sides: readonly Side[];
}) {
  if (retries.length === 0)
    return <AnalysisPart title="Retries" verdict="No step was called again right after it failed." />;
  const sum = (side: Side, read: (figures: RetryFigures) => number) =>
    retries.reduce((total, step) => total + (step.sides[side] ? read(step.sides[side]) : 0), 0);
  const each = sides.map((side) => {
    const retried = sum(side, (figures) => figures.retried);
    const well = sum(side, (figures) => Math.round((figures.success.value ?? 0) * figures.retried));
    return `${groupDigits(well)} of ${groupDigits(retried)}${side === "all" ? "" : ` in ${side}`}`;
  });
  const groups: readonly FigureGroup<RetriedStep>[] = [
    column("step", ({ step }) => <RowName name={step} />, true),
    { head: "failures", columns: perSide("failures", sides, ({ failures }: RetryFigures) => groupDigits(failures)) },
    { head: "called again", columns: perSide("retried", sides, ({ retried }: RetryFigures) => groupDigits(retried)) },
    {
      head: "went well",
      columns: perSide("success", sides, ({ success }: RetryFigures) => <Estimated of={success} format={percent} />),
    },
    { head: "time until then", columns: perSide("lost", sides, ({ lost }: RetryFigures) => ms(lost)) },
  ];
  return (
    <AnalysisPart title="Retries" verdict={`${each.join(", ")} went well.`}>
      <FiguresTable label="Retries" groups={groups} rows={retries} rowKey={({ step }) => step} />
      <p>
        A retry: the same step again in the same parent, soon after a failure. Time: from a failed attempt's start to
        the next one's.
      </p>
    </AnalysisPart>
  );
}

export function TimeoutsPart({ timeouts, sides }: { readonly timeouts: Timeouts; readonly sides: readonly Side[] }) {
  const { steps, difference } = timeouts;
  if (steps.length === 0) return <AnalysisPart title="Timeouts" verdict="No error says that it is one." />;
  const each = sides.map(
    (side) => `${side === "all" ? "" : `${side} `}${timeouts.sides[side] ? shareWords(timeouts.sides[side]) : "–"}`,
  );
  type Step = Timeouts["steps"][number];
  const groups: readonly FigureGroup<Step>[] = [
    column("step", ({ step }) => <RowName name={step} />, true),
    {
      head: "timeouts",
      columns: perSide("timeouts", sides, ({ timeouts: n }: { timeouts: number }) => groupDigits(n)),
    },
    {
      head: "median duration",
      columns: perSide("median", sides, ({ medianMs }: { medianMs: number | null }) => ms(medianMs)),
    },
  ];
  const gap =
    difference?.value == null
      ? ""
      : ` Difference ${differenceWords(difference, (value) => points(value).replace("+", ""))}.`;
  return (
    <AnalysisPart title="Timeouts" verdict={`Traces with one: ${each.join(", ")}.${gap}`}>
      <FiguresTable label="Timeouts" groups={groups} rows={steps} rowKey={({ step }) => step} />
    </AnalysisPart>
  );
}

export function FirstTokenPart({
  firstToken,
  sides,
}: {
  readonly firstToken: FirstToken;
  readonly sides: readonly Side[];
}) {
  const { models } = firstToken;
  if (models.length === 0)
    return (
      <AnalysisPart
        title="Time to first token"
        verdict="No span says it: attributes as gen_ai.server.time_to_first_token, or an event of the first token. Name others in first_token_from."
      />
    );
  type Model = FirstToken["models"][number];
  const groups: readonly FigureGroup<Model>[] = [
    column("model", ({ model }) => <RowName name={model} />, true),
    { head: "n", columns: perSide("n", sides, ({ n }: Waits) => groupDigits(n)) },
    { head: "median", columns: perSide("median", sides, ({ median }: Waits) => <Estimated of={median} format={ms} />) },
    { head: "p95", columns: perSide("p95", sides, ({ p95 }: Waits) => ms(p95)) },
    ...(sides.length === 2
      ? [
          column<Model>("difference of medians", ({ difference }) =>
            difference?.value == null ? (
              <span className="soft">–</span>
            ) : (
              <span title={differenceWords(difference, signedMs)}>{signedMs(difference.value, true)}</span>
            ),
          ),
          column<Model>("its 95 % interval", ({ difference }) =>
            difference?.low == null || difference.high === null
              ? (difference?.reason ?? "–")
              : `${signedMs(difference.low, true)} to ${signedMs(difference.high, true)}`,
          ),
        ]
      : []),
  ];
  const [first] = models;
  const each = sides.flatMap((side) => {
    const waits = first?.sides[side];
    return waits ? [`${side === "all" ? "" : `${side} `}${ms(waits.median.value)}`] : [];
  });
  return (
    <AnalysisPart
      title="Time to first token"
      verdict={`Median of ${first?.model ?? "calls without a model"}: ${each.join(", ")}.`}
    >
      <FiguresTable label="Time to first token" groups={groups} rows={models} rowKey={({ model }) => model ?? "\0"} />
    </AnalysisPart>
  );
}

function signedMs(value: number, plus = false): string {
  if (value < 0) return `−${ms(-value)}`;
  return `${plus && value > 0 ? "+" : ""}${ms(value)}`;
}

interface FeedbackPartProps {
  readonly feedback: Feedback;
  readonly sides: readonly Side[];
  readonly live: Live | null;
  readonly onOpenBad: ((score: FeedbackScore) => void) | null;
}

export function FeedbackPart({ feedback, sides, live, onOpenBad }: FeedbackPartProps) {
  const { scores, others } = feedback;
  if (scores.length === 0) {
    const there = others.length
      ? ` There are scores of judges or code (${others.join(", ")}): name them in feedback to see them here.`
      : "";
    return <AnalysisPart title="Feedback" verdict={`No user said what they thought of an answer.${there}`} />;
  }
  const number = (value: number) => groupDigits(value.toFixed(2));
  return scores.map((score) => {
    const each = sides.map(
      (side) =>
        `${side === "all" ? "" : `${side} `}${score.sides[side] ? estimateWords(score.sides[side], number) : "–"}`,
    );
    const gap = score.difference?.value == null ? "" : ` Difference ${differenceWords(score.difference, number)}.`;
    const groups: readonly FigureGroup<BadFeedback>[] = [
      column(
        "trace",
        ({ traceId }) => <RowName name={traceId} opens="open it" onOpen={live && (() => live.openTrace(traceId))} />,
        true,
      ),
      column("value", ({ value }) => number(value)),
      column("error", ({ failed }) => (failed ? "yes" : "no"), true),
      column("comment", ({ comment }) => <RowName name={comment ?? "–"} />, true),
    ];
    return (
      <AnalysisPart key={score.name} title={`Feedback: ${score.name}`} verdict={`Mean ${each.join(", ")}.${gap}`}>
        {score.worst.length > 0 && (
          <FiguresTable
            label={`Bad feedback: ${score.name}`}
            groups={groups}
            rows={score.worst}
            rowKey={({ traceId, value, comment }) => `${traceId} ${value} ${comment}`}
          />
        )}
        <p>
          In traces with an error {estimateWords(score.failed, number)}, without {estimateWords(score.unfailed, number)}
          . {counted(score.bad, "value")} below {score.badBelow}.{" "}
          {onOpenBad && score.bad > 0 && (
            <button type="button" className="link" onClick={() => onOpenBad(score)}>
              List these traces
            </button>
          )}
        </p>
      </AnalysisPart>
    );
  });
}
