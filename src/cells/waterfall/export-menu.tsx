import { useState } from "react";
import { type SpanFormat, spanFormats } from "../../notebook/export-formats.ts";
import type { Live } from "../cell-kind.tsx";
import { saveTrace, traceFormats } from "./export-trace.tsx";
import { closeWhenLeft } from "./keys-help.tsx";

interface ExportMenuProps {
  readonly trace: string;
  readonly live: Live;
}

/** Takes the trace away as a file. */
export function ExportMenu({ trace, live }: ExportMenuProps) {
  const [failure, setFailure] = useState("");
  const save = async (format: SpanFormat) => {
    setFailure("");
    await saveTrace(live, trace, format).catch((error: unknown) =>
      setFailure(`Not exported: ${error instanceof Error ? error.message : error}`),
    );
  };
  return (
    <details className="wf-keys" onBlur={closeWhenLeft}>
      <summary className="btn small bare">Export</summary>
      <div className="wf-export">
        {traceFormats.map((format) => (
          <button key={format} type="button" className="link" onClick={() => void save(format)}>
            This trace as {spanFormats[format].title}
          </button>
        ))}
        {failure && <p role="alert">{failure}</p>}
      </div>
    </details>
  );
}
