import type { ViewProps } from "../cell-kind.tsx";
import type { MarkdownSpec } from "./definition.ts";
import "./markdown.css";
import { Prose } from "./prose.tsx";

export function MarkdownView({ result }: ViewProps<MarkdownSpec, MarkdownSpec>) {
  return <Prose source={result.source} />;
}
