import { TypicalText } from "./cluster-table.tsx";
import type { Contribution, EmbeddingDriftResult, Linked } from "./result.ts";
import { clusterName, figure } from "./words.ts";

interface RowTableProps {
  readonly result: EmbeddingDriftResult;
  readonly rows: readonly Contribution[];
  readonly open: ((row: Linked) => void) | null;
}

/** The rows that make the difference, the strongest first. */
export function RowTable({ result, rows, open }: RowTableProps) {
  const [first] = rows;
  return (
    <table className="analysis-table drift-rows" aria-label={first?.side === "current" ? "More of" : "Less of"}>
      <thead>
        <tr>
          <th scope="col" className="is-left">
            text
          </th>
          <th scope="col" className="is-left">
            cluster
          </th>
          <th scope="col" className="is-left">
            time, UTC
          </th>
          <th scope="col" title="Mean kernel with the current rows less that with the reference's">
            likeness to current
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row, place) => {
          const cluster = row.cluster === null ? null : result.clusters[row.cluster];
          const name = cluster ? clusterName(cluster, row.cluster ?? 0) : "";
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows are told by their order alone
            <tr key={place}>
              <td className="is-left drift-texts">
                <TypicalText row={row} open={open} />
              </td>
              <td className="is-left soft drift-of" title={name}>
                {name}
              </td>
              <td className="is-left soft">{row.time ? row.time.slice(0, 16).replace("T", " ") : "–"}</td>
              <td>{figure(row.witness)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
