import { counted } from "../../widgets/format.ts";
import type { Live, ViewProps } from "../cell-kind.tsx";
import { accounting, isUnreadable } from "./accounting.ts";
import type { ImportReportSpec } from "./definition.ts";
import type { ImportReport, SourceReport } from "./result.ts";
import { SourceSection } from "./source-section.tsx";
import "./import-report.css";

/** The report as a cell. */
export function ImportReportView({ result, live }: ViewProps<ImportReportSpec, ImportReport>) {
  return <ImportReportBody result={result} openTrace={live?.openTrace ?? null} />;
}

// Of more sources with losses than this each begins folded too, so that they can be taken in at a glance.
const mostOpen = 4;

interface ImportReportBodyProps {
  readonly result: ImportReport;
  /** Null where no trace can be opened. */
  readonly openTrace: Live["openTrace"] | null;
}

/** What was read, source by source; also for a panel. */
export function ImportReportBody({ result, openTrace }: ImportReportBodyProps) {
  const { sources } = result;
  if (!sources.length) return <p className="report-empty">No sources yet. Drag files in, or Import files.</p>;
  const bad = sources.filter((source) => source.lost > 0 || isUnreadable(source));
  const opens = (source: SourceReport) => sources.length === 1 || (bad.length <= mostOpen && bad.includes(source));
  return (
    <div className="import-report">
      {sources.length > 1 && (
        <p className="report-total">
          <b>{counted(sources.length, "source")}</b>, {accounting(sources)}
        </p>
      )}
      {sources.map((source) => (
        <SourceSection key={source.id} source={source} open={opens(source)} openTrace={openTrace} />
      ))}
    </div>
  );
}
