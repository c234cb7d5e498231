import { groupDigits } from "../widgets/format.ts";
import type { ReportCell, ReportContent } from "./content.ts";

/** Where one cell's output comes from: what it reads, when it ran, its source. */
export function CellProvenance({ cell }: { readonly cell: ReportCell }) {
  const { reads, finishedAt } = cell;
  const facts = [
    ...(reads.length ? [`Reads ${reads.join(", ")}`] : []),
    ...(finishedAt === null ? [] : [`Run ${new Date(finishedAt).toISOString().slice(0, 19).replace("T", " ")} UTC`]),
  ];
  return (
    <details className="report-origin">
      <summary>Source and provenance</summary>
      {facts.length ? <p>{facts.join(". ")}.</p> : null}
      <pre>{cell.cell.source}</pre>
    </details>
  );
}

/** Where everything comes from: the sources with their hashes, and what read and computed them. */
export function Provenance({ content }: { readonly content: ReportContent }) {
  const { sources, versions } = content;
  return (
    <footer className="report-provenance">
      <h2>Provenance</h2>
      {sources.length ? (
        <table>
          <thead>
            <tr>
              <th scope="col">source</th>
              <th scope="col">read as</th>
              <th scope="col" className="is-number">
                records
              </th>
              <th scope="col" className="is-number">
                not read
              </th>
              <th scope="col">SHA-256</th>
            </tr>
          </thead>
          <tbody>
            {sources.map(({ path, format, records, lost, sha256 }) => (
              <tr key={`${path} ${sha256}`}>
                <td>{path}</td>
                <td>{format}</td>
                <td className="is-number">{groupDigits(records)}</td>
                <td className="is-number">{groupDigits(lost)}</td>
                <td className="report-hash">{sha256}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : (
        <p>No sources were read.</p>
      )}
      <p>
        Casebook {versions.app}, DuckDB {versions.duckdb.replace(/^v/, "")}. Each cell says under “Source and
        provenance” what it reads and when it ran.
      </p>
    </footer>
  );
}
