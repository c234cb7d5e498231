import { checkProse } from "./limits.ts";

export interface MarkdownSpec {
  readonly source: string;
}

/** @throws CellError when the prose is longer or nested deeper than it can be laid out */
export function parse(source: string): MarkdownSpec {
  checkProse(source);
  return { source };
}
