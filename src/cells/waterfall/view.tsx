import type { ViewProps } from "../cell-kind.tsx";
import type { WaterfallSpec } from "./definition.ts";
import { LiveWaterfall } from "./live-waterfall.tsx";
import type { WaterfallResult } from "./result.ts";
import { StaticWaterfall } from "./static-waterfall.tsx";
import "./waterfall.css";

/** One trace over time; in a report, a table of its spans. */
export function WaterfallView({ spec, result, live }: ViewProps<WaterfallSpec, WaterfallResult>) {
  const foldGaps = spec.gaps === "compress";
  if (!result.trace || result.spans.size === 0) return <NoTrace result={result} />;
  if (!live) return <StaticWaterfall result={result} foldGaps={foldGaps} />;
  return <LiveWaterfall result={result} foldGaps={foldGaps} live={live} />;
}

function NoTrace({ result: { reason } }: { readonly result: WaterfallResult }) {
  return (
    <p className="wf-empty">
      Nothing to show: {reason || "the trace has no spans"}. Import traces, or change which trace this cell picks.
    </p>
  );
}
