import type { ReactNode } from "react";
import type { Estimate } from "../../analysis/estimate.ts";
import { formatDuration } from "../../traces/format-duration.ts";
import { percent } from "../../widgets/duration-scale.ts";
import { counted, groupDigits } from "../../widgets/format.ts";
import { dollars, intervalWords, shortReason } from "../estimate-words.ts";
import type { LoopSide, LoopsResult, PerTrace } from "./result.ts";

interface Row {
  readonly id: string;
  readonly label: string;
  readonly about: string;
  readonly estimate: (side: LoopSide) => Estimate | null;
  readonly difference: Estimate | null;
  readonly amount: (value: number) => string;
  /** The sum, or the count, that the figure comes from. */
  readonly total: (side: LoopSide) => string;
}

/** How many traces loop, what that costs a trace on average, and what the chosen breaker would save, side by side. */
export function SumTable({ result }: { readonly result: LoopsResult }) {
  const compared = result.sides.length === 2;
  return (
    <table className="analysis-table">
      <thead>
        <tr>
          <th scope="col" className="is-left">
            per trace, on average
          </th>
          {result.sides.flatMap(({ side }) => [
            <th key={`${side}-value`} scope="col" className={`is-${side}`}>
              {side === "all" ? "all traces" : side}
            </th>,
            <th key={`${side}-interval`} scope="col" className="is-left">
              95 % interval
            </th>,
            <th key={`${side}-total`} scope="col">
              in all
            </th>,
          ])}
          {compared && <th scope="col">difference</th>}
          {compared && (
            <th scope="col" className="is-left">
              95 % interval
            </th>
          )}
        </tr>
      </thead>
      <tbody>{rowsOf(result).map((row) => sumRow(row, result.sides, compared))}</tbody>
    </table>
  );
}

function sumRow(row: Row, sides: readonly LoopSide[], compared: boolean): ReactNode {
  return (
    <tr key={row.id}>
      <td className="is-left" title={row.about}>
        {row.label}
      </td>
      {sides.flatMap((side) => [
        <td key={`${side.side}-value`} className={`is-${side.side}`}>
          {valueText(row.estimate(side), row.amount)}
        </td>,
        <td key={`${side.side}-interval`} className="is-left soft">
          {ends(row.estimate(side), row.amount)}
        </td>,
        <td key={`${side.side}-total`} className="soft">
          {row.total(side)}
        </td>,
      ])}
      {compared && <td>{signed(row.difference?.value ?? null, row.amount)}</td>}
      {compared && <td className="is-left soft">{ends(row.difference, (value) => signed(value, row.amount))}</td>}
    </tr>
  );
}

function rowsOf({ breaker, difference, hasTokens, hasCost }: LoopsResult): readonly Row[] {
  const row = (
    id: PerTrace,
    label: string,
    about: string,
    amount: (value: number) => string,
    total: (side: LoopSide) => number,
  ): Row => ({
    ...{ id, label, about, amount },
    estimate: ({ perTrace }) => perTrace[id],
    difference: difference?.[id] ?? null,
    total: (side) => amount(total(side)),
  });
  const at = ({ curve }: LoopSide) => curve[breaker - 1];
  const wasted = "From the second round on";
  const saved = `What would not have run if the same call were cut after ${counted(breaker, "call")}`;
  const limit = `a breaker of ${breaker} saves`;
  return [
    {
      id: "share",
      label: "traces with a loop",
      about: "Of all traces",
      estimate: ({ share }) => share,
      difference: null,
      amount: percent,
      total: ({ tracesWithLoop, traces }) => `${groupDigits(tracesWithLoop)} of ${groupDigits(traces)}`,
    },
    row("wastedWall", "time wasted", `${wasted}, on the critical path`, formatDuration, ({ wasted: of }) => of.wallMs),
    ...(hasTokens ? [row("wastedTokens", "tokens wasted", wasted, tokensText, ({ wasted: of }) => of.tokens)] : []),
    ...(hasCost ? [row("wastedCost", "money wasted", wasted, dollars, ({ wasted: of }) => of.cost)] : []),
    row(
      "savedWall",
      `${limit} time`,
      `${saved}, on the critical path`,
      formatDuration,
      (side) => at(side)?.wallMs ?? 0,
    ),
    ...(hasTokens ? [row("savedTokens", `${limit} tokens`, saved, tokensText, (side) => at(side)?.tokens ?? 0)] : []),
    ...(hasCost ? [row("savedCost", `${limit} money`, saved, dollars, (side) => at(side)?.cost ?? 0)] : []),
  ];
}

export function tokensText(value: number): string {
  return Math.abs(value) >= 100 || value === 0 ? groupDigits(Math.round(value)) : value.toFixed(1);
}

function valueText(estimate: Estimate | null, amount: (value: number) => string): ReactNode {
  if (!estimate || estimate.value === null) return <span title={estimate?.reason ?? undefined}>–</span>;
  return amount(estimate.value);
}

function signed(value: number | null, amount: (value: number) => string): string {
  if (value === null) return "";
  const text = amount(value).replace("-", "−");
  return value > 0 ? `+${text}` : text;
}

function ends(estimate: Estimate | null, amount: (value: number) => string): ReactNode {
  if (!estimate) return "";
  const { low, high, reason } = estimate;
  if (low === null || high === null) return shortReason(reason) ?? "";
  return <span title={intervalWords(estimate, amount)}>{`${amount(low)} to ${amount(high)}`}</span>;
}
