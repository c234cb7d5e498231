import { counted } from "../../widgets/format.ts";
import type { Live, ViewProps } from "../cell-kind.tsx";
import { accounting, isUnreadable } from "./accounting.ts";
import type { ImportReportSpec } from "./definition.ts";
import type { CostReport, ImportReport, SourceReport } from "./result.ts";
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
      {result.costs && <Costs costs={result.costs} />}
    </div>
  );
}

const mostModels = 12;

/** How the costs came about that no span reports. */
function Costs({ costs }: { costs: CostReport }) {
  const { priced, unpriced, countedApart } = costs;
  const missing = unpriced.reduce((sum, { spans }) => sum + spans, 0);
  const models = unpriced.map(({ model, spans }) => `${model ?? "no model named"} (${spans.toLocaleString("en")})`);
  return (
    <section className="report-costs" aria-label="Computed costs">
      <p>
        {priced > 0 && <>The cost of {counted(priced, "span")} was computed from tokens and the price list. </>}
        {missing > 0 && (
          <>
            <b>{counted(missing, "span")} without a price</b>: {models.slice(0, mostModels).join(", ")}
            {models.length > mostModels ? ` and ${models.length - mostModels} more` : ""}. Prices of your own go into a
            YAML file; see Use own prices in the command palette.
          </>
        )}
      </p>
      {countedApart > 0 && (
        <p>
          {counted(countedApart, "span")} count cached or reasoning tokens beside the others and not among them: they
          were charged beside them.
        </p>
      )}
    </section>
  );
}
