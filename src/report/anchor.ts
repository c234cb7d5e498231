/** Where a cell stands in the report. */
export function anchorOf(name: string): string | undefined {
  return name ? `cell-${encodeURIComponent(name)}` : undefined;
}
