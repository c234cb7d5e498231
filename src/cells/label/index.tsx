import { counted } from "../../widgets/format.ts";
import type { CellKind } from "../cell-kind.tsx";
import { isRubricFile } from "../rubric.ts";
import { type LabelSpec, parse, reads } from "./definition.ts";
import { evaluate } from "./evaluate.ts";
import { standings } from "./log.ts";
import { raters } from "./progress.ts";
import type { LabelResult } from "./result.ts";
import { table } from "./table.ts";
import { LabelView } from "./view.tsx";

export const label: CellKind<LabelSpec, LabelResult> = {
  kind: "label",
  title: "Label",
  about: "Draws a sample and lets people label it, blind, one item at a time.",
  language: "yaml",
  starter: "items: traces\nsize: 50\nby: random\nseed: 1\n",
  wide: true,
  parse,
  reads,
  files: ({ rubric, also }) => [...also, ...[rubric].filter(isRubricFile)],
  evaluate,
  table,
  // Where the labels are kept is not what came out.
  output: (result) => ({
    table: null,
    value: { draw: result.draw, items: result.items.map(({ id }) => id), labels: table(result) },
  }),
  summary: ({ items, events, draw }) => {
    const of = standings(events);
    const done = items.filter(({ id }) => [...(of.get(id)?.values() ?? [])].some(({ now }) => now?.type === "label"));
    const by = raters(of);
    const who = by.length ? ` by ${by.join(", ")}` : "";
    return `${done.length} of ${counted(items.length, "item")} labelled${who}, drawn ${draw.words}`;
  },
  View: LabelView,
};
