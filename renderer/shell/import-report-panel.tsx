import { useEffect, useState } from "react";
import type { Live } from "../../src/cells/cell-kind.tsx";
import { importReport } from "../../src/cells/import-report/index.tsx";
import type { ImportReport } from "../../src/cells/import-report/result.ts";
import { ImportReportBody } from "../../src/cells/import-report/view.tsx";
import { cellContext } from "../../src/notebook/cell-context.ts";
import type { Session } from "../../src/notebook/session.ts";
import { useSession } from "../use-state.ts";

interface ImportReportPanelProps {
  readonly session: Session;
  /** Limits the report to one source. */
  readonly path: string | null;
  readonly openTrace: Live["openTrace"];
}

/** The import report beside the notebook, kept up to date, for reading while the notebook stays as it is. */
export function ImportReportPanel({ session, path, openTrace }: ImportReportPanelProps) {
  const sources = useSession(session, (state) => state.sources);
  const [shown, setShown] = useState<{ readonly result: ImportReport } | { readonly failure: string } | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: other sources are another report
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    const context = cellContext({ name: "import_report_panel", engine: session.engine, signal });
    importReport
      .evaluate(importReport.parse(path === null ? "" : JSON.stringify({ source: path })), context)
      .then((result) => setShown({ result }))
      .catch((error: unknown) => {
        if (!signal.aborted) setShown({ failure: error instanceof Error ? error.message : String(error) });
      });
    return () => controller.abort();
  }, [session, path, sources]);
  if (!shown) return <p className="num">Reading the report …</p>;
  if ("failure" in shown) return <p className="failure">{shown.failure}</p>;
  return <ImportReportBody result={shown.result} openTrace={openTrace} />;
}
