import { useMemo } from "react";
import { Figure, type FigureProps } from "../../../widgets/figure.tsx";
import type { Planning } from "../compute/planning.ts";
import { nextItemsSql } from "../next-items-sql.ts";
import type { SubjectResult } from "../result.ts";
import { Section } from "../section.tsx";
import type { SectionProps } from "../subject-details.tsx";
import { figure, many, statisticNames } from "../words.ts";

/** How wide the interval is, how many labels would narrow it, how to split them and which items to take. */
export function PlanningSection({ spec, subject, live }: SectionProps) {
  const { planning } = subject.figures;
  const { now, classes, levels, next } = planning;
  return (
    <Section title="How many more labels" says={says(planning)}>
      {now.half !== null && <WidthFigure planning={planning} />}
      {classes && (
        <p>
          For ±{figure(planning.wanted)} on each: {classes.positives.needed} items that people pass (there are{" "}
          {classes.positives.labels}, ±{figure(classes.positives.half)}) and {classes.negatives.needed} that they do not
          (there are {classes.negatives.labels}, ±{figure(classes.negatives.half)}). For the narrowest Rogan–Gladen
          rate, of a hundred labels {classes.split.positives} should pass and {classes.split.negatives} not.
        </p>
      )}
      {levels.length > 0 && next > 0 && <LevelTable subject={subject} />}
      {live && levels.length > 0 && next > 0 && (
        <p className="calibration-actions">
          <button type="button" className="btn small" onClick={() => live.addCell("sql", nextItemsSql(spec, subject))}>
            Make a table of {many(next, "item")} to label next
          </button>
          <span className="soft">Then write chosen: by_score, since the judge's score decides how many are drawn.</span>
        </p>
      )}
    </Section>
  );
}

function says({ statistic, now, wanted, needed }: Planning): string {
  const name = statisticNames[statistic] ?? statistic;
  if (now.half === null) return `${name} has no interval yet${needed.reason ? `: ${needed.reason}` : ""}`;
  const width = `${name} is known to ±${figure(now.half)} with ${many(now.labels, "item")}`;
  if (needed.more === null) return width;
  return needed.more === 0
    ? `${width}: narrower than ±${figure(wanted)}`
    : `${width}; ±${figure(wanted)} takes ${needed.more} more`;
}

function WidthFigure({ planning }: { readonly planning: Planning }) {
  const drawn = useMemo(() => widthFigure(planning), [planning]);
  return (
    <div className="calibration-figure">
      <Figure {...drawn} height={180} />
    </div>
  );
}

function widthFigure({ statistic, now, wanted, widths, needed }: Planning): Omit<FigureProps, "height"> {
  const name = statisticNames[statistic] ?? statistic;
  const goal = needed.more
    ? `, and would be ±${figure(wanted)} with ${needed.labels}, if the next are drawn like these`
    : "";
  const end = widths.at(-1)?.labels ?? now.labels;
  return {
    label: `Half width of the interval of ${name} against labelled items`,
    summary: `The interval of ${name} is ±${figure(now.half)} with ${many(now.labels, "item")}${goal}.`,
    data: [
      {
        type: "scatter",
        mode: "lines",
        name: "half width",
        x: widths.map(({ labels }) => labels),
        y: widths.map(({ half }) => half),
        role: "accent",
      },
      {
        type: "scatter",
        mode: "lines",
        name: `±${wanted}`,
        x: [widths[0]?.labels ?? 0, end],
        y: [wanted, wanted],
        role: "quiet",
        line: { dash: "dot", width: 1 },
      },
      {
        type: "scatter",
        mode: "markers",
        name: "now",
        x: [now.labels],
        y: [now.half],
        role: "plain",
        marker: { size: 8 },
      },
    ],
    layout: {
      showlegend: false,
      xaxis: { title: { text: "labelled items" } },
      yaxis: { title: { text: "± of the interval" }, rangemode: "tozero" },
    },
    table: {
      columns: [
        { name: "labelled items", type: "BIGINT" },
        { name: "half width", type: "DOUBLE" },
      ],
      rows: widths.map(({ labels, half }) => [labels, half]),
    },
  };
}

function LevelTable({ subject }: { readonly subject: SubjectResult }) {
  const { levels } = subject.figures.planning;
  const name = (level: number) => subject.names[subject.scale.indexOf(level)] ?? String(level);
  return (
    <div className="analysis-scroll">
      <table className="analysis-table">
        <thead>
          <tr>
            <th className="is-left">the judge gave</th>
            <th>labelled</th>
            <th>without a label</th>
            <th title="standard deviation of people's scores at this level">people differ by</th>
            <th title="in proportion to size times deviation (Neyman)">label next</th>
          </tr>
        </thead>
        <tbody>
          {levels.map(({ level, labelled, unlabelled, deviation, next }) => (
            <tr key={level}>
              <td className="is-left">{name(level)}</td>
              <td>{labelled}</td>
              <td>{unlabelled}</td>
              <td>{figure(deviation)}</td>
              <td>{next}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
