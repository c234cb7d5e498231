import { useMemo, useState } from "react";
import { DataTable, type RowValues, type TableColumn } from "../../widgets/data-table.tsx";
import { DifferenceBar } from "../../widgets/difference-bar.tsx";
import { counted, fixed, groupDigits } from "../../widgets/format.ts";
import type { Rows } from "../../widgets/row-source.ts";
import type { Live } from "../cell-kind.tsx";
import type { DiffLine } from "../line-diff.ts";
import type { JudgeResult, RubricComparison } from "./result.ts";
import { detailOf, plainText } from "./scores-view.tsx";
import { estimateText } from "./words.ts";

interface ComparisonViewProps {
  readonly name: string;
  readonly result: JudgeResult;
  readonly comparison: RubricComparison;
  readonly live: Live | null;
}

/** Two rubrics over the same rows: what differs in their text, which scores changed, and by how much. */
export function ComparisonView({ name, result, comparison, live }: ComparisonViewProps) {
  const { other, changed, missing } = comparison;
  const rows = useMemo(() => changedRows(result, comparison), [result, comparison]);
  const title = `${result.rubric.name} ${result.rubric.version} against ${other.name === result.rubric.name ? "" : `${other.name} `}${other.version}`;
  return (
    <section className="judge-comparison" aria-label={title}>
      <h3>{title}</h3>
      <Dimensions comparison={comparison} />
      <p className="analysis-notes">
        {comparison.dimensions.some(({ both }) => both > 0) &&
          `${changed.length === 0 ? "No score" : counted(changed.length, "score")} changed on the rows that both have judged.`}
        {missing > 0 &&
          ` ${counted(missing, "judgement")} by version ${other.version} ${missing === 1 ? "is" : "are"} not stored: name it as this cell's rubric and run it to have them.`}
      </p>
      {changed.length > 0 && (
        <DataTable
          label={`Scores of ${name || "this cell"} that changed`}
          source={rows}
          columns={changedColumns(result, comparison)}
          rowsInView={8}
          copy={live?.copy}
          onOpenRow={live ? (row: RowValues) => live.showDetail(detailOf(result, Number(row.place), live)) : undefined}
        />
      )}
      <TextDiff lines={comparison.lines} />
    </section>
  );
}

function Dimensions({ comparison: { dimensions } }: { readonly comparison: RubricComparison }) {
  const extent = Math.max(...dimensions.map(({ difference }) => Math.abs(difference?.value ?? 0)), 0.1) * 1.5;
  if (dimensions.length === 0) return <p className="analysis-empty">The two have no dimension in common.</p>;
  return (
    <table className="analysis-table">
      <thead>
        <tr>
          <th scope="col" className="is-left">
            dimension
          </th>
          <th scope="col">rows judged by both</th>
          <th scope="col">changed</th>
          <th scope="col" className="is-left">
            lower ← mean change → higher
          </th>
          <th scope="col">change, 95 % interval</th>
        </tr>
      </thead>
      <tbody>
        {dimensions.map(({ name, both, changed, difference }) => (
          <tr key={name}>
            <td className="is-left">{name}</td>
            <td>{groupDigits(both)}</td>
            <td>{groupDigits(changed)}</td>
            <td className="is-left">
              {difference && (
                <DifferenceBar {...difference} extent={extent} label={`${name}: ${estimateText(difference, signed)}`} />
              )}
            </td>
            <td>
              {difference ? (
                estimateText(difference, signed)
              ) : (
                <span className="soft">{both ? "labels" : "not judged by both yet"}</span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function signed(value: number): string {
  return value > 0 ? `+${fixed(value, 2)}` : fixed(value, 2);
}

function changedRows({ items }: JudgeResult, { changed }: RubricComparison): Rows {
  return {
    columns: [
      { name: "place", type: "BIGINT" },
      { name: "text", type: "VARCHAR" },
      { name: "dimension", type: "VARCHAR" },
      { name: "before", type: "VARCHAR" },
      { name: "after", type: "VARCHAR" },
      { name: "change", type: "DOUBLE" },
      { name: "reason_before", type: "VARCHAR" },
      { name: "reason_after", type: "VARCHAR" },
    ],
    rows: changed.map(({ item, dimension, before, after, difference, reasonBefore, reasonAfter }) => [
      ...[item, items[item]?.excerpt ?? "", dimension, before, after],
      ...[difference, reasonBefore, reasonAfter],
    ]),
  };
}

function changedColumns({ rubric }: JudgeResult, { other }: RubricComparison): readonly TableColumn[] {
  return [
    { column: "text", label: "what was judged", width: 260, render: plainText },
    { column: "dimension" },
    { column: "before", label: other.version, align: "right" },
    { column: "after", label: rubric.version, align: "right" },
    { column: "change", label: "change", align: "right" },
    { column: "reason_before", label: `reason, ${other.version}`, width: 260 },
    { column: "reason_after", label: `reason, ${rubric.version}`, width: 260 },
  ];
}

const context = 2;

/** The lines that differ, with a little of what stands around them. */
function TextDiff({ lines }: { readonly lines: readonly DiffLine[] }) {
  const [whole, setWhole] = useState(false);
  const near = (place: number) =>
    lines.slice(Math.max(0, place - context), place + context + 1).some(({ kind }) => kind !== "same");
  const shown = lines.map((line, place) => ({ line, place })).filter(({ place }) => whole || near(place));
  const added = lines.filter(({ kind }) => kind === "added").length;
  const taken = lines.filter(({ kind }) => kind === "taken out").length;
  return (
    <div className="judge-diff">
      <p className="judge-notes is-first">
        {added + taken === 0
          ? "The two texts are the same."
          : `${counted(added, "line")} added, ${counted(taken, "line")} taken out.`}{" "}
        {shown.length < lines.length || whole ? (
          <button type="button" className="link" onClick={() => setWhole(!whole)}>
            {whole ? "Show the changes alone" : "Show the whole rubric"}
          </button>
        ) : null}
      </p>
      <ol aria-label="The rubrics' text, line by line">
        {shown.map(({ line, place }, at) => (
          <li
            key={place}
            className={`is-${line.kind.replace(" ", "-")}${at > 0 && (shown[at - 1]?.place ?? 0) < place - 1 ? " is-behind-gap" : ""}`}
          >
            <span className="judge-diff-mark">{{ same: " ", added: "+", "taken out": "−" }[line.kind]}</span>
            {line.kind !== "same" && <span className="visually-hidden">{line.kind}: </span>}
            <span>{line.text || " "}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}
