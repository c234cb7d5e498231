import type { CellKind } from "../cell-kind.tsx";
import { type InputSpec, inputNames, parse, reads } from "./definition.ts";
import { evaluate } from "./evaluate.ts";
import { type InputResult, inputValues, table, words } from "./result.ts";
import { InputView } from "./view.tsx";

export const input: CellKind<InputSpec, InputResult> = {
  kind: "input",
  title: "Input",
  about: "A choice, slider, date range, text or switch that other cells use by name: $name in SQL and in YAML cells.",
  language: "yaml",
  starter: "type: select\ntable: spans\ncolumn: name\n",
  parse,
  reads,
  evaluate,
  table,
  inputNames,
  inputValues,
  summary: words,
  View: InputView,
};
