import { useMemo } from "react";
import { percent } from "../../widgets/duration-scale.ts";
import { Figure } from "../../widgets/figure.tsx";
import { counted } from "../../widgets/format.ts";
import type { ViewProps } from "../cell-kind.tsx";
import { useSource } from "../use-source.tsx";
import { Controls } from "./controls.tsx";
import type { AlertReplaySpec } from "./definition.ts";
import { curveFigure, replayFigure } from "./figures.tsx";
import type { AlertReplayResult, RuleFigures } from "./result.ts";
import { delayWords, measureWords, ruleWords, timeWords } from "./words.ts";
import "../analysis-table.css";
import "./alert-replay.css";

/** What to do, when the rule would have said so, and what another rule would cost. */
export function AlertReplayView({ spec, result, live }: ViewProps<AlertReplaySpec, AlertReplayResult>) {
  const set = useSource(spec.source, live);
  const replay = useMemo(() => replayFigure(result), [result]);
  const curve = useMemo(() => curveFigure(result), [result]);
  if (result.empty) return <p className="analysis-empty">{result.empty}</p>;
  const pick = (_: number, point: number) => {
    const { persist, bound } = curvePicked(result, _, point) ?? {};
    if (set && persist !== undefined && bound !== undefined) set({ ...boundKeys(result, bound), persist });
  };
  return (
    <div className="alert-replay">
      <p className="alert-action">
        Action: <strong>{result.action}</strong>{" "}
        <span className="alert-because">
          {result.reason.startsWith(result.measure) ? result.reason : upper(result.reason)}
        </span>
      </p>
      {set && <Controls spec={spec} result={result} set={set} />}
      <div className="alert-figure">
        <Figure {...replay} height={240} />
      </div>
      <div className="analysis-scroll">
        <RuleTable result={result} />
      </div>
      <Curve result={result} figure={curve} onPick={set ? pick : undefined} />
      <Events result={result} />
      <Notes result={result} />
    </div>
  );
}

function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The rule that a point of the curve stands for; the ring of the chosen rule is drawn first where there is one. */
function curvePicked({ curve, bounds, persist }: AlertReplayResult, series: number, point: number) {
  const drawn = curve.filter(({ delay }) => delay !== null);
  const hasRing = drawn.some((one) => one.bound === bounds.act && one.persist === persist);
  const persists = [...new Set(drawn.map((one) => one.persist))].sort((one, other) => one - other);
  const wanted = persists[hasRing ? series - 1 : series];
  const own = drawn
    .filter((one) => one.persist === wanted)
    .sort((one, other) => one.falseAlarms - other.falseAlarms || Number(other.delay) - Number(one.delay));
  return own[point];
}

/** A milder bound to act takes the bound to flag with it. */
function boundKeys({ bounds }: AlertReplayResult, act: number): { act: number; flag: number } {
  const flag = bounds.direction === "up" ? Math.min(bounds.flag, act) : Math.max(bounds.flag, act);
  return { act, flag };
}

function RuleTable({ result }: { readonly result: AlertReplayResult }) {
  return (
    <table className="analysis-table alert-rules">
      <thead>
        <tr>
          <th scope="col" className="is-left">
            alert
          </th>
          <th scope="col" className="is-left">
            rule
          </th>
          <th scope="col" className="is-left" title="The first time after the change">
            would have fired
          </th>
          <th scope="col" className="is-left" title="From the change until it fired">
            after the change
          </th>
          <th scope="col" className="is-left" title={`On ${result.reference.how} alone`}>
            false alarms
          </th>
        </tr>
      </thead>
      <tbody>
        {result.rules.map((rule) => (
          <tr key={rule.level}>
            <td className="is-left">{rule.level}</td>
            <td className="is-left">{ruleWords(result, rule.level)}</td>
            <td className="is-left">{rule.firedAt ? timeWords(rule.firedAt) : <span className="soft">not</span>}</td>
            <td className="is-left">
              {rule.delay === null ? <span className="soft">{delayWords(rule)}</span> : delayWords(rule)}
            </td>
            <td className="is-left">{falseWords(rule)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function falseWords({ falseAlarms, falseAlarmRate }: RuleFigures): string {
  const { value, low, high, n, reason } = falseAlarmRate;
  if (value === null || low === null || high === null) return reason ? "no reference window could be told" : "–";
  return `${falseAlarms} in ${counted(n, "window")} (95 % interval ${percent(low)} to ${percent(high)} of windows)`;
}

interface CurveProps {
  readonly result: AlertReplayResult;
  readonly figure: ReturnType<typeof curveFigure>;
  readonly onPick: ((series: number, point: number) => void) | undefined;
}

function Curve({ result, figure, onPick }: CurveProps) {
  if (result.change === null)
    return (
      <p className="analysis-notes">
        No change is known, so there is no delay to draw: give change_at, or a current window on the timeline.
      </p>
    );
  if (!result.curve.some(({ delay }) => delay !== null))
    return <p className="analysis-notes">No rule of the grid fires after the change.</p>;
  return (
    <div className="alert-figure">
      <h4>Delay against false alarms</h4>
      <Figure {...figure} height={220} onPick={onPick} />
    </div>
  );
}

function Events({ result }: { readonly result: AlertReplayResult }) {
  if (result.events.length === 0) return <p className="analysis-notes">No alert fires in this history.</p>;
  return (
    <details className="alert-events" open={result.events.length <= 6}>
      <summary>{counted(result.events.length, "alert")} in this history</summary>
      <table className="analysis-table" aria-label="Alerts">
        <thead>
          <tr>
            <th scope="col" className="is-left">
              alert
            </th>
            <th scope="col" className="is-left">
              out of bounds since
            </th>
            <th scope="col" className="is-left">
              fired
            </th>
            <th scope="col" className="is-left">
              taken back
            </th>
            <th scope="col">stood, windows</th>
            <th scope="col">worst {result.measure}</th>
            <th scope="col" className="is-left">
              is
            </th>
          </tr>
        </thead>
        <tbody>
          {result.events.map((event) => (
            <tr key={`${event.level} ${event.firedAt}`}>
              <td className="is-left">{event.level}</td>
              <td className="is-left">{timeWords(event.since)}</td>
              <td className="is-left">{timeWords(event.firedAt)}</td>
              <td className="is-left">{event.clearedAt ? timeWords(event.clearedAt) : "stands"}</td>
              <td>{event.windows}</td>
              <td>{measureWords(event.worst)}</td>
              <td className="is-left">{event.kind}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

function Notes({ result }: { readonly result: AlertReplayResult }) {
  const { change, reference, unknown, clear, long } = result;
  const notes = [
    change ? `The change: ${timeWords(change.at)}, ${change.how}.` : false,
    `False alarms are counted on ${reference.how}, ${reference.windows} in all, replayed alone.`,
    `An alert is taken back after ${counted(clear, "quiet window")} in a row.`,
    long > 1 && `The mean of ${long} windows, weighted by their rows, must be out of bounds too.`,
    unknown > 0 &&
      `${counted(unknown, "window")} could not be told and ${unknown === 1 ? "breaks" : "break"} every run.`,
    "Windows that overlap or hang together make false alarms come in groups; the interval is then too narrow.",
  ];
  return <p className="analysis-notes">{notes.filter(Boolean).join(" ")}</p>;
}
