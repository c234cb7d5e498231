import type { CellKind } from "../cell-kind.tsx";
import { type MarkdownSpec, parse } from "./definition.ts";
import { MarkdownView } from "./view.tsx";

export const markdown: CellKind<MarkdownSpec, MarkdownSpec> = {
  kind: "markdown",
  title: "Text",
  about: "What you saw, what you think, what to do: prose between the other cells.",
  language: "markdown",
  starter: "",
  parse,
  reads: () => [],
  evaluate: async (spec) => spec,
  View: MarkdownView,
};
