import { spanKinds } from "../../traces/kind.ts";
import { token } from "../../widgets/theme.tsx";

/** The tokens that the canvases paint with, as colours that a canvas understands. */
export interface Palette {
  readonly text: string;
  readonly text2: string;
  readonly text3: string;
  readonly border: string;
  readonly edge: string;
  readonly paper: string;
  readonly sunken: string;
  readonly hover: string;
  readonly selected: string;
  readonly accent: string;
  readonly danger: string;
  /** By index of `spanKinds`. */
  readonly kinds: readonly string[];
  readonly ui: string;
  readonly mono: string;
}

/** Reads the tokens as they are now. */
export function readPalette(): Palette {
  const unknown = token("--kind-unknown");
  return {
    text: token("--text"),
    text2: token("--text-2"),
    text3: token("--text-3"),
    border: token("--border"),
    edge: token("--border-strong"),
    paper: token("--bg-paper"),
    sunken: token("--bg-sunken"),
    hover: token("--bg-hover"),
    selected: token("--bg-selected"),
    accent: token("--accent"),
    danger: token("--danger"),
    kinds: spanKinds.map((kind) => token(`--kind-${kind.toLowerCase()}`) || unknown),
    ui: token("--font-ui") || "sans-serif",
    mono: token("--font-mono") || "monospace",
  };
}
