import { useMemo } from "react";
import { Figure, type FigureProps } from "../../../widgets/figure.tsx";
import type { YamlValue } from "../../edit-yaml.ts";
import type { Curve, Reliability } from "../compute/curve.ts";
import type { CalibrationSpec, KeptRecalibration } from "../definition.ts";
import { keptSql } from "../recalibration-sql.ts";
import type { SubjectResult } from "../result.ts";
import { Section } from "../section.tsx";
import type { SectionProps } from "../subject-details.tsx";
import { figure, withInterval } from "../words.ts";

/** What a score of the judge is worth in people's scores, and whether putting it right pays. */
export function CurveSection(props: SectionProps) {
  const { subject } = props;
  const { curve } = subject.figures;
  if (!curve) return null;
  return (
    <Section title="What a score is worth" says={says(curve, subject)}>
      <div className="calibration-pair">
        <LevelFigure curve={curve} subject={subject} />
        {curve.reliability && <ReliabilityFigure reliability={curve.reliability} />}
      </div>
      <RecalibrationPart {...props} curve={curve} />
    </Section>
  );
}

function says({ points, reliability, binned }: Curve, subject: SubjectResult): string {
  const known = points.filter(({ value }) => value !== null);
  const top = known.at(-1);
  const what = !top
    ? ""
    : subject.type === "binary"
      ? `people pass ${figure(top.value, "share")} of what it passes`
      : `its ${binned ? "highest tenth" : top.level} is ${figure(top.value)} to people`;
  return [
    what,
    reliability ? `ECE ${withInterval(reliability.expected)}, Brier ${withInterval(reliability.brier)}` : "",
  ]
    .filter(Boolean)
    .join("; ");
}

function LevelFigure({ curve, subject }: { readonly curve: Curve; readonly subject: SubjectResult }) {
  const drawn = useMemo(() => levelFigure(curve, subject), [curve, subject]);
  return (
    <div className="calibration-figure">
      <Figure {...drawn} height={230} />
    </div>
  );
}

function levelFigure({ points, binned }: Curve, subject: SubjectResult): Omit<FigureProps, "height"> {
  const known = points.filter(({ value }) => value !== null);
  const x = known.map(({ level }) => level);
  const y = known.map(({ value }) => value);
  const same = subject.scale.length > 0;
  const ends = same ? [subject.scale[0] as number, subject.scale.at(-1) as number] : [];
  const up = known.map(({ value, high }) => (high ?? value ?? 0) - (value ?? 0));
  const down = known.map(({ value, low }) => (value ?? 0) - (low ?? value ?? 0));
  const noted = points.some(({ reason }) => reason !== null);
  return {
    label: "Mean of people's scores at each score of the judge",
    summary: `${binned ? "Ten runs of equally many items in order of the judge's score" : "Each score of the judge"}: ${known
      .map(({ level, value, n }) => `${Number(level.toPrecision(3))} is ${figure(value)} to people (n = ${n})`)
      .join(", ")}.`,
    data: [
      ...(same
        ? [
            {
              type: "scatter" as const,
              mode: "lines" as const,
              name: "as people",
              x: ends,
              y: ends,
              role: "quiet" as const,
              line: { dash: "dot" as const, width: 1 },
              hoverinfo: "skip" as const,
            },
          ]
        : []),
      {
        type: "scatter",
        mode: "lines+markers",
        name: "people's mean",
        x,
        y,
        role: "accent",
        error_y: whiskers(up, down),
      },
    ],
    layout: {
      showlegend: false,
      xaxis: {
        title: { text: "judge" },
        ...(same ? { tickvals: [...subject.scale], ticktext: [...subject.names] } : {}),
      },
      yaxis: { title: { text: "people, mean" } },
    },
    table: {
      columns: [
        { name: "judge", type: "DOUBLE" },
        { name: "people", type: "DOUBLE" },
        { name: "low", type: "DOUBLE" },
        { name: "high", type: "DOUBLE" },
        { name: "items", type: "BIGINT" },
        ...(noted ? [{ name: "note", type: "VARCHAR" }] : []),
      ],
      rows: points.map(({ level, value, low, high, n, reason }) => [
        ...[level, value, low, high, n],
        ...(noted ? [reason] : []),
      ]),
    },
  };
}

function ReliabilityFigure({ reliability }: { readonly reliability: Reliability }) {
  const drawn = useMemo(() => reliabilityFigure(reliability), [reliability]);
  return (
    <div className="calibration-figure">
      <Figure {...drawn} height={230} />
    </div>
  );
}

function reliabilityFigure({ bins, expected, brier, largest }: Reliability): Omit<FigureProps, "height"> {
  const known = bins.filter(({ observed }) => observed !== null);
  const up = known.map(({ observed, high }) => (high ?? 0) - (observed ?? 0));
  const down = known.map(({ observed, low }) => (observed ?? 0) - (low ?? 0));
  return {
    label: "Reliability: the judge's probability against the share that people pass",
    summary: `Reliability in ${bins.length} bins of equally many items. ECE ${withInterval(expected)}, largest gap ${figure(largest)}, Brier ${withInterval(brier)}.`,
    data: [
      {
        type: "scatter",
        mode: "lines",
        name: "calibrated",
        x: [0, 1],
        y: [0, 1],
        role: "quiet",
        line: { dash: "dot", width: 1 },
        hoverinfo: "skip",
      },
      {
        type: "scatter",
        mode: "lines+markers",
        name: "people",
        x: known.map(({ predicted }) => predicted),
        y: known.map(({ observed }) => observed),
        role: "accent",
        error_y: whiskers(up, down),
      },
    ],
    layout: {
      showlegend: false,
      xaxis: { title: { text: "judge's probability" }, range: [-0.02, 1.02] },
      yaxis: { title: { text: "share that people pass" }, range: [-0.02, 1.02] },
    },
    table: {
      columns: [
        { name: "from", type: "DOUBLE" },
        { name: "to", type: "DOUBLE" },
        { name: "items", type: "BIGINT" },
        { name: "judge", type: "DOUBLE" },
        { name: "people", type: "DOUBLE" },
        { name: "low", type: "DOUBLE" },
        { name: "high", type: "DOUBLE" },
      ],
      rows: bins.map(({ from, to, n, predicted, observed, low, high }) => [
        from,
        to,
        n,
        predicted,
        observed,
        low,
        high,
      ]),
    },
  };
}

function RecalibrationPart({ curve, spec, subject, set, live }: SectionProps & { readonly curve: Curve }) {
  const { fit, reason, before, after, biasBefore, biasAfter, measure, folds } = curve.recalibration;
  const key = `${subject.dimension} ${subject.judge}`;
  const kept = spec.recalibration?.[key];
  if (!fit) return <p className="soft">No recalibration: {reason}.</p>;
  const gains = before?.value != null && after?.value != null && after.value < before.value;
  const name = measure === "brier" ? "Brier score" : "root mean square error";
  return (
    <>
      <p>
        Recalibrated ({methodWords[fit.method]}), {folds}-fold and out of fold: {name} {before && withInterval(before)}{" "}
        before, {after && withInterval(after)} after; bias {figure(biasBefore?.value)} before,{" "}
        {figure(biasAfter?.value)} after. {gains ? "" : "It gains nothing on items that it was not fitted on."}
      </p>
      {set && live && (
        <p className="calibration-actions">
          <button
            type="button"
            className="btn small"
            onClick={() => set({ recalibration: keptWith(spec.recalibration, key, fit) })}
          >
            {kept ? "Keep the recalibration anew" : "Keep the recalibration"}
          </button>
          {kept && (
            <button
              type="button"
              className="btn small"
              onClick={() => live.addCell("sql", keptSql(spec, subject, kept))}
            >
              Use it in SQL
            </button>
          )}
          {kept && <span className="soft">Kept in this cell, fitted on {kept.n} labels.</span>}
        </p>
      )}
      {!set && kept && <p className="soft">Kept in this cell, fitted on {kept.n} labels.</p>}
    </>
  );
}

const methodWords = { isotonic: "isotonic", platt: "Platt", level: "by level" } as const;

/** What was kept before, and this one. */
function keptWith(kept: CalibrationSpec["recalibration"], key: string, fit: KeptRecalibration): YamlValue {
  const all = Object.entries({ ...kept, [key]: fit });
  return Object.fromEntries(all.map(([name, one]) => [name, plainFit(one)]));
}

/** Six digits are more than labels can tell, and keep the source readable. */
function plainFit({ method, x, y, slope, intercept, n }: KeptRecalibration): YamlValue {
  const round = (value: number) => Number(value.toPrecision(6));
  if (method === "platt") return { method, slope: round(slope ?? 1), intercept: round(intercept ?? 0), n };
  return { method, x: x.map(round), y: y.map(round), n };
}

/** Intervals as thin lines above and below a point. */
function whiskers(array: number[], arrayminus: number[]) {
  const look = { symmetric: false, thickness: 1, width: 3, color: "var(--accent)" } as const;
  return { type: "data", array, arrayminus, ...look } as const;
}
