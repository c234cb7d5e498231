import { useMemo, useState } from "react";
import { DataTable } from "../../widgets/data-table.tsx";
import { counted } from "../../widgets/format.ts";
import type { Live, ViewProps } from "../cell-kind.tsx";
import { useSource } from "../use-source.tsx";
import { Inside } from "./bins.tsx";
import type { PsiSpec } from "./definition.ts";
import { frozenBins } from "./freeze.ts";
import type { PsiResult, PsiRow } from "./result.ts";
import { RowTable } from "./row-table.tsx";
import { figures } from "./table.ts";
import { TimeFigure } from "./time-figure.tsx";
import "../analysis-table.css";
import "./psi.css";

/** Columns under each other, worst first: verdict, figures, and inside of each its bins. */
export function PsiView({ name, spec, result, live }: ViewProps<PsiSpec, PsiResult>) {
  const set = useSource(spec.source, live);
  if (result.empty) return <p className="analysis-empty">{result.empty}</p>;
  if (result.rows.length === 0) return <p className="analysis-empty">{nothing(result)}</p>;
  const compared = (row: PsiRow) => result.compared.find(({ unit }) => unit === row.unit);
  const inside = (row: PsiRow) => (
    <Inside row={row} compared={compared(row)} hasTraces={result.hasTraces} live={live} />
  );
  const canPin = live && name && !result.every ? live : null;
  const pin = canPin && ((row: PsiRow) => canPin.pin(name, [{ column: row.id, unit: row.unit }], pinned));
  return (
    <div className="psi">
      {result.every && <TimeFigure result={result} live={live !== null} />}
      <div className="analysis-scroll">
        <RowTable rows={result.rows} adjust={result.adjust} inside={live ? inside : null} onPin={pin} />
      </div>
      {!live && <Opened rows={result.rows} inside={inside} />}
      <Notes result={result} />
      <Actions spec={spec} result={result} set={set} />
      <AllFigures result={result} live={live} />
    </div>
  );
}

const pinned = [
  "column",
  "unit",
  "verdict",
  "psi",
  "critical",
  "adjusted_p",
  "reference_rows",
  "current_rows",
  "reason",
];

function nothing({ leftOut }: PsiResult): string {
  const why = leftOut.slice(0, 5).map(({ column, reason }) => `${column}: ${reason}`);
  return `No column could be compared.${why.length ? ` ${why.join("; ")}.` : ""}`;
}

/** In a report, where no row opens: what has drifted, opened. */
function Opened({
  rows,
  inside,
}: {
  readonly rows: readonly PsiRow[];
  readonly inside: (row: PsiRow) => React.ReactNode;
}) {
  const worst = rows.filter(({ verdict }) => verdict === "drifted" || verdict === "monitor").slice(0, 20);
  return worst.map((row) => (
    <details key={row.id} className="psi-opened">
      <summary>
        The bins of <strong>{row.id}</strong>
      </summary>
      {inside(row)}
    </details>
  ));
}

function Notes({ result }: { readonly result: PsiResult }) {
  const { rows, leftOut, compared, how, notes, adjust, level } = result;
  const sides = compared.map(({ unit, referenceRows, currentRows }) => {
    const noun = unit === "row" ? "row" : "trace";
    return `${counted(referenceRows, `reference ${noun}`)} and ${counted(currentRows, `current ${noun}`)}`;
  });
  const empty = compared.flatMap(({ unit, referenceRows, currentRows }) =>
    [
      referenceRows === 0 && `No ${unit} is in the reference: move its window or widen where.`,
      currentRows === 0 && `No ${unit} is current: move its window or widen where.`,
    ].filter(Boolean),
  );
  const cells = rows.some((row) => row.ks?.atMost !== null && (row.ks?.atMost ?? 0) > (row.ks?.value ?? 0));
  const all = [
    `${sides.join("; ")}, told apart ${how}.`,
    ...empty,
    `Drifted and monitor need both p at most ${level} (${adjust === "none" ? "not adjusted" : adjust}) and size: PSI from 0.2 or 0.1 on and above what no drift would stay under, or Wasserstein or Cramér's V from 0.2 or 0.1 on.`,
    cells &&
      "KS and Wasserstein of columns with many values are counted in cells; their greatest error is shown on hover.",
    result.hasTraces &&
      result.table !== "traces" &&
      compared.some(({ unit }) => unit === "row") &&
      "Rows of one trace count as independent; where they repeat each other, let where pick one a trace.",
    leftOut.length > 0 && `Not compared: ${leftOut.map(({ column, reason }) => `${column} (${reason})`).join("; ")}.`,
    ...notes,
  ];
  return <p className="analysis-notes">{all.filter(Boolean).join(" ")}</p>;
}

interface ActionsProps {
  readonly spec: PsiSpec;
  readonly result: PsiResult;
  readonly set: ReturnType<typeof useSource>;
}

function Actions({ spec, result, set }: ActionsProps) {
  if (!set) return null;
  const isFrozen = spec.frozen !== undefined;
  return (
    <p className="psi-actions">
      {isFrozen ? (
        <>
          <button type="button" onClick={() => set({ frozen: null })}>
            Unfreeze bins
          </button>
          <span className="soft">The reference's bins are kept in this cell's source.</span>
        </>
      ) : (
        <>
          <button type="button" onClick={() => set({ frozen: frozenBins(result) })}>
            Freeze bins
          </button>
          <span className="soft">Keeps the reference's edges and counts in this cell's source, for data to come.</span>
        </>
      )}
    </p>
  );
}

function AllFigures({ result, live }: { readonly result: PsiResult; readonly live: Live | null }) {
  const [open, setOpen] = useState(false);
  const rows = useMemo(() => figures(result.rows), [result]);
  return (
    <details className="analysis-twin" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>All figures as a table</summary>
      {(open || !live) && <DataTable label="PSI, all figures" source={rows} copy={live?.copy} dense />}
    </details>
  );
}
