import type { CellKind } from "../cell-kind.tsx";
import { parse, reads, type WaterfallSpec } from "./definition.ts";
import { evaluate } from "./evaluate.ts";
import type { WaterfallResult } from "./result.ts";
import { WaterfallView } from "./view.tsx";
import { summary } from "./words.ts";

export const waterfall: CellKind<WaterfallSpec, WaterfallResult> = {
  kind: "waterfall",
  title: "Waterfall of a trace",
  about: "One trace over time: what waited for what, what ran side by side, and where the time went.",
  language: "yaml",
  starter: "pick: slowest\n",
  wide: true,
  parse,
  reads,
  evaluate,
  summary,
  View: WaterfallView,
};
