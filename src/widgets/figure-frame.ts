/** Pixels of a still figure's drawing; it scales with the page. */
export const width = 1040;
export const margin = { left: 64, right: 16, top: 24, bottom: 34 };

/** The stretch of pixels that an axis takes; a vertical one runs upwards. */
export function spanOf(
  id: string,
  domain: readonly number[] | undefined,
  height: number,
): { readonly from: number; readonly to: number } {
  const [low = 0, high = 1] = domain ?? [];
  if (id.startsWith("x")) {
    const inner = width - margin.left - margin.right;
    return { from: margin.left + low * inner, to: margin.left + high * inner };
  }
  const inner = height - margin.top - margin.bottom;
  return { from: height - margin.bottom - low * inner, to: height - margin.bottom - high * inner };
}

/** Plotly's text without its one piece of markup. */
export function plain(text: string): string {
  return text.replaceAll("<br>", " ");
}
