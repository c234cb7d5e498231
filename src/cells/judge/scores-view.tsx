import { useMemo } from "react";
import { DataTable, type RowValues, type TableColumn } from "../../widgets/data-table.tsx";
import { counted, groupDigits, oneLine } from "../../widgets/format.ts";
import type { Rows } from "../../widgets/row-source.ts";
import type { Live } from "../cell-kind.tsx";
import { DimensionTable } from "./dimension-table.tsx";
import { ItemDetail } from "./item-detail.tsx";
import type { JudgeResult, JudgeScore } from "./result.ts";
import { grouped, verdictText } from "./summarise.ts";
import { addressedWords } from "./table.ts";
import { usd } from "./words.ts";

interface ScoresViewProps {
  readonly name: string;
  readonly result: JudgeResult;
  readonly live: Live | null;
}

/** What the judge said: by dimension, row by row, and what could not be read. */
export function ScoresView({ name, result, live }: ScoresViewProps) {
  const rows = useMemo(() => itemRows(result), [result]);
  const columns = useMemo(() => itemColumns(result), [result]);
  const open = (row: RowValues) => live?.showDetail(detailOf(result, Number(row.place), live));
  const pin =
    live && name ? (picked: readonly RowValues[]) => live.pin(name, pinned(result, picked), pinColumns) : undefined;
  return (
    <div className="judge-scores">
      <div className="analysis-scroll">
        <DimensionTable result={result} />
      </div>
      <Notes result={result} />
      <Unreadable result={result} live={live} />
      <DataTable
        label={`Judged rows of ${name || "this cell"}`}
        source={rows}
        columns={columns}
        rowsInView={10}
        empty="No row is judged yet."
        copy={live?.copy}
        onOpenRow={live ? open : undefined}
        onPin={pin}
      />
    </div>
  );
}

const pinColumns = ["target_id", "name", "value_num", "value_str", "rationale", "rater"];

function pinned({ items, scores }: JudgeResult, picked: readonly RowValues[]): readonly RowValues[] {
  const places = new Set(picked.map(({ place }) => Number(place)));
  return scores
    .filter(({ item }) => places.has(item))
    .map((score) => ({
      target_id: items[score.item]?.id ?? null,
      name: score.dimension,
      repeat: score.repeat + 1,
      answer_order: score.order,
    }));
}

export function detailOf(result: JudgeResult, place: number, live: Live) {
  return {
    title: `Judged: ${result.items[place]?.id ?? ""}`,
    body: <ItemDetail result={result} place={place} live={live} />,
  };
}

/** One row for each item: its text, what each dimension got, flags. Several verdicts stand side by side. */
function itemRows({ items, scores, rubric }: JudgeResult): Rows {
  const byItem = grouped(scores, ({ item }) => item);
  const columns = [
    { name: "place", type: "BIGINT" },
    { name: "id", type: "VARCHAR" },
    { name: "text", type: "VARCHAR" },
    ...rubric.dimensions.map(({ name }) => ({ name: `score ${name}`, type: "VARCHAR" })),
    { name: "reason", type: "VARCHAR" },
    { name: "flags", type: "VARCHAR" },
  ];
  const rows = [...byItem].map(([place, mine]) => {
    const item = items[place];
    const verdicts = rubric.dimensions.map(({ name }) =>
      verdictsText(mine.filter(({ dimension }) => dimension === name)),
    );
    const reason = mine.find(({ reasoning }) => reasoning)?.reasoning ?? null;
    const flags = [item && addressedWords(item), mine.some(({ problem }) => problem) && "cannot be read"];
    return [place, item?.id ?? "", item?.excerpt ?? "", ...verdicts, reason, flags.filter(Boolean).join("; ") || null];
  });
  return { columns, rows };
}

function verdictsText(scores: readonly JudgeScore[]): string | null {
  const readable = scores.filter(({ problem }) => problem === null);
  return readable.length ? readable.map(verdictText).join(" · ") : null;
}

function itemColumns({ rubric, items }: JudgeResult): readonly TableColumn[] {
  const flagged = items.some(({ addressed }) => addressed.length > 0);
  return [
    { column: "text", label: "what was judged", width: 320, render: plainText },
    ...rubric.dimensions.map(({ name }) => ({ column: `score ${name}`, label: name, align: "right" as const })),
    { column: "reason", label: `reason, ${rubric.dimensions[0]?.name ?? ""}`, width: 320 },
    ...(flagged ? [{ column: "flags", label: "flags", width: 240, render: plainText }] : []),
    { column: "id", label: "id" },
  ];
}

/** Without the length that long texts are shown with: an excerpt's says nothing. */
export const plainText: TableColumn["render"] = (text) => (
  <span className="dt-text">{oneLine(String(text ?? ""))}</span>
);

function Notes({ result }: { readonly result: JudgeResult }) {
  const { judged, calls, inputTokens, outputTokens, costUsd, items, scores, dimensions, unreadableLines } = result;
  const flagged = items.filter(({ addressed }) => addressed.length > 0).length;
  const repaired = scores.filter((score) => score.repaired && score.inputTokens !== null).length;
  const weighted = new Set(items.map(({ weight }) => weight)).size > 1;
  const parts = [
    `${groupDigits(judged)} of ${counted(calls, "judgement")} had, ${groupDigits(inputTokens)} tokens in and ${groupDigits(outputTokens)} out${costUsd === null ? "" : `, ${usd(costUsd)}`}.`,
    repaired > 0 && `${counted(repaired, "answer")} had to be asked for again in the right form.`,
    flagged > 0 && `${counted(flagged, "row")} ${flagged === 1 ? "seems" : "seem"} to speak to the judge: see flags.`,
    dimensions.some(({ means }) => means) &&
      `Means are those of all rows${weighted ? ", each drawn row weighted by how many it stands for" : ""}; 95 % intervals.`,
    "Whether people agree with this judge is another question: hold it against labels before you believe it.",
    unreadableLines > 0 && `${counted(unreadableLines, "line")} of the answers file could not be read.`,
  ];
  return <p className="analysis-notes">{parts.filter(Boolean).join(" ")}</p>;
}

function Unreadable({ result, live }: { readonly result: JudgeResult; readonly live: Live | null }) {
  const problems = result.scores.filter(({ problem }) => problem !== null);
  if (problems.length === 0) return null;
  // An answer that is not readable at all is one line, not one for each dimension.
  const groups = [...grouped(problems, ({ item, problem }) => `${item} ${problem}`).values()];
  const shown = groups.slice(0, 50);
  return (
    <details className="analysis-twin judge-unreadable" open={live === null}>
      <summary>{counted(problems.length, "verdict")} could not be read, and are left out of every figure</summary>
      <ul>
        {shown.map((group) => (
          <UnreadableLine key={`${group[0]?.item} ${group[0]?.problem}`} group={group} result={result} live={live} />
        ))}
        {groups.length > shown.length && (
          <li>and {groupDigits(groups.length - shown.length)} more, in the cell's table</li>
        )}
      </ul>
    </details>
  );
}

interface UnreadableLineProps {
  readonly group: readonly JudgeScore[];
  readonly result: JudgeResult;
  readonly live: Live | null;
}

function UnreadableLine({ group, result, live }: UnreadableLineProps) {
  const [first] = group;
  if (!first) return null;
  const id = result.items[first.item]?.id;
  const names = [...new Set(group.map(({ dimension }) => dimension))];
  return (
    <li>
      {live ? (
        <button type="button" className="link" onClick={() => live.showDetail(detailOf(result, first.item, live))}>
          {id}
        </button>
      ) : (
        <span className="mono">{id}</span>
      )}
      {`: ${first.problem} (${names.length === result.rubric.dimensions.length ? "every dimension" : names.join(", ")})`}
    </li>
  );
}
