import { useState } from "react";
import type { Live } from "../cell-kind.tsx";

/** What a finding keeps of a span. */
const kept = [
  "trace_id",
  "span_id",
  "name",
  "kind",
  "status",
  "start_time",
  "duration_ms",
  "self_ms",
  "model",
  "tenant",
];

interface PinSpanProps {
  readonly trace: string;
  readonly span: string;
  readonly live: Live;
}

/** Keeps the span as a finding below the waterfall. */
export function PinSpan({ trace, span, live }: PinSpanProps) {
  const [said, setSaid] = useState("");
  const pin = () =>
    live.pin("spans", [{ trace_id: trace, span_id: span }], kept).then(setSaid, (error: unknown) => {
      setSaid(`Not pinned: ${error instanceof Error ? error.message : error}`);
    });
  return (
    <>
      <button type="button" className="link quiet" title="Pin this span as a finding" onClick={() => void pin()}>
        Pin
      </button>
      <output className="soft">{said}</output>
    </>
  );
}
