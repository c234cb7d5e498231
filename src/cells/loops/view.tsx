import { useId, useMemo } from "react";
import { formatDuration } from "../../traces/format-duration.ts";
import { DataTable, type TableColumn } from "../../widgets/data-table.tsx";
import { durationScale } from "../../widgets/duration-scale.ts";
import { Figure } from "../../widgets/figure.tsx";
import { counted, groupDigits } from "../../widgets/format.ts";
import type { Live, ViewProps } from "../cell-kind.tsx";
import { dollars } from "../estimate-words.ts";
import { useSource } from "../use-source.tsx";
import { curveFigure } from "./curve.tsx";
import type { LoopsSpec } from "./definition.ts";
import { type LoopsResult, mostCalls } from "./result.ts";
import { SumTable, tokensText } from "./sum-table.tsx";
import { table } from "./table.ts";
import "../analysis-table.css";
import "./loops.css";

/** Where agents went round in circles, what that cost, and what cutting repeated calls would have saved. */
export function LoopsView({ name, spec, result, live }: ViewProps<LoopsSpec, LoopsResult>) {
  const set = useSource(spec.source, live);
  const figure = useMemo(() => curveFigure(result), [result]);
  const empty = emptyReason(spec, result);
  if (empty) return <p className="analysis-empty">{empty}</p>;
  const repeats = result.sides.some(({ curve }) => (curve[0]?.groups ?? 0) > 0);
  return (
    <div className="loops">
      <p className="loops-headline">{headline(result)}</p>
      <div className="analysis-scroll">
        <SumTable result={result} />
      </div>
      {repeats && (
        <div className="loops-curve">
          {set && <BreakerInput value={spec.breaker} onChange={(breaker) => set({ breaker }, "breaker")} />}
          <Figure {...figure} height={300} />
        </div>
      )}
      {result.loops.length > 0 && <LoopTable name={name} result={result} live={live} />}
      <p className="analysis-notes">{notes(spec, result).join(" ")}</p>
    </div>
  );
}

function BreakerInput({ value, onChange }: { readonly value: number; readonly onChange: (value: number) => void }) {
  const id = useId();
  return (
    <p className="loops-breaker">
      <label htmlFor={id}>What if the same call were cut after</label>
      <input
        id={id}
        type="number"
        min={1}
        max={mostCalls}
        value={value}
        onChange={({ target }) => {
          const next = target.valueAsNumber;
          if (Number.isInteger(next) && next >= 1 && next <= mostCalls) onChange(next);
        }}
      />
      <span>{value === 1 ? "call?" : "calls?"}</span>
    </p>
  );
}

function headline({ sides, breaker, hasTokens, hasCost }: LoopsResult): string {
  const sum = (read: (side: LoopsResult["sides"][number]) => number) =>
    sides.reduce((all, side) => all + read(side), 0);
  const loops = sum((side) => side.loops);
  if (!loops)
    return `No loop in ${counted(
      sum((side) => side.traces),
      "trace",
    )}.`;
  const each = sides.length === 2 ? ` (${sides.map(({ side, loops: n }) => `${n} in ${side}`).join(", ")})` : "";
  const spent = [
    formatDuration(sum((side) => side.wasted.wallMs)),
    hasTokens && `${tokensText(sum((side) => side.wasted.tokens))} tokens`,
    hasCost && dollars(sum((side) => side.wasted.cost)),
  ].filter((part) => typeof part === "string");
  const at = (read: (point: LoopsResult["sides"][number]["curve"][number]) => number) =>
    sum(({ curve }) => (curve[breaker - 1] ? read(curve[breaker - 1] as (typeof curve)[number]) : 0));
  const traces = counted(
    sum((side) => side.tracesWithLoop),
    "trace",
  );
  const money = hasCost ? ` and ${dollars(at((point) => point.cost))}` : "";
  return `${counted(loops, "loop")} in ${traces}${each} wasted ${spent.join(", ")}. A breaker of ${counted(breaker, "call")} would have saved ${formatDuration(at((point) => point.wallMs))}${money}, and cut ${counted(
    at((point) => point.traces),
    "trace",
  )}, of which ${groupDigits(at((point) => point.successful))} had succeeded.`;
}

function emptyReason(spec: LoopsSpec, { sides, calls, loops }: LoopsResult): string | null {
  const traces = sides.reduce((sum, side) => sum + side.traces, 0);
  if (traces === 0 && spec.where) return "No trace has a span that meets where. Widen it.";
  if (traces === 0 && sides[0]?.side === "all") return "No spans yet. Drag files in, or Import files.";
  if (traces === 0) return "No trace starts in the windows of the cohorts. Move them on the timeline.";
  if (calls === 0 && loops.length === 0)
    return `No span is of kind ${spec.kinds.join(" or ")}, so there is no call that could be repeated. Name other kinds under kinds.`;
  return null;
}

function LoopTable({
  name,
  result,
  live,
}: {
  readonly name: string;
  readonly result: LoopsResult;
  readonly live: Live | null;
}) {
  const rows = useMemo(() => table(result), [result]);
  const columns = useMemo(() => columnsOf(result, live), [result, live]);
  const open = live
    ? (row: Readonly<Record<string, unknown>>) => live.openTrace(String(row.trace_id), String(row.span_id))
    : undefined;
  return (
    <div className="loops-table">
      <DataTable
        label="Loops"
        source={rows}
        columns={columns}
        rowsInView={12}
        onOpenRow={open}
        copy={live?.copy}
        onPin={
          live && name
            ? (picked) =>
                live.pin(
                  name,
                  picked.map(({ trace_id = null, span_id = null }) => ({ trace_id, span_id })),
                )
            : undefined
        }
      />
    </div>
  );
}

function columnsOf({ loops, hasTokens, hasCost, sides }: LoopsResult, live: Live | null): readonly TableColumn[] {
  const wall = durationScale(loops.map(({ wasted }) => wasted.wallMs));
  const ms = (value: unknown) => (typeof value === "number" ? value : null);
  return [
    {
      column: "step",
      label: "loop",
      width: 160,
      about: "Opens the trace at the loop's first span",
      render: (value, row) =>
        live ? (
          <button
            type="button"
            className="loops-open"
            title="Open the trace at the loop's first span"
            onClick={() => live.openTrace(String(row.trace_id), String(row.span_id))}
          >
            {String(value)}
          </button>
        ) : (
          String(value)
        ),
    },
    { column: "rounds", about: "How often the same came back" },
    ...(sides.length === 2 ? [{ column: "cohort" }] : []),
    {
      column: "start_time",
      label: "began, UTC",
      width: 150,
      format: (value: unknown) => String(value).slice(0, 19).replace("T", " "),
    },
    {
      ...{ column: "wasted_wall_ms", label: "wasted", unit: wall.unit, format: (value) => wall.format(ms(value)) },
      about: "On the critical path, from the second round on",
    },
    {
      ...{ column: "wasted_span_ms", label: "span time", unit: wall.unit, format: (value) => wall.format(ms(value)) },
      about: "Self times of all spans from the second round on",
    },
    ...(hasTokens ? [{ column: "wasted_tokens", label: "tokens" }] : []),
    ...(hasCost
      ? [{ column: "wasted_cost_usd", label: "money", format: (value: unknown) => dollars(Number(value)) }]
      : []),
    {
      ...{
        column: "ended_with_result",
        label: "ended by",
        format: (value) => (value === true ? "another result" : "giving up"),
      },
      about: "Whether the same call once more gave something else",
    },
    { column: "trace_succeeded", label: "trace", format: (value) => (value === true ? "succeeded" : "failed") },
    ...(loops.some(({ breaker }) => breaker !== null)
      ? [
          {
            column: "circuit_breaker",
            label: "breaker",
            render: (value: unknown) => (value === null ? "" : String(value)),
          },
        ]
      : []),
    { column: "input", label: "asked each time", width: 260 },
  ];
}

function notes(spec: LoopsSpec, result: LoopsResult): string[] {
  const { found, loops, unrecorded, calls, mute, sides } = result;
  const lone = sides.length === 1 && sides[0]?.side !== "all" ? sides[0]?.side : null;
  const all = [
    `A loop: the same call with equivalent arguments ${spec.rounds} times or more in one agent, ${Math.round(spec.overlap * 100)} % of the results alike, and nothing changed between; or steps that come round again. Retries after an error, pages, polls that get on and calls beside each other are none.`,
    "Wasted: from the second round on. A breaker counts the same calls of an agent whatever they gave, so it also cuts repetitions that are no loops.",
    found > loops.length && `${groupDigits(loops.length)} of ${counted(found, "loop")} listed.`,
    unrecorded > 0 &&
      `${counted(unrecorded, "call")} of ${groupDigits(calls)} without recorded arguments: of these nothing can be said.`,
    mute.length > 0 && `No result was recorded of ${listed(mute)}, so no loop of it can be told.`,
    lone && `The notebook has no ${lone === "reference" ? "current" : "reference"} window: nothing to compare with.`,
  ];
  return all.filter((note) => typeof note === "string");
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 4).join(", ");
  return names.length > 4 ? `${shown} and ${names.length - 4} more` : shown;
}
