import { percent } from "../../widgets/duration-scale.ts";
import { groupDigits } from "../../widgets/format.ts";
import type { Live } from "../cell-kind.tsx";
import type { Bin, ComparedRows, PsiRow } from "./result.ts";
import { Verdict } from "./row-table.tsx";
import { type RowsOf, rowsSource, tracesSource } from "./rows-source.ts";
import { Words } from "./word-lists.tsx";

export interface InsideProps {
  readonly row: PsiRow;
  readonly compared: ComparedRows | undefined;
  readonly hasTraces: boolean;
  readonly live: Live | null;
}

/** What a row opens to: why, both distributions bin by bin, what each bin adds, and the way to its rows. */
export function Inside({ row, compared, hasTraces, live }: InsideProps) {
  return (
    <div className="psi-detail">
      <p className="psi-reason">
        <Verdict row={row} />: {row.reason}
      </p>
      {row.words ? (
        <Words row={row} compared={compared} live={live} />
      ) : (
        <Bins row={row} compared={compared} hasTraces={hasTraces} live={live} />
      )}
      <Named title="New in current" names={row.appeared} />
      <Named title="Vanished from reference" names={row.vanished} />
      {row.notes.length > 0 && <p className="psi-note">{`${row.notes.join("; ")}.`}</p>}
    </div>
  );
}

function Named({ title, names }: { readonly title: string; readonly names: readonly string[] }) {
  if (names.length === 0) return null;
  const shown = names.slice(0, 20);
  const more = names.length > shown.length ? ` and ${names.length - shown.length} more` : "";
  return (
    <p className="psi-note">
      {title}: {shown.map((name) => (name.length > 60 ? `${name.slice(0, 60)}…` : name)).join(", ")}
      {more}
    </p>
  );
}

function Bins({ row, compared, hasTraces, live }: InsideProps) {
  const full = Math.max(0.01, ...row.bins.flatMap((bin) => [bin.referenceShare, bin.currentShare]));
  const most = Math.max(1e-6, ...row.bins.map((bin) => Math.abs(bin.contribution)));
  const canList = live !== null && compared !== undefined;
  const list = (side: RowsOf, bin: Bin) => {
    if (live && compared && bin.predicate) live.addCell("sql", rowsSource(compared, side, bin.predicate));
  };
  const traces = (bin: Bin) => {
    const side = bin.current > 0 ? "current" : "reference";
    if (live && compared && bin.predicate) live.addCell("traces", tracesSource(compared, side, bin.predicate));
  };
  return (
    <table className="analysis-table psi-bins" aria-label={`Bins of ${row.id}`}>
      <thead>
        <tr>
          <th scope="col" className="is-left">
            bin
          </th>
          <th scope="col" className="is-left">
            share of rows
          </th>
          <th scope="col" className="is-reference">
            reference
          </th>
          <th scope="col" className="is-current">
            current
          </th>
          <th scope="col" className="is-reference">
            rows
          </th>
          <th scope="col" className="is-current">
            rows
          </th>
          <th scope="colgroup" colSpan={2} title="What the bin adds to PSI">
            adds to PSI
          </th>
          {canList && hasTraces && <th scope="col">traces</th>}
        </tr>
      </thead>
      <tbody>
        {row.bins.map((bin) => (
          <tr key={`${bin.kind} ${bin.label}`}>
            <td className="is-left">
              <span className="psi-label" title={bin.label}>
                {bin.kind === "missing" || bin.kind === "other" ? (
                  <i>{bin.label}</i>
                ) : bin.label === "" ? (
                  <i>empty text</i>
                ) : (
                  bin.label
                )}
              </span>
              {(bin.kind === "new" || bin.kind === "vanished") && <span className="psi-tag">{bin.kind}</span>}
            </td>
            <td className="is-left is-bar">
              <PairBar bin={bin} full={full} />
            </td>
            <td className="is-reference">{percent(bin.referenceShare)}</td>
            <td className="is-current">{percent(bin.currentShare)}</td>
            <td className="is-reference">
              <Count bin={bin} side="reference" onList={canList && !row.isFrozen ? list : null} />
            </td>
            <td className="is-current">
              <Count bin={bin} side="current" onList={canList ? list : null} />
            </td>
            <td>{bin.contribution.toFixed(3)}</td>
            <td className="is-left is-bar">
              <svg className="psi-adds" width={60} height={10} aria-hidden="true">
                <rect
                  y={2}
                  height={6}
                  width={Math.max(bin.contribution > 0 ? 1 : 0, (Math.abs(bin.contribution) / most) * 60)}
                />
              </svg>
            </td>
            {canList && hasTraces && (
              <td>
                {bin.predicate !== null && bin.reference + bin.current > 0 && (
                  <button
                    type="button"
                    className="psi-link"
                    title={`List the traces of ${bin.label}`}
                    onClick={() => traces(bin)}
                  >
                    Traces
                  </button>
                )}
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The shares of both sides, one bar under the other. */
function PairBar({ bin, full }: { readonly bin: Bin; readonly full: number }) {
  const width = 180;
  const x = (share: number) => (share > 0 ? Math.max(1, (share / full) * width) : 0);
  const label = `${bin.label}: ${percent(bin.referenceShare)} of reference, ${percent(bin.currentShare)} of current`;
  return (
    <svg className="psi-pair" width={width} height={16} role="img" aria-label={label}>
      <title>{label}</title>
      <rect className="is-reference" y={1} height={6} width={x(bin.referenceShare)} />
      <rect className="is-current" y={9} height={6} width={x(bin.currentShare)} />
    </svg>
  );
}

interface CountProps {
  readonly bin: Bin;
  readonly side: RowsOf;
  readonly onList: ((side: RowsOf, bin: Bin) => void) | null;
}

function Count({ bin, side, onList }: CountProps) {
  const count = groupDigits(bin[side]);
  if (!onList || bin[side] === 0 || bin.predicate === null) return <>{count}</>;
  const about = `List the ${side} rows of ${bin.label}`;
  return (
    <button
      type="button"
      className="psi-link"
      title={about}
      aria-label={`${count}: ${about}`}
      onClick={() => onList(side, bin)}
    >
      {count}
    </button>
  );
}
