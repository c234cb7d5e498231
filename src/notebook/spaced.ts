/**
 * Passes on what comes first at once, then the latest only, no more often than every so many milliseconds: a million
 * spans say hundreds of times how far they are, and to draw that costs more than to compute it.
 */
export function spaced<T>(give: (value: T) => void, milliseconds = 100): (value: T) => void {
  let isResting = false;
  let latest: { readonly value: T } | null = null;
  const pass = (value: T) => {
    isResting = true;
    latest = null;
    setTimeout(() => {
      isResting = false;
      if (latest) pass(latest.value);
    }, milliseconds);
    give(value);
  };
  return (value) => {
    if (isResting) latest = { value };
    else pass(value);
  };
}
