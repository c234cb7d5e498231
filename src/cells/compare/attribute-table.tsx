import type { ReactNode } from "react";
import { stringify } from "yaml";
import { literal } from "../../engine/sql.ts";
import { percent } from "../../widgets/duration-scale.ts";
import { counted, groupDigits } from "../../widgets/format.ts";
import { ShareBar } from "../../widgets/share-bar.tsx";
import type { Live } from "../cell-kind.tsx";
import { pair } from "../cohort-sides.ts";
import { type ColumnGroup, GroupedTable } from "../grouped-table.tsx";
import type { AttributeRanking, RankedAttribute, Separation } from "./result.ts";

/** The attributes by how much they tell the cohorts apart, or the slow traces from the rest. */
export function AttributeTable({ ranking, live }: { ranking: AttributeRanking; live: Live | null }) {
  const { rows, tested, leftOut, looked } = ranking;
  if (tested === 0) return <p className="analysis-notes">No attribute has more than one value to tell traces apart.</p>;
  return (
    <section className="compare-attributes">
      <h4>What tells the traces apart</h4>
      <div className="analysis-scroll">
        <GroupedTable
          label="Attributes ranked"
          groups={columns(live)}
          rows={rows}
          keyOf={({ key }) => key}
          sorted=""
          onSort={null}
        />
      </div>
      <p className="analysis-notes">
        {counted(tested, "attribute")} tested on{" "}
        {pair.map((side) => `${groupDigits(looked[side])} traces of ${side}`).join(" and ")}; p corrected for that many
        (Benjamini–Hochberg). Slow: the slowest tenth of both cohorts. An attribute separates when p is below 0.05 and
        Cramér’s V is 0.1 or more.{leftOutText(leftOut)}
      </p>
    </section>
  );
}

function leftOutText(leftOut: AttributeRanking["leftOut"]): string {
  if (!leftOut.length) return "";
  const of = (reason: string) => leftOut.filter((one) => one.reason === reason).map(({ key }) => key);
  const some = (keys: readonly string[]) =>
    `${keys.slice(0, 6).join(", ")}${keys.length > 6 ? ` and ${keys.length - 6} more` : ""}`;
  const reasons = [...new Set(leftOut.map(({ reason }) => reason))];
  return ` Left out: ${reasons.map((reason) => `${some(of(reason))} (${reason})`).join("; ")}.`;
}

function columns(live: Live | null): readonly ColumnGroup<RankedAttribute>[] {
  return [
    {
      head: "attribute",
      sort: null,
      about: "A column of traces or spans, or an attribute's key",
      className: "is-left",
      columns: [{ id: "key", className: "is-left", cell: (row) => <Key row={row} live={live} /> }],
    },
    separationGroup("cohorts", "reference from current", "ref.", "cur.", live),
    separationGroup("slow", "slow from fast", "fast", "slow", live),
  ];
}

function Key({ row, live }: { row: RankedAttribute; live: Live | null }) {
  const [first = row.key] = row.key.split(", ");
  return (
    <span
      className="compare-step"
      title={`${groupDigits(row.traces)} traces have it, ${counted(row.values, "value")}${row.numeric ? ", in five bins" : ""}`}
    >
      <span className="mono">{row.key}</span>
      {live && (
        <button
          type="button"
          className="pin-row"
          title={`Latency of the steps by ${first}`}
          onClick={() => live.addCell("latency", stringify({ by: first }))}
        >
          Group by
        </button>
      )}
    </span>
  );
}

function separationGroup(
  question: "cohorts" | "slow",
  head: string,
  first: string,
  second: string,
  live: Live | null,
): ColumnGroup<RankedAttribute> {
  const of = (draw: (separation: Separation, row: RankedAttribute) => ReactNode) => (row: RankedAttribute) =>
    row[question].strength === null ? <span className="soft">–</span> : draw(row[question], row);
  return {
    head,
    sort: null,
    about: `How strongly the attribute tells ${head}: Cramér's V, and the value whose share differs most`,
    className: "is-left",
    columns: [
      { id: `${question}-v`, head: "V", className: "is-left is-bar", cell: of((one) => <Strength one={one} />) },
      { id: `${question}-p`, head: "p", cell: of(({ adjusted }) => pText(adjusted)) },
      {
        id: `${question}-value`,
        head: `largest difference, ${first} → ${second}`,
        className: "is-left",
        cell: of((one, row) => <Value one={one} row={row} question={question} live={live} />),
      },
    ],
  };
}

function Strength({ one: { strength, separates } }: { one: Separation }) {
  const label = `V = ${strength?.toFixed(2)}, ${separates ? "separates" : "no more than chance or too weak"}`;
  return (
    <span className={separates ? "compare-v" : "compare-v soft"}>
      <ShareBar
        share={strength}
        colour={separates ? "var(--seq-5)" : "var(--border-strong)"}
        label={label}
        width={56}
      />{" "}
      {strength?.toFixed(2)}
    </span>
  );
}

function pText(p: number | null): string {
  if (p === null) return "–";
  return p < 0.001 ? "<0.001" : p.toFixed(3);
}

interface ValueProps {
  readonly one: Separation;
  readonly row: RankedAttribute;
  readonly question: "cohorts" | "slow";
  readonly live: Live | null;
}

function Value({ one: { value, shares, separates }, row, question, live }: ValueProps) {
  if (!separates || value === null || !shares) return <span className="soft">does not separate</span>;
  const words = (
    <>
      <span className="compare-value">{value}</span>: {percent(shares[0])} → {percent(shares[1])}
    </>
  );
  const [key = row.key] = row.key.split(", ");
  const single = !row.numeric && !["no value", "other values"].includes(value) && !value.includes(" + ");
  if (!live || !single) return <span title={value}>{words}</span>;
  return (
    <button
      type="button"
      className="compare-open"
      title={`List the traces with ${key} = ${value}`}
      onClick={() => live.addCell("traces", tracesWith(key, value, question))}
    >
      {words}
    </button>
  );
}

const ofTraces = ["root_name", "tenant", "user_id", "session_id", "service", "spans", "errors"];
const ofSpans = ["model", "provider", "status_message"];

function tracesWith(key: string, value: string, question: "cohorts" | "slow"): string {
  const spans = `SELECT trace_id FROM spans WHERE ${ofSpans.includes(key) ? key : `attributes[${literal(key)}]`} = ${literal(value)}`;
  const where = ofTraces.includes(key) ? `${key}::VARCHAR = ${literal(value)}` : `trace_id IN (${spans})`;
  return stringify({ ...(question === "cohorts" ? { cohort: "current" } : {}), where }, { lineWidth: 0 });
}
