const em = 13;
// Of the widest of the usual fonts, so that nothing is held for narrower than it is.
const widest = { narrow: 0.66, capital: 0.85, wide: 1.02 };

/**
 * True for a text that is drawn within so many pixels at the size of tables, whichever font there is. Such a text need
 * not be clipped, which costs a browser some microseconds in every frame. Only printable ASCII is ever known to fit.
 */
export function surelyFits(text: string, room: number): boolean {
  const most = room / em;
  if (text.length * widest.narrow > most) return false;
  if (text.length * widest.wide <= most) return /^[ -~]*$/.test(text);
  let width = 0;
  for (let index = 0; index < text.length; index++) width += widestOf(text.charCodeAt(index));
  return width <= most;
}

function widestOf(code: number): number {
  if (code < 32 || code > 126) return Number.POSITIVE_INFINITY;
  if ("mwMW@%".includes(String.fromCharCode(code))) return widest.wide;
  return code >= 65 && code <= 90 ? widest.capital : widest.narrow;
}
